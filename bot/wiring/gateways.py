"""Which gateway texts and rings: the simulated one on this machine, else the account's own.

The gateway's library is large and web workers never send: it is imported only where it is chosen.
"""

from contextlib import suppress

from bot.channels.simulator.caller import PlayedCaller
from bot.channels.simulator.incoming import Fields, Incoming, RingingPhones
from bot.channels.simulator.media import NoMedia
from bot.channels.twilio import codes
from bot.channels.twilio.media import TwilioMedia
from bot.channels.twilio.paging import PAGE_ROUTE
from bot.channels.twilio.patient_call import PATIENT_CALL_ROUTE
from bot.channels.twilio.rendering import render_text
from bot.channels.twilio.signature import sign
from bot.channels.twilio.telling import TELL_ROUTE
from bot.channels.twilio.waiting import LEG_ROUTE
from bot.clinic.sending import Failure
from bot.services import pretend_calls, recovery
from bot.services.delivery import NO_TEXTS, Post
from bot.services.gateway import Gateway
from bot.services.line_types import Lookup
from bot.services.media import MediaStore
from bot.services.ringing import Caller
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.pretend_calls import PretendCall

PAGE_RING_SECONDS = 20  # a mailbox comes later, and people do not wait longer
LEG_RING_SECONDS = 15  # the gateway adds five of its own: a rung is over after twenty


def make_gateway(settings: Settings, database: Database) -> Gateway:
    """The browser phone in local mode, unless an emulator is named; else the account's own."""
    address = f"{settings.public_base_url}/webhooks/receipts/"
    if settings.is_local and not settings.twilio_api_base_url:
        from bot.channels.simulator.sender import SimulatedSender  # noqa: PLC0415

        phones = _ringing_phones(settings, database)
        return SimulatedSender(
            lambda key, gateway_id, status: _tell(settings, key, gateway_id, status),
            lambda parcel, call_id: phones.ring(
                Incoming(call_id, parcel.to, parcel.line, f"{TELL_ROUTE}/{parcel.receipt_key}")
            ),
        )
    from bot.channels.twilio.sender import TwilioSender  # noqa: PLC0415

    return TwilioSender(
        settings.twilio_account_sid,
        _secret(settings),
        lambda key: address + key,
        lambda key: f"{settings.public_base_url}{TELL_ROUTE}/{key}",
        messaging_service_sid=settings.twilio_messaging_service_sid,
        base_url=settings.twilio_api_base_url,
    )


def lookup_of(settings: Settings) -> Lookup | None:
    """Whom to ask what kind of line a number is; None where that is switched off, or no gateway is there to ask."""
    if not settings.lookup or (settings.is_local and not settings.twilio_api_base_url):
        return None
    from bot.channels.twilio.lookup import TwilioLookup  # noqa: PLC0415

    return TwilioLookup(settings.twilio_account_sid, _secret(settings), base_url=settings.twilio_api_base_url)


def meaning_of(code: str) -> Failure:
    """What it means that a text did not arrive: by the gateway's code, or our own where it was never posted."""
    return Failure.VOICE_ONLY if code == NO_TEXTS else codes.reason(code)


def catch_up_with(post: Post) -> int:
    """Takes the texts that the gateway took while we could not be reached. Returns how many."""
    return recovery.catch_up(post, render_text)


def _secret(settings: Settings) -> tuple[str, str]:
    if settings.twilio_api_key:
        return settings.twilio_api_key, settings.twilio_api_secret
    return settings.twilio_account_sid, settings.twilio_auth_token


def _tell(settings: Settings, key: str, gateway_id: str, status: str) -> None:
    """One receipt, as the real gateway would post it."""
    form = {"MessageSid": gateway_id, "MessageStatus": status, "AccountSid": settings.twilio_account_sid}
    _post_signed(settings, f"/webhooks/receipts/{key}", form)


def _ringing_phones(settings: Settings, database: Database) -> RingingPhones:
    """The browser phones that the worker lets ring."""
    return RingingPhones(
        lambda call: pretend_calls.ring(
            database, PretendCall(call.sid, call.number, call.line, call.path, call.is_person)
        ),
        lambda call_id: pretend_calls.take(database, call_id),
        lambda path, call_id, fields: _post_of_call(settings, path, call_id, fields),
    )


def _post_of_call(settings: Settings, path: str, call_id: str, fields: Fields) -> str:
    """News of a call of ours, as the real gateway would post it; the line's answer."""
    form = {"CallSid": call_id, "AccountSid": settings.twilio_account_sid, **dict(fields)}
    return _post_signed(settings, path, form)


def _post_signed(settings: Settings, path: str, form: dict[str, str]) -> str:
    """The line's answer. Nobody listening is no fault."""
    import requests  # noqa: PLC0415  comes with the gateway's library

    signed = sign(settings.public_base_url, path, form, settings.twilio_auth_tokens[0])
    with suppress(requests.RequestException):
        headers = {"X-Twilio-Signature": signed}
        return requests.post(settings.public_base_url + path, data=form, headers=headers, timeout=2).text
    return ""


def caller_of(settings: Settings) -> Caller:
    """What rings staff phones about a waiting request."""
    return _caller_to(settings, PAGE_ROUTE)


def _caller_to(settings: Settings, route: str, ring_seconds: int = PAGE_RING_SECONDS) -> Caller:
    """Rings phones that are asked at this route: the simulated ones in local mode, unless an emulator is named."""
    address = f"{settings.public_base_url}{route}/"
    if settings.is_local and not settings.twilio_api_base_url:
        from bot.channels.simulator.caller import SimulatedCaller  # noqa: PLC0415

        return SimulatedCaller(
            lambda key, call_id, status: _post_of_call(
                settings, f"{route}/{key}/over", call_id, [("CallStatus", status)]
            )
        )
    from bot.channels.twilio.caller import TwilioCaller  # noqa: PLC0415

    return TwilioCaller(
        settings.twilio_account_sid,
        _secret(settings),
        lambda key: address + key,
        base_url=settings.twilio_api_base_url,
        ring_seconds=ring_seconds,
    )


def leg_caller_of(settings: Settings) -> Caller:
    """What rings staff phones for callers who wait in line."""
    is_played = settings.is_local and not settings.twilio_api_base_url
    return PlayedCaller() if is_played else _caller_to(settings, LEG_ROUTE, LEG_RING_SECONDS)


def patient_caller_of(settings: Settings, database: Database) -> Caller:
    """What rings the phone of a member of staff who calls a patient; in local mode the patient's browser phone, too."""
    if settings.is_local and not settings.twilio_api_base_url:
        from bot.channels.simulator.caller import StaffAtHand  # noqa: PLC0415

        return StaffAtHand(
            lambda path, call_id, fields: _post_of_call(settings, path, call_id, fields),
            PATIENT_CALL_ROUTE,
            _ringing_phones(settings, database),
        )
    return _caller_to(settings, PATIENT_CALL_ROUTE)


def media_of(settings: Settings) -> MediaStore:
    """Where voicemails and photos lie. Pages bring them, so that this is the one part of it a web worker knows."""
    if settings.is_local and not settings.twilio_api_base_url:
        return NoMedia()
    return TwilioMedia(settings.twilio_account_sid, _secret(settings), base_url=settings.twilio_api_base_url)
