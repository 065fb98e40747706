"""Forms of a conversation: each becomes one act, and the page says what came of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from flask import Blueprint, abort, redirect, url_for
from werkzeug.wrappers import Response

from bot.channels.gsm import count, to_gsm
from bot.clinic.canned import farewell
from bot.clinic.staff_rules import Mark, Outcome, Right
from bot.services import console_acts, console_records, patient_calls
from bot.services.console_forms import Form, Texted, Told
from bot.services.line import ClinicLine
from bot.values import Language, Team, Urgency
from bot.web.auth import Door, Program, asker, open_to
from bot.web.console.forms import field, form_id

Act = Callable[[ClinicLine, Form], Told]
_SNOOZES = {"15": timedelta(minutes=15), "60": timedelta(hours=1), "240": timedelta(hours=4)}


def add(routes: Blueprint, bot: Program, _: Door) -> None:
    """One route for each act."""
    for name, act in ACTS.items():
        routes.add_url_rule(
            f"/conversations/<uuid:conversation_id>/{name.replace('_', '-')}",
            endpoint=f"act_{name}",
            view_func=_view(bot.line, act),
            methods=["POST"],
        )


def _view(line: ClinicLine, act: Act) -> Callable[[UUID], Response]:
    @open_to(Right.ACT)
    def take(conversation_id: UUID) -> Response:
        told = act(line, Form(asker(), conversation_id, form_id()))
        if told is Told.UNKNOWN:
            abort(404)
        return redirect(url_for("console.conversation", conversation_id=conversation_id, told=told.value), 303)

    return take


def _reply(line: ClinicLine, form: Form) -> Told:
    body = to_gsm(field("body").replace("\r\n", "\n")).strip()
    return console_acts.reply(line, form, Texted(body, count(body).segments))


def _close(line: ClinicLine, form: Form) -> Told:
    outcome = Outcome(field("outcome"))
    words = {spoken: to_gsm(farewell(outcome, spoken, line.profile)) for spoken in Language}
    texts = {spoken: Texted(body, count(body).segments) for spoken, body in words.items()}
    return console_acts.close(line, form, outcome, texts)


def _release(line: ClinicLine, form: Form) -> Told:
    team = field("team")
    return console_acts.release(line, form, Team(team) if team else None)


def _urgency(line: ClinicLine, form: Form) -> Told:
    before, after = Urgency(field("before")), Urgency(field("after"))
    return Told.DONE if before is after else console_acts.set_urgency(line, form, before, after, field("reason"))


def _snooze(line: ClinicLine, form: Form) -> Told:
    return console_acts.snooze(line, form, _snoozed_until(line, field("until")))


def _snoozed_until(line: ClinicLine, wanted: str) -> datetime:
    now = line.now()
    if wanted in _SNOOZES:
        return now + _SNOOZES[wanted]
    return line.hours.opens_at(line.hours.closes_at(now) + timedelta(minutes=1))


def _mark(line: ClinicLine, form: Form) -> Told:
    return console_records.mark(line, form, Mark(field("mark")), is_on=field("is_on") == "1")


def _checked(act: Act) -> Act:
    """A choice that no page offers is a wrong request, not a fault of ours."""

    def take(line: ClinicLine, form: Form) -> Told:
        try:
            return act(line, form)
        except ValueError:
            abort(400)

    return take


ACTS: dict[str, Act] = {
    "claim": console_acts.claim,
    "take_over": console_acts.take_over,
    "release": _checked(_release),
    "hand_to": _checked(lambda line, form: console_acts.hand_to(line, form, UUID(field("colleague")))),
    "note": lambda line, form: console_acts.write_note(line, form, field("body")),
    "reply": _reply,
    "urgency": _checked(_urgency),
    "clear_lock": lambda line, form: console_records.clear_lock(line, form, field("reason")),
    "lower_worst": lambda line, form: console_records.lower_worst(line, form, field("reason")),
    "call": lambda line, form: patient_calls.ask(line, form, field("phone")),
    "tried": patient_calls.tried,
    "snooze": _snooze,
    "mark": _checked(_mark),
    "close": _checked(_close),
}
