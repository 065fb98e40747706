"""The webhooks of a caller who waits in line, and `/webhooks/leg/<key>` of each staff phone that rings for them."""

from flask import Blueprint, Response

from bot.channels.twilio import twiml, waiting
from bot.channels.twilio.inbound import parse_call, parse_gathered
from bot.channels.twilio.twiml import Routes
from bot.channels.twilio.waiting import ACCEPT_KEY, CALL_BACK_KEY, LEG_ROUTE
from bot.services import connecting
from bot.services.connecting import Moment, Wait
from bot.storage.connections import LegStatus
from bot.storage.database import DatabaseUnavailable, TransactionLost
from bot.web.our_calls import our_call
from bot.web.signed import accepted, document, signed_form
from bot.wiring import Bot

_ENDED = {"busy": LegStatus.BUSY, "failed": LegStatus.FAILED}  # else nobody pressed 1


def make(bot: Bot) -> Blueprint:
    """The routes of both ends."""
    routes = Blueprint("waiting", __name__)
    _add_caller(routes, bot)
    _add_staff_phone(routes, bot)
    return routes


def _add_caller(routes: Blueprint, bot: Bot) -> None:
    account, lines = bot.settings.twilio_account_sid, frozenset(bot.line.profile.numbers.bot_lines)

    @routes.post("/webhooks/voice/wait/<int:number>")
    def wait(number: int) -> Response:
        call = accepted(parse_call(signed_form(bot), account, lines))
        return document(waiting.wait(_moment(bot, call.gateway_id), Routes(number)))

    @routes.post("/webhooks/voice/waited/<int:number>")
    def waited(number: int) -> Response:
        gathered = accepted(parse_gathered(signed_form(bot), account, lines))
        is_leaving = gathered.keys == CALL_BACK_KEY and _asks_call_back(bot, gathered.call.gateway_id)
        return document(waiting.waited(Routes(number), is_leaving=is_leaving))


def _moment(bot: Bot, call_id: str) -> Moment:
    """Without a database nobody is sought: the caller leaves the line, and hears from memory whom to call."""
    try:
        return connecting.look(bot.line, call_id)
    except (DatabaseUnavailable, TransactionLost):
        return Moment(Wait.OVER)


def _asks_call_back(bot: Bot, call_id: str) -> bool:
    try:
        return connecting.ask_call_back(bot.line, call_id)
    except (DatabaseUnavailable, TransactionLost):
        return False


def _add_staff_phone(routes: Blueprint, bot: Bot) -> None:
    @routes.post(f"{LEG_ROUTE}/<key>")
    def picked_up(key: str) -> Response:
        is_wanted = connecting.pick_up(bot.line, key, our_call(bot, key).call_id)
        return document(waiting.asked(key) if is_wanted else twiml.hang_up())

    @routes.post(f"{LEG_ROUTE}/<key>/answer")
    def answer(key: str) -> Response:
        if our_call(bot, key).pressed != ACCEPT_KEY:
            return document(twiml.hang_up())
        taken = connecting.accept(bot.line, key)
        return document(waiting.nobody_waits() if taken is None else waiting.joined(key, taken))

    @routes.post(f"{LEG_ROUTE}/<key>/joining")
    def joining(key: str) -> Response:
        our_call(bot, key)
        return document(waiting.joining(connecting.join(bot.line, key)))

    @routes.post(f"{LEG_ROUTE}/<key>/talked")
    def talked(key: str) -> Response:
        our_call(bot, key)
        return document(waiting.talked(was_joined=connecting.was_joined(bot.line, key)))

    @routes.post(f"{LEG_ROUTE}/<key>/over")
    def over(key: str) -> Response:
        told = our_call(bot, key)
        if told.is_over:
            connecting.over(bot.line, key, _ENDED.get(told.status, LegStatus.UNANSWERED))
        return Response(status=204)
