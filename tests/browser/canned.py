"""A line of a few canned answers behind the browser phone: for the page's own tests, without flows or database."""

from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from flask import Flask, Response, request

from bot.channels.simulator.exchange import StaffPhone
from bot.channels.simulator.inside import posting
from bot.channels.simulator.line import PhoneLine
from bot.web import phone

LINES = ("+18179164685", "+18177693718")
START = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
GREETING = (
    "DFW Center for Spinal Disorders, automated line. I am not a doctor. Emergency? Call 911.\n"
    "Is it back pain or a spasm now? Reply 1 for yes, 2 for something else."
)
ICE = "For the first 48 to 72 hours: ice for 20 minutes, every two hours, while you lie on your back."
PERSON = "A person will read this. Your request is in our staff's list; we are open until 5 PM."


def xml(*verbs: str) -> Response:
    return Response(f"<Response>{''.join(verbs)}</Response>", mimetype="text/xml")


def said(words: str, language: str = "en-US") -> str:
    return f'<Say language="{language}">{escape(words)}</Say>'


def menu(words: str) -> str:
    return (
        '<Gather input="dtmf speech" numDigits="1" timeout="6" speechTimeout="2" action="/webhooks/voice/turn"'
        f' actionOnEmptyResult="true">{said(words)}{said("Para español, oprima 8.", "es-US")}</Gather>'
    )


QUEUE = '<Enqueue action="/webhooks/voice/left" waitUrl="/webhooks/voice/wait">line</Enqueue>'
WAIT = '<Gather action="/webhooks/voice/waited" numDigits="1"><Say>Press 1 to be called back.</Say></Gather>'
SCREEN = '<Gather numDigits="1" action="/webhooks/voice/key"><Say>Press 1 to accept.</Say></Gather><Hangup/>'
RECORD = '<Record action="/webhooks/voice/recorded" finishOnKey="#" maxLength="180" timeout="10"/>'


PHONE = StaffPhone("+18175550151", "/webhooks/voice/leg", "/webhooks/voice/over")


class CannedLine:
    """What the phone needs of a line, with a clock that only jumps."""

    def __init__(self) -> None:
        self.offset = timedelta(0)
        self.handoffs: list[dict[str, str]] = []
        self.is_ringing = False
        self.app = Flask("bot.web", static_folder="static", template_folder="templates")
        self._add_webhooks()
        self.app.register_blueprint(phone.make(self.phone_line()))

    def phone_line(self) -> PhoneLine:
        return PhoneLine(
            post=posting(self.app.wsgi_app, "http://127.0.0.1:8000", lambda *_: ("X-Signature", "canned")),
            account_sid="AC" + "0" * 32,
            lines=LINES,
            base_url="http://127.0.0.1:8000",
            zone=ZoneInfo("America/Chicago"),
            now=lambda: START + self.offset,
            clock_offset=lambda: self.offset,
            set_clock_offset=self.set_offset,
            open_handoffs=lambda: self.handoffs,
            staff_phones=lambda _: [PHONE] if self.is_ringing else [],
            is_local=True,
            is_open=lambda at: 14 <= at.hour < 23 and at.isoweekday() < 6,
        )

    def set_offset(self, offset: timedelta) -> None:
        self.offset = offset

    def hand_off(self, reason: str, urgency: str, team: str, summary: str) -> None:
        self.handoffs.append({"reason": reason, "urgency": urgency, "team": team, "summary": summary})

    def _add_webhooks(self) -> None:
        routes = {
            "/webhooks/sms": self.sms,
            "/webhooks/voice": lambda: xml(menu("Is this about back pain now? For yes, press 1. For a person, 0.")),
            "/webhooks/voice/turn": self.turn,
            "/webhooks/voice/wait": lambda: xml(WAIT if self.is_ringing else "<Leave/>"),
            "/webhooks/voice/waited": self.stop_ringing,
            "/webhooks/voice/left": self.left,
            "/webhooks/voice/recorded": lambda: xml(said("Thank you. We have your message."), "<Hangup/>"),
            "/webhooks/voice/status": lambda: Response(status=204),
            "/webhooks/voice/leg": lambda: xml(SCREEN),
            "/webhooks/voice/key": lambda: xml("<Dial><Queue>line</Queue></Dial>"),
            "/webhooks/voice/over": self.stop_ringing,
        }
        for path, view in routes.items():
            self.app.add_url_rule(path, path, view, methods=["POST"])

    def sms(self) -> Response:
        words = request.form["Body"].lower()
        if "person" in words:
            self.hand_off("talk_to_human", "routine", "front_desk", f"Asked for a person.\nWords: {words}")
            return xml(f"<Message>{escape(PERSON)}</Message>")
        return xml(f"<Message>{escape(ICE if words == '1' else GREETING)}</Message>")

    def turn(self) -> Response:
        digits, words = request.form.get("Digits", ""), request.form.get("SpeechResult", "").lower()
        if digits == "0" or "person" in words:
            self.is_ringing = True
            return xml(said("One moment, I am calling our staff."), QUEUE)
        if digits == "1" or "yes" in words:
            return xml(said(ICE), menu("For a person, press 0."))
        return xml(menu("I did not hear you. For back pain now, press 1. For a person, 0."))

    def stop_ringing(self) -> Response:
        self.is_ringing = False
        return xml("<Leave/>")

    def left(self) -> Response:
        if request.form["QueueResult"] == "bridged":
            return xml("<Hangup/>")
        self.hand_off("voicemail", "same_day", "nurse", "Nobody could take the call.")
        return xml(said("Nobody could take your call. Please leave a message after the tone."), RECORD)
