"""The rota: whose phone is reached, on which rung, on which days and hours; and who that is at this moment."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from bot.clinic.changes import Fact, WrongFact
from bot.clinic.rota import HIGHEST_RUNG, MOST_DUTIES, When
from bot.clinic.staff_rules import Right
from bot.services import clinic_facts
from bot.services.line import ClinicLine
from bot.values import Team
from bot.web.auth import Door, Program, asker, open_to
from bot.web.console.facts import version
from bot.web.console.forms import phone_number
from bot.web.console.showing import language

EMPTY: dict[str, Any] = {
    "name": "",
    "phone": "",
    "rung": 1,
    "when": When.ALWAYS.value,
    "teams": (),
    "days": (),
    "locations": (),
}


def add(routes: Blueprint, bot: Program, _: Door) -> None:
    """The routes of the rota."""

    @routes.get("/settings/rota")
    @open_to(Right.CLINIC)
    def rota() -> str:
        kept = clinic_facts.read(bot.line, Fact.ROTA)
        return _page(bot.line, kept.value, kept.version, told=request.args.get("told", ""))

    @routes.post("/settings/rota")
    @open_to(Right.CLINIC)
    def change_rota() -> str | Response:
        rows, seen = _read(request.form), version("version")
        try:
            is_done = clinic_facts.change(bot.line, asker(), {Fact.ROTA: rows}, {Fact.ROTA: seen})
        except WrongFact as wrong:
            return _page(bot.line, rows, seen, problem=str(wrong))
        return redirect(url_for("console.rota", told="done" if is_done else "too_late"), 303)


def _page(line: ClinicLine, rows: list[dict[str, Any]], seen: int, *, told: str = "", problem: str = "") -> str:
    return render_template(
        "console/rota.html",
        duties=[*rows, EMPTY][:MOST_DUTIES],
        version=seen,
        teams=tuple(Team),
        places={place.key: place.say[language()] for place in line.desk.schedule.locations},
        whens=tuple(When),
        rungs=range(1, HIGHEST_RUNG + 1),
        on_duty=line.rota.ladder(Team.NURSE, line.now(), is_clinical=True),
        told=told,
        problem=problem,
    )


def _read(form: MultiDict[str, str]) -> list[dict[str, Any]]:
    """A row for each phone with a name. Ticks carry the place of their row in their own name."""
    lists = [form.getlist(name) for name in ("name", "phone", "rung", "when", "first_on", "last_on")]
    rows = []
    for place, (name, phone, rung, when, first_on, last_on) in enumerate(zip(*lists, strict=False)):
        if not name.strip():
            continue
        rows.append(
            {
                "name": name.strip(),
                "phone": phone_number(phone),
                "rung": rung,
                "when": when,
                "first_on": first_on or None,
                "last_on": last_on or None,
                "teams": form.getlist(f"teams-{place}"),
                "locations": form.getlist(f"locations-{place}"),
                "days": [int(day) for day in form.getlist(f"days-{place}") if day in "0123456"],
                "is_clinician": f"is_clinician-{place}" in form,
                "is_called": f"is_called-{place}" in form,
            }
        )
    return rows[:MOST_DUTIES]
