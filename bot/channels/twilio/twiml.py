"""What is written, said and listened for, as the documents Twilio executes.

Every address is a path with the prompt's number and nothing else: no fact about a person stands in a URL.
Every verb that waits has an explicit action, or it would ask for the same document again, for ever.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from bot.channels.gsm import to_gsm
from bot.channels.twilio.markup import document, element, escaped, tag
from bot.channels.voice import HangUp, Listen, Record, Ring, Speak, Spoken, digits
from bot.values import Language

CONTENT_TYPE = "text/xml; charset=utf-8"
_SPEECH_END_SECONDS = 2  # silence that ends a spoken answer
_SPEECH_END_SECONDS_PATIENT = 3
_LONG_WAIT_SECONDS = 8
_LOCALES = {Language.EN: "en-US", Language.ES: "es-US"}
_VOICES = {Language.EN: "Polly.Joanna", Language.ES: "Polly.Lupe"}
_SAY = {language: f'<Say language="{locale}" voice="{_VOICES[language]}">' for language, locale in _LOCALES.items()}


@dataclass(frozen=True, slots=True)
class Routes:
    """Where the call goes on from prompt `number`; a repeat of the same number gets the same answer."""

    number: int

    @property
    def turn(self) -> str:
        """Keys, words or silence."""
        return f"/webhooks/voice/turn/{self.number}"

    @property
    def wait(self) -> str:
        """What a waiting caller hears, again and again."""
        return f"/webhooks/voice/wait/{self.number}"

    @property
    def waited(self) -> str:
        """A key that a waiting caller pressed."""
        return f"/webhooks/voice/waited/{self.number}"

    @property
    def left(self) -> str:
        """Out of the line: nobody came, or the people have talked."""
        return f"/webhooks/voice/left/{self.number}"

    @property
    def recorded(self) -> str:
        """A voicemail was left, or not."""
        return f"/webhooks/voice/recorded/{self.number}"


STATUS_ROUTE = "/webhooks/voice/status"


# -- texts ----------------------------------------------------------------------------------------


def messages(texts: Sequence[str]) -> bytes:
    """The texts as an answer; none at all is silence, which an empty message would not be."""
    return document("".join(tag("Message", text) for text in texts if text))


# -- calls ----------------------------------------------------------------------------------------


def call(said: Sequence[Spoken], routes: Routes, queue: str = "") -> bytes:
    """One turn of a call. Where people are to be joined, the caller waits for them in the line `queue`."""
    return document("".join(_verbs(item, routes, queue) for item in said))


def reject() -> bytes:
    """The call is not answered, and costs nothing."""
    return document(tag("Reject", reason="rejected"))


def hang_up() -> bytes:
    """The call ends without another word."""
    return document(tag("Hangup"))


def go_on(path: str) -> bytes:
    """Asks for the next document at this path."""
    return document(tag("Redirect", path, method="POST"))


# -- without state or database ---------------------------------------------------------------------


def fallback_text(human_line: str) -> bytes:
    """The fixed answer to a text when nothing works, in both languages. `human_line` (E.164) reaches people."""
    number = _in_print(human_line)
    english = f"Our automated line is down. Emergency? Call 911. To reach our staff, call {number}."
    spanish = f"Nuestra línea automática no funciona. ¿Emergencia? Llame al 911. Personal: {number}."
    return messages((to_gsm(f"{english}\n{spanish}"),))


def fallback_call(human_line: str) -> bytes:
    """The fixed answer to a call when nothing works, twice in both languages."""
    number = digits(human_line)
    once = (
        Speak("Our automated line is not working.", Language.EN),
        Speak("If this is an emergency, hang up and dial 9 1 1.", Language.EN, 1),
        Speak(f"To reach our staff, call {number}.", Language.EN, 1),
        Speak("Nuestra línea automática no funciona.", Language.ES),
        Speak("Si es una emergencia, cuelgue y marque 9 1 1.", Language.ES, 1),
        Speak(f"Para hablar con nuestro personal, llame al {number}.", Language.ES, 1),
    )
    return call((*once, *once, HangUp()), Routes(0))


def _in_print(number: str) -> str:
    match = re.fullmatch(r"\+1(\d{3})(\d{3})(\d{4})", number)
    return "({}) {}-{}".format(*match.groups()) if match else number


# -- verbs ----------------------------------------------------------------------------------------


def _verbs(item: Spoken, routes: Routes, queue: str) -> str:
    match item:
        case Speak():
            return spoken(item)
        case Listen():
            return _listen(item, routes)
        case Record():
            return _record(item, routes)
        case Ring():
            return _enqueue(routes, queue)
        case HangUp():
            return tag("Hangup")
        case _:
            assert_never(item)


def spoken(speak: Speak) -> str:
    """One sentence with its silence. Most of a call's document is this; hence its parts are written beforehand."""
    pause = f'<Pause length="{speak.pause_seconds}" />' if speak.pause_seconds else ""
    return f"{_SAY[speak.language]}{escaped(speak.text)}</Say>{pause}"


def _listen(listen: Listen, routes: Routes) -> str:
    prompt = "".join(map(spoken, listen.prompt))
    attributes: dict[str, str | int] = {"finishOnKey": listen.keys.finish_key, "timeout": listen.wait_seconds}
    if listen.keys.max_keys is not None:
        attributes["numDigits"] = listen.keys.max_keys
    if listen.speech:
        is_patient = listen.wait_seconds >= _LONG_WAIT_SECONDS
        attributes["hints"] = ", ".join(listen.hints)
        attributes["language"] = _LOCALES[listen.language]
        attributes["profanityFilter"] = "false"
        attributes["speechTimeout"] = _SPEECH_END_SECONDS_PATIENT if is_patient else _SPEECH_END_SECONDS
    attributes["input"] = "dtmf speech" if listen.speech else "dtmf"
    return _gather(prompt, action=routes.turn, **attributes) + tag("Redirect", routes.turn, method="POST")


def _gather(prompt: str, **attributes: str | int) -> str:
    return element("Gather", prompt, actionOnEmptyResult="true", method="POST", **attributes)


def _record(record: Record, routes: Routes) -> str:
    """Where nothing was said the action may not be asked for; the redirect then tells it."""
    return (
        "".join(map(spoken, record.prompt))
        + tag(
            "Record",
            action=routes.recorded,
            finishOnKey=record.finish_key,
            maxLength=record.max_seconds,
            method="POST",
            playBeep="true",
            timeout=record.silence_seconds,
        )
        + tag("Redirect", routes.recorded, method="POST")
    )


def _enqueue(routes: Routes, queue: str) -> str:
    """Into a line of the caller's own, so that whoever comes gets this caller and no other."""
    how = {"action": routes.left, "method": "POST", "waitUrl": routes.wait, "waitUrlMethod": "POST"}
    return tag("Enqueue", queue, **how)
