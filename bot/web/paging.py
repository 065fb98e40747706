"""`/webhooks/page/<key>`: a staff phone that the line rings about a waiting request. Signed; the key names the page."""

from flask import Blueprint, Response, abort

from bot.channels.twilio import paging, twiml
from bot.channels.twilio.paging import PAGE_ROUTE, PageLeg
from bot.services import ringing
from bot.web.signed import signed_form
from bot.wiring import Bot

LONGEST_KEY = 64


def make(bot: Bot) -> Blueprint:
    """The routes of such a call."""
    routes = Blueprint("paging", __name__)

    @routes.post(f"{PAGE_ROUTE}/<key>")
    def asked(key: str) -> Response:
        leg(key)
        code = ringing.spoken_code(bot.line, key)
        return _document(twiml.hang_up() if code is None else paging.asked(key, code))

    @routes.post(f"{PAGE_ROUTE}/<key>/answer")
    def answer(key: str) -> Response:
        is_there = leg(key).is_accepted and ringing.accept(bot.line, key)
        return _document(paging.thanked(is_accepted=is_there))

    @routes.post(f"{PAGE_ROUTE}/<key>/over")
    def over(key: str) -> Response:
        if leg(key).is_over:
            ringing.over(bot.line, key)
        return Response(status=204)

    def leg(key: str) -> PageLeg:
        found = paging.parse(signed_form(bot), bot.settings.twilio_account_sid)
        if found is None or len(key) > LONGEST_KEY:
            abort(400)
        return found

    return routes


def _document(answer: bytes) -> Response:
    return Response(answer, content_type=twiml.CONTENT_TYPE)
