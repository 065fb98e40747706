"""Who sees people: names, weeks, breaks, days away, and what for. A row without a name is none."""

import re
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.clinic.changes import WrongFact
from bot.clinic.schedule import WEEKDAYS
from bot.clinic.staff_rules import Right
from bot.clinic.weeks import MOST_PRACTITIONERS
from bot.services import clinic_weeks
from bot.web.auth import Door, Program, asker, open_to
from bot.web.console.facts import version
from bot.web.console.forms import field
from bot.web.console.showing import language

MOST_SHIFTS = 7
_SPAN = re.compile(r"([0-9]{1,2}:[0-9]{2})\s*[-–]\s*([0-9]{1,2}:[0-9]{2})")
_DAYS = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\s*(?:[-–]|to|a|\s)\s*([0-9]{4}-[0-9]{2}-[0-9]{2}))?")
EMPTY_SHIFT: dict[str, Any] = {"days": (), "hours": ("", ""), "breaks": (), "room": ""}

NOBODY: dict[str, Any] = {"key": "", "name": "", "daily_cap": None, "shifts": [], "away": [], "kinds": []}


def add(routes: Blueprint, bot: Program, _: Door) -> None:
    """The routes of the clinic's people and their weeks."""

    @routes.get("/settings/weeks")
    @open_to(Right.CLINIC)
    def weeks() -> str:
        kept = clinic_weeks.read(bot.line)
        return _page(bot, kept.value, kept.version, told=request.args.get("told", ""))

    @routes.post("/settings/weeks")
    @open_to(Right.CLINIC)
    def change_weeks() -> str | Response:
        seen = version("version")
        rows = [row for row in map(_row, range(MOST_PRACTITIONERS)) if row["name"] or row["key"]]
        try:
            is_done = clinic_weeks.change(bot.line, asker(), rows, seen)
        except WrongFact as wrong:
            return _page(bot, rows, seen, problem=str(wrong))
        return redirect(url_for("console.weeks", told="done" if is_done else "too_late"), 303)


def _page(bot: Program, rows: list[dict[str, Any]], seen: int, *, told: str = "", problem: str = "") -> str:
    schedule, spoken = bot.line.desk.schedule, language()
    shown = [{**row, "shifts": [*row["shifts"], EMPTY_SHIFT][:MOST_SHIFTS]} for row in [*rows, NOBODY]]
    return render_template(
        "console/weeks.html",
        people=shown,
        version=seen,
        weekdays=WEEKDAYS,
        rooms=[room.key for place in schedule.locations for room in place.rooms],
        kinds={kind.key: kind.say[spoken] for kind in schedule.types},
        told=told,
        problem=problem,
    )


def _row(place: int) -> dict[str, Any]:
    """One person as the form tells them."""
    cap = field(f"cap-{place}").strip()
    return {
        "number": 1,  # the clinic's own is kept
        "key": field(f"key-{place}")[:40],
        "name": field(f"name-{place}").strip()[:80],
        "daily_cap": int(cap) if re.fullmatch(r"[0-9]{1,3}", cap) else None,
        "shifts": [shift for n in range(MOST_SHIFTS) if (shift := _shift(f"{place}-{n}")) is not None],
        "away": [{"first": first, "last": last or first} for first, last in _DAYS.findall(field(f"away-{place}"))],
        "ehr_schedule": field(f"ehr-{place}").strip()[:80],
        "kinds": request.form.getlist(f"kinds-{place}"),
    }


def _shift(name: str) -> dict[str, Any] | None:
    """One shift; none where no day is ticked."""
    days = [day for day in request.form.getlist(f"days-{name}") if day in WEEKDAYS]
    if not days:
        return None
    hours = [field(f"from-{name}"), field(f"to-{name}")]
    breaks = [list(span) for span in _SPAN.findall(field(f"breaks-{name}"))]
    return {"days": days, "hours": hours, "breaks": breaks, "room": field(f"room-{name}")}
