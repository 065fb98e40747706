"""`POST /webhooks/sms`: a text comes in from Twilio, its answer goes back in the same request."""

import structlog
from flask import Blueprint, Response

from bot.channels.twilio import twiml
from bot.channels.twilio.inbound import OptOutType, TextIn, parse_text
from bot.channels.twilio.rendering import render_text
from bot.clinic.contact_rules import Keyword, keyword
from bot.services import memory
from bot.services.texts import InboundText, answer_text
from bot.settings import OptOutHandling
from bot.storage.database import DatabaseUnavailable
from bot.values import Channel
from bot.web.signed import accepted, signed_form
from bot.wiring import Bot

_log = structlog.get_logger(__name__)
_BY_TYPE = {
    OptOutType.STOP: Keyword.STOP,
    OptOutType.START: Keyword.START,
    OptOutType.HELP: Keyword.HELP,
}


def make(bot: Bot) -> Blueprint:
    """The text routes."""
    routes = Blueprint("sms", __name__)
    account, lines = bot.settings.twilio_account_sid, frozenset(bot.line.profile.numbers.bot_lines)

    @routes.post("/webhooks/sms")
    def text() -> Response:
        came = accepted(parse_text(signed_form(bot), account, lines))
        inbound = InboundText(
            came.gateway_id,
            came.sender,
            came.line,
            came.text,
            came.photos,
            _answered_by_carrier(came, bot.settings.opt_out_handling),
            came.pictures,
        )
        return Response(_answer(bot, inbound), content_type=twiml.CONTENT_TYPE)

    return routes


def _answer(bot: Bot, inbound: InboundText) -> bytes:
    """The turn's answer. Whatever breaks, the person gets a safe sentence and staff see a handoff."""
    try:
        return answer_text(bot.line, inbound, render_text)
    except DatabaseUnavailable:
        _log.error("database unavailable", gateway_id=inbound.gateway_id)
        return _from_memory(bot, inbound, is_broken=False)
    except Exception as error:  # noqa: BLE001  the edge: anything else is our own fault, and the person must not pay for it
        _log.error("turn broke", gateway_id=inbound.gateway_id, error=type(error).__name__)
        _report(bot, inbound)
        return _from_memory(bot, inbound, is_broken=True)


def _from_memory(bot: Bot, inbound: InboundText, *, is_broken: bool) -> bytes:
    if inbound.phone is None or inbound.keyword is not None:
        return twiml.messages(())
    try:
        replies, language = memory.from_memory(bot.line, inbound.body, Channel.SMS, None, is_broken=is_broken)
    except Exception as error:  # noqa: BLE001  even understanding broke: the sentence that needs nothing
        _log.error("memory broke", gateway_id=inbound.gateway_id, error=type(error).__name__)
        return twiml.fallback_text(bot.line.profile.numbers.human_line)
    return render_text(replies, language).answer


def _report(bot: Bot, inbound: InboundText) -> None:
    try:
        memory.report_broken_turn(bot.line, inbound.phone, inbound.line, Channel.SMS)
    except Exception as error:  # noqa: BLE001  the answer matters more than its record
        _log.error("broken turn not recorded", gateway_id=inbound.gateway_id, error=type(error).__name__)


def _answered_by_carrier(came: TextIn, handling: OptOutHandling) -> Keyword | None:
    """The keyword Twilio has answered by itself, so that we do not answer it again."""
    match handling:
        case OptOutHandling.ADVANCED:
            return _BY_TYPE[came.opt_out_type] if came.opt_out_type else None
        case OptOutHandling.DEFAULT:
            return keyword(came.text)
        case OptOutHandling.OWN:
            return None
