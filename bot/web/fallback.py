"""`/webhooks/fallback/…`: fixed, safe documents for when everything else failed. No state, no signature needed.

The same documents are hosted at Twilio for when this program cannot be reached at all (see the README).
"""

from flask import Blueprint, Response

from bot.channels.twilio import twiml
from bot.wiring import Bot


def make(bot: Bot) -> Blueprint:
    """The fallback routes."""
    routes = Blueprint("fallback", __name__)
    human_line = bot.line.profile.numbers.human_line
    text, call = twiml.fallback_text(human_line), twiml.fallback_call(human_line)

    @routes.post("/webhooks/fallback/sms")
    def fallback_sms() -> Response:
        return Response(text, content_type=twiml.CONTENT_TYPE)

    @routes.post("/webhooks/fallback/voice")
    def fallback_voice() -> Response:
        return Response(call, content_type=twiml.CONTENT_TYPE)

    return routes
