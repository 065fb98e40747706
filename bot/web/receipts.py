"""`POST /webhooks/receipts/<key>`: what became of a text. Signed; the answer is empty and quick."""

from flask import Blueprint, Response, abort

from bot.channels.twilio import codes
from bot.channels.twilio.receipts import parse
from bot.services import receipts
from bot.services.outbound import Outbound
from bot.storage.database import DatabaseUnavailable
from bot.web.signed import signed_form
from bot.wiring import Bot

LONGEST_KEY = 64


def make(bot: Bot, outbound: Outbound) -> Blueprint:
    """The route of receipts."""
    routes = Blueprint("receipts", __name__)

    @routes.post("/webhooks/receipts/<key>")
    def receipt(key: str) -> Response:
        told = parse(signed_form(bot), key, bot.settings.twilio_account_sid)
        if told is None or len(key) > LONGEST_KEY:
            abort(400)
        try:
            receipts.take(bot.line, outbound, codes.reason, told)
        except DatabaseUnavailable:
            return Response(status=503)  # it is told again, or the list is asked
        return Response(status=204)

    return routes
