"""`/webhooks/page/<key>`: a staff phone that the line rings about a waiting request. Signed; the key names the page."""

from flask import Blueprint, Response

from bot.channels.twilio import paging, twiml
from bot.channels.twilio.paging import ACCEPT_KEY, PAGE_ROUTE
from bot.services import ringing
from bot.web.our_calls import our_call
from bot.web.signed import document
from bot.wiring import Bot


def make(bot: Bot) -> Blueprint:
    """The routes of such a call."""
    routes = Blueprint("paging", __name__)

    @routes.post(f"{PAGE_ROUTE}/<key>")
    def asked(key: str) -> Response:
        our_call(bot, key)
        code = ringing.spoken_code(bot.line, key)
        return document(twiml.hang_up() if code is None else paging.asked(key, code))

    @routes.post(f"{PAGE_ROUTE}/<key>/answer")
    def answer(key: str) -> Response:
        is_there = our_call(bot, key).pressed == ACCEPT_KEY and ringing.accept(bot.line, key)
        return document(paging.thanked(is_accepted=is_there))

    @routes.post(f"{PAGE_ROUTE}/<key>/over")
    def over(key: str) -> Response:
        if our_call(bot, key).is_over:
            ringing.over(bot.line, key)
        return Response(status=204)

    return routes
