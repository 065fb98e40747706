"""Puts the pretend phone in front of this very application: the same webhooks, the same signatures, no network.

Local mode only; the moved clock and the open handoffs are what a demonstration needs beside the phone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from bot.channels.simulator.caller import PlayedCaller
from bot.channels.simulator.exchange import StaffPhone
from bot.channels.simulator.forms import Form
from bot.channels.simulator.incoming import Incoming
from bot.channels.simulator.inside import posting
from bot.channels.simulator.line import Arrival, PhoneLine
from bot.channels.twilio.signature import sign
from bot.channels.twilio.waiting import LEG_ROUTE
from bot.services import connecting, legs, pretend_calls
from bot.services.arrivals import arrived_at
from bot.services.queue import open_handoffs
from bot.wiring import Bot, MovableClock

HEADER = "X-Twilio-Signature"
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def phone_line(bot: Bot, application: Application) -> PhoneLine:
    """The line as the browser phone, the terminal and the conversation tests reach it."""
    settings, line = bot.settings, bot.line
    base_url, token = settings.public_base_url, settings.twilio_auth_tokens[0]

    def signed(target: str, form: Form) -> tuple[str, str]:
        return HEADER, sign(base_url, target, MultiDict(form), token)

    return PhoneLine(
        post=posting(application, base_url, signed),
        account_sid=settings.twilio_account_sid,
        lines=line.profile.numbers.bot_lines,
        base_url=base_url,
        zone=ZoneInfo(line.profile.zone),
        now=line.clock.now,
        clock_offset=lambda: _offset(bot),
        set_clock_offset=lambda offset: _move(bot, offset),
        open_handoffs=lambda: _handoffs(bot),
        is_local=settings.is_local,
        is_open=line.hours.is_open,
        clinic_name=line.profile.name,
        opt_out=settings.opt_out_handling,
        staff_phones=lambda call_id: staff_phones_of(bot, call_id),
        incoming=lambda number: _incoming(bot, number),
        ends_ringing=lambda call_id: pretend_calls.take(line.database, call_id),
        arrivals=lambda number, after: _arrivals(bot, number, after),
    )


def staff_phones_of(bot: Bot, call_id: str) -> Sequence[StaffPhone]:
    """Whose phone rings for this call, after the work that a worker would do by now."""
    legs.climb_due(bot.line)
    legs.ring_due(bot.line, PlayedCaller())
    return [
        StaffPhone(leg.phone, f"{LEG_ROUTE}/{leg.key}", f"{LEG_ROUTE}/{leg.key}/over")
        for leg in connecting.ringing(bot.line, call_id)
    ]


def _arrivals(bot: Bot, number: str, after: int) -> Sequence[Arrival]:
    return [Arrival(text.sequence, text.line, text.body, text.at) for text in arrived_at(bot.line, number, after)]


def _incoming(bot: Bot, number: str) -> Incoming | None:
    call = pretend_calls.ringing(bot.line.database, number)
    return Incoming(call.id, call.phone, call.line, call.path, call.is_person) if call else None


def _offset(bot: Bot) -> timedelta:
    clock = bot.line.clock
    return clock.offset if isinstance(clock, MovableClock) else timedelta(0)


def _move(bot: Bot, offset: timedelta) -> None:
    clock = bot.line.clock
    if isinstance(clock, MovableClock):
        clock.move_to(offset)


def _handoffs(bot: Bot) -> Sequence[Mapping[str, str]]:
    zone = ZoneInfo(bot.line.profile.zone)
    return [
        {
            "code": handoff.code,
            "reason": handoff.reason.value,
            "urgency": handoff.urgency.value,
            "team": handoff.team.value,
            "summary": handoff.summary,
            "by": _clock_time(handoff.by_at.astimezone(zone)),
        }
        for handoff in open_handoffs(bot.line)
    ]


def _clock_time(at: datetime) -> str:
    return f"{at:%a %I:%M %p}".replace(" 0", " ")
