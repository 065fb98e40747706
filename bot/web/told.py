"""`/webhooks/told/<key>`: a call of ours to somebody whom a text did not reach. Signed; the key names the message."""

from flask import Blueprint, Response, abort

from bot.channels.twilio import telling as documents
from bot.channels.twilio import twiml
from bot.channels.twilio.telling import TELL_ROUTE, CallLeg
from bot.services import telling
from bot.web.signed import signed_form
from bot.wiring import Bot

LONGEST_KEY = 64


def make(bot: Bot) -> Blueprint:
    """The routes of such a call."""
    routes = Blueprint("told", __name__)

    @routes.post(f"{TELL_ROUTE}/<key>")
    def told(key: str) -> Response:
        leg = _leg(key)
        said = telling.heard(bot.line, key, leg.call_id) if leg.is_person else None
        return _document(documents.told(key, said.words, said.language) if said else twiml.hang_up())

    @routes.post(f"{TELL_ROUTE}/<key>/answer")
    def answer(key: str) -> Response:
        language = telling.stop(bot.line, key) if _leg(key).wants_silence else None
        return _document(documents.stopped(language) if language else twiml.hang_up())

    @routes.post(f"{TELL_ROUTE}/<key>/over")
    def over(key: str) -> Response:
        leg = _leg(key)
        if leg.is_over:
            telling.over(bot.line, key, leg.call_id)
        return Response(status=204)

    def _leg(key: str) -> CallLeg:
        found = documents.parse(signed_form(bot), bot.settings.twilio_account_sid)
        if found is None or len(key) > LONGEST_KEY:
            abort(400)
        return found

    return routes


def _document(answer: bytes) -> Response:
    return Response(answer, content_type=twiml.CONTENT_TYPE)
