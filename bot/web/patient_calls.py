"""`/webhooks/patient-call/<key>`: a staff phone that the line rings so that somebody can call a patient. Signed."""

from flask import Blueprint, Response

from bot.channels.twilio import patient_call, twiml
from bot.channels.twilio.patient_call import ACCEPT_KEY, PATIENT_CALL_ROUTE
from bot.services import patient_calls
from bot.web.our_calls import our_call
from bot.web.signed import document
from bot.wiring import Bot


def make(bot: Bot) -> Blueprint:
    """The routes of such a call."""
    routes = Blueprint("patient_calls", __name__)

    @routes.post(f"{PATIENT_CALL_ROUTE}/<key>")
    def picked_up(key: str) -> Response:
        our_call(bot, key)
        return document(patient_call.asked(key) if patient_calls.picked_up(bot.line, key) else twiml.hang_up())

    @routes.post(f"{PATIENT_CALL_ROUTE}/<key>/answer")
    def answer(key: str) -> Response:
        is_there = our_call(bot, key).pressed == ACCEPT_KEY
        call = patient_calls.accept(bot.line, key) if is_there else None
        return document(twiml.hang_up() if call is None else patient_call.dial(key, call.patient, call.line))

    @routes.post(f"{PATIENT_CALL_ROUTE}/<key>/talked")
    def talked(key: str) -> Response:
        is_joined = our_call(bot, key).is_joined
        patient_calls.talked(bot.line, key, is_joined=is_joined)
        return document(patient_call.talked(is_joined=is_joined))

    @routes.post(f"{PATIENT_CALL_ROUTE}/<key>/over")
    def over(key: str) -> Response:
        if our_call(bot, key).is_over:
            patient_calls.over(bot.line, key)
        return Response(status=204)

    return routes
