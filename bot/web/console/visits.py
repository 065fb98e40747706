"""Visits in the console: a day, one visit with its acts, a form for a new one. Who gets a time is decided elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.clinic.staff_rules import Right
from bot.services import console_visit_acts as acts
from bot.services import console_visits
from bot.services.console_forms import Told
from bot.services.console_visit_acts import Came, VisitForm, Wanted
from bot.services.line import ClinicLine
from bot.web.auth import Door, Program, asker, open_to
from bot.web.console.forms import field, form_id, phone_number
from bot.web.console.showing import language, phone

Act = Callable[[ClinicLine, VisitForm, UUID], Came]

FARTHEST = timedelta(days=3 * 365)  # nobody leafs on so far; a calendar ends at the year 9999

ACTS: dict[str, Act] = {
    "move": lambda line, form, visit_id: acts.move(line, form, visit_id, field("slot")),
    "drop": acts.drop,
    "confirm": acts.confirm,
    "arrive": acts.arrive,
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form of a new visit: kept when a time was taken meanwhile."""

    name: str = ""
    born_on: str = ""
    phone: str = ""
    plan: str = ""
    may_text: bool = False


def add(routes: Blueprint, bot: Program, _: Door) -> None:
    """The routes of visits."""
    _add_reading(routes, bot)
    _add_new(routes, bot)
    for name, act in ACTS.items():
        routes.add_url_rule(
            f"/visits/<uuid:visit_id>/{name}",
            endpoint=f"visit_{name}",
            view_func=_view(bot.line, act),
            methods=["POST"],
        )


def _add_reading(routes: Blueprint, bot: Program) -> None:
    @routes.get("/visits")
    @open_to(Right.SEE)
    def visits() -> str:
        read = console_visits.read_day(bot.line, asker(), _day(bot.line))
        return render_template("console/visits.html", read=read, told=request.args.get("told", ""), **_shared(bot))

    @routes.get("/visits/<uuid:visit_id>")
    @open_to(Right.SEE)
    def visit(visit_id: UUID) -> str:
        read = console_visits.read_visit(bot.line, asker(), visit_id)
        if read is None:
            abort(404)
        here = read.about.visit
        day = _day(bot.line, max(bot.line.desk.day_of(here.starts_at), bot.line.now().date()))
        return render_template(
            "console/visit.html",
            read=read,
            told_numbers=", ".join(phone(number) for number in read.told),
            told=request.args.get("told", ""),
            **_shared(bot),
            **_times(bot.line, here.type, day, here.practitioner),
        )

    @routes.get("/visits/times")
    @open_to(Right.ACT)
    def visit_times() -> str:
        kind = request.args.get("kind") or bot.line.desk.schedule.types[0].key
        return render_template("console/_times.html", **_shared(bot), **_times(bot.line, kind, _day(bot.line)))


def _add_new(routes: Blueprint, bot: Program) -> None:
    @routes.get("/visits/new")
    @open_to(Right.ACT)
    def new_visit() -> str:
        kind = request.args.get("kind") or bot.line.desk.schedule.types[0].key
        return _new_page(bot, kind, _day(bot.line), _conversation())

    @routes.post("/visits/new")
    @open_to(Right.ACT)
    def book_visit() -> str | Response:
        kind, conversation_id = field("kind"), _conversation()
        typed = Typed(
            field("name"), field("born_on"), phone_number(field("phone")), field("plan"), "may_text" in request.form
        )
        wanted = Wanted(
            kind, field("slot"), typed.name, typed.born_on, typed.phone, typed.plan, typed.may_text, conversation_id
        )
        _known_kind(bot.line, kind)
        came = acts.book(bot.line, VisitForm(asker(), form_id()), wanted)
        if came.visit is None and came.told is not Told.REPEATED:
            return _new_page(bot, kind, _day(bot.line), conversation_id, typed, came.told)
        if came.visit is None:
            return redirect(url_for("console.visits", told=came.told.value), 303)
        return redirect(url_for("console.visit", visit_id=came.visit.id, told=came.told.value), 303)


def _view(line: ClinicLine, act: Act) -> Callable[[UUID], Response]:
    @open_to(Right.ACT)
    def take(visit_id: UUID) -> Response:
        came = act(line, VisitForm(asker(), form_id()), visit_id)
        shown = came.visit.id if came.visit else visit_id
        return redirect(url_for("console.visit", visit_id=shown, told=came.told.value), 303)

    return take


def _new_page(
    bot: Program,
    kind: str,
    day: date,
    conversation_id: UUID | None,
    typed: Typed | None = None,
    told: Told | None = None,
) -> str:
    caller = console_visits.read_caller(bot.line, asker(), conversation_id) if conversation_id else None
    if conversation_id and caller is None:
        abort(404)
    if typed is None:
        known = caller.known[0] if caller and caller.known else None
        phone = (caller.phone if caller else None) or ""
        typed = Typed(known.name, known.born_on.isoformat(), phone) if known else Typed(phone=phone)
    return render_template(
        "console/visit_new.html",
        caller=caller,
        conversation_id=conversation_id,
        typed=typed,
        told=told.value if told else "",
        **_shared(bot),
        **_times(bot.line, kind, day),
    )


def _times(line: ClinicLine, kind: str, day: date, practitioner: str = "") -> dict[str, object]:
    """What is free for a kind of visit on a day, by practitioner; the visit's own practitioner first."""
    _known_kind(line, kind)
    free = sorted(
        console_visits.free_times(line, kind, day),
        key=lambda slot: (slot.practitioner != practitioner, slot.practitioner),
    )
    return {
        "kind": kind,
        "chosen": day,
        "free": [(key, list(slots)) for key, slots in groupby(free, key=lambda slot: slot.practitioner)],
    }


def _shared(bot: Program) -> dict[str, object]:
    schedule, spoken = bot.line.desk.schedule, language()
    return {
        "calendar": bot.settings.calendar.value,
        "kinds": {one.key: one.say[spoken] for one in schedule.types},
        "people": {one.key: one.name for one in schedule.practitioners},
        "places": {one.key: one.say[spoken] for one in schedule.locations},
        "today": bot.line.now().date(),
    }


def _known_kind(line: ClinicLine, kind: str) -> None:
    if all(kind != one.key for one in line.desk.schedule.types):
        abort(400)


def _day(line: ClinicLine, otherwise: date | None = None) -> date:
    """The day a page is about; today, or `otherwise`, for anything that is none or lies years off."""
    today = line.now().date()
    try:
        given = date.fromisoformat(request.values.get("day", ""))
    except ValueError:
        return otherwise or today
    return given if abs(given - today) < FARTHEST else today


def _conversation() -> UUID | None:
    given = request.values.get("conversation", "")
    try:
        return UUID(given) if given else None
    except ValueError:
        abort(400)
