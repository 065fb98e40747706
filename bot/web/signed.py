"""The door of every webhook: a POST of form fields that Twilio has signed, or 403 with nothing in it."""

from typing import TypeVar

from flask import Response, abort, request
from werkzeug.datastructures import MultiDict

from bot.channels.twilio import twiml
from bot.channels.twilio.inbound import Refused
from bot.wiring import Bot

T = TypeVar("T")


def signed_form(bot: Bot) -> MultiDict[str, str]:
    """The fields of this webhook. The signature is of the configured address and the raw target."""
    target = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or request.path
    form = request.form
    if not bot.verifier.accepts(target, form, request.headers.get("X-Twilio-Signature")):
        abort(403)
    return form


def accepted(parsed: T | Refused) -> T:
    """The parsed request; a refused one ends here with its status."""
    if isinstance(parsed, Refused):
        abort(parsed.status)
    return parsed


def document(answer: bytes) -> Response:
    """The answer to a webhook: a document that Twilio carries out."""
    return Response(answer, content_type=twiml.CONTENT_TYPE)
