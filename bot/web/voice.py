"""The webhooks of a phone call: its start, each numbered prompt, voicemail, and its end. Waiting is in `waiting`."""

from collections.abc import Callable

import structlog
from flask import Blueprint, Response

from bot.channels import voice
from bot.channels.twilio import twiml
from bot.channels.twilio.inbound import (
    CallIn,
    parse_call,
    parse_call_ended,
    parse_gathered,
    parse_left_queue,
    parse_recorded,
)  # fmt: skip
from bot.channels.twilio.twiml import Routes
from bot.channels.voice import RECORDING_ENDS_SECONDS, Listen, Record, Speak
from bot.dialogue.events import Pressed, Recorded, Silent
from bot.dialogue.replies import Prompt, Reply, Statement
from bot.services import memory, phone_calls
from bot.services.phone_calls import Caller, CallInput, LeftLine, Position, Spoken
from bot.services.turns import Rendered, Written
from bot.storage.database import DatabaseUnavailable
from bot.values import Channel, Language
from bot.web.signed import accepted, document, signed_form
from bot.wiring import Bot

_log = structlog.get_logger(__name__)


def make(bot: Bot) -> Blueprint:
    """The call routes."""
    routes = Blueprint("voice", __name__)
    _add_prompts(routes, bot)
    _add_endings(routes, bot)
    return routes


def _add_prompts(routes: Blueprint, bot: Bot) -> None:
    """What the caller does: calling, answering prompt by prompt, leaving a message."""
    account, lines = bot.settings.twilio_account_sid, frozenset(bot.line.profile.numbers.bot_lines)
    render = renderer(bot)

    @routes.post("/webhooks/voice")
    def start() -> Response:
        call = accepted(parse_call(signed_form(bot), account, lines))

        def work() -> bytes:
            caller = Caller(call.sender, call.number_check)
            return phone_calls.answer_call(bot.line, call.gateway_id, caller, call.line, render)

        return _guarded(bot, call, "", work)

    @routes.post("/webhooks/voice/turn/<int:number>")
    def turn(number: int) -> Response:
        gathered = accepted(parse_gathered(signed_form(bot), account, lines))
        return _step(bot, gathered.call, number, _given(gathered.keys, gathered.speech, gathered.confidence))

    @routes.post("/webhooks/voice/recorded/<int:number>")
    def recorded(number: int) -> Response:
        left = accepted(parse_recorded(signed_form(bot), account, lines))
        is_silence = left.is_ended_by_silence and left.seconds <= RECORDING_ENDS_SECONDS
        given = Recorded(left.recording or "", 0 if is_silence or not left.recording else left.seconds)
        return _step(bot, left.call, number, given)


def _add_endings(routes: Blueprint, bot: Bot) -> None:
    """What ends: waiting in line for a person, and the call."""
    account, lines = bot.settings.twilio_account_sid, frozenset(bot.line.profile.numbers.bot_lines)

    @routes.post("/webhooks/voice/left/<int:number>")
    def left(number: int) -> Response:
        news = accepted(parse_left_queue(signed_form(bot), account, lines))
        if news.call.is_over and not news.is_joined:  # hung up in the line: nobody is left to say anything to
            phone_calls.end_call(bot.line, news.call.gateway_id)
            return document(twiml.hang_up())
        return _step(bot, news.call, number, LeftLine(is_joined=news.is_joined))

    @routes.post("/webhooks/voice/status")
    def status() -> Response:
        news = accepted(parse_call_ended(signed_form(bot), account, lines))
        if news.call.is_over:
            phone_calls.end_call(bot.line, news.call.gateway_id)
        return Response(status=204)


def _step(bot: Bot, call: CallIn, number: int, given: CallInput) -> Response:
    def work() -> bytes:
        answer = phone_calls.answer_step(bot.line, call.gateway_id, number, given, renderer(bot))
        return twiml.go_on("/webhooks/voice") if answer is None else answer

    return _guarded(bot, call, given.text if isinstance(given, Spoken) else "", work)


def renderer(bot: Bot) -> phone_calls.RenderCall:
    """What replies become on a call of this bot."""
    speech = bot.settings.voice_speech

    def render(replies: tuple[Reply, ...], language: Language, position: Position) -> Rendered:
        spoken = voice.spoken(
            replies,
            language,
            first=position.is_first,
            patience=position.is_patient,
            speech=speech,
            practised=position.is_practised,
        )
        places = tuple(reply.place for reply in replies if isinstance(reply, Statement | Prompt))
        words = " ".join(_words(item) for item in spoken if isinstance(item, Speak | Listen | Record))
        document = twiml.call(spoken, Routes(position.prompt), position.queue)
        return Rendered(document, (Written(words, places),) if words else ())

    return render


def _words(item: Speak | Listen | Record) -> str:
    return item.text if isinstance(item, Speak) else " ".join(speak.text for speak in item.prompt)


def _given(keys: str, speech: str, confidence: float | None) -> CallInput:
    if keys:
        return Pressed(keys)
    return Spoken(speech, confidence) if speech else Silent()


def _guarded(bot: Bot, call: CallIn, heard: str, work: Callable[[], bytes]) -> Response:
    """The turn's answer. Whatever breaks, the caller hears a safe sentence and staff see a handoff."""
    try:
        return document(work())
    except DatabaseUnavailable:
        _log.error("database unavailable", gateway_id=call.gateway_id)
        return _from_memory(bot, heard, is_broken=False)
    except Exception as error:  # noqa: BLE001  the edge: anything else is our own fault, and the caller must not pay for it
        _log.error("turn broke", gateway_id=call.gateway_id, error=type(error).__name__)
        _report(bot, call)
        return _from_memory(bot, heard, is_broken=True)


def _from_memory(bot: Bot, heard: str, *, is_broken: bool) -> Response:
    try:
        replies, language = memory.from_memory(bot.line, heard, Channel.VOICE, None, is_broken=is_broken)
        spoken = voice.spoken(replies, language, first=False, patience=True)
        return document(twiml.call(spoken, Routes(0)))
    except Exception as error:  # noqa: BLE001  even understanding broke: the sentences that need nothing
        _log.error("memory broke", error=type(error).__name__)
        return document(twiml.fallback_call(bot.line.profile.numbers.human_line))


def _report(bot: Bot, call: CallIn) -> None:
    try:
        memory.report_broken_turn(bot.line, call.sender, call.line, Channel.VOICE)
    except Exception as error:  # noqa: BLE001  the answer matters more than its record
        _log.error("broken turn not recorded", gateway_id=call.gateway_id, error=type(error).__name__)
