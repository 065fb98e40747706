"""`/webhooks/told/<key>`: a call of ours to somebody whom a text did not reach. Signed; the key names the message."""

from flask import Blueprint, Response

from bot.channels.twilio import telling as documents
from bot.channels.twilio import twiml
from bot.channels.twilio.telling import GO_ON_KEY, STOP_KEY, TELL_ROUTE
from bot.services import phone_calls, telling
from bot.web.our_calls import our_call
from bot.web.signed import document
from bot.web.voice import renderer
from bot.wiring import Bot


def make(bot: Bot) -> Blueprint:
    """The routes of such a call."""
    routes, render = Blueprint("told", __name__), renderer(bot)

    @routes.post(f"{TELL_ROUTE}/<key>")
    def told(key: str) -> Response:
        leg = our_call(bot, key)
        said = telling.heard(bot.line, key, leg.call_id) if leg.is_person else None
        if said is None:
            return document(twiml.hang_up())
        return document(documents.told(key, said.words, said.language, goes_on=said.goes_on))

    @routes.post(f"{TELL_ROUTE}/<key>/answer")
    def answer(key: str) -> Response:
        leg = our_call(bot, key)
        if leg.pressed == GO_ON_KEY:
            return document(telling.go_on(bot.line, key, leg.call_id, render) or twiml.hang_up())
        language = telling.stop(bot.line, key) if leg.pressed == STOP_KEY else None
        return document(documents.stopped(language) if language else twiml.hang_up())

    @routes.post(f"{TELL_ROUTE}/<key>/over")
    def over(key: str) -> Response:
        leg = our_call(bot, key)
        if leg.is_over:
            telling.over(bot.line, key, leg.call_id)
            phone_calls.end_call(bot.line, leg.call_id)
        return Response(status=204)

    return routes
