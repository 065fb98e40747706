"""Hours, closed days, and what people are told of them: the form, and what it says when something is wrong."""

import re

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from bot.clinic.changes import Fact, WrongFact
from bot.clinic.federal_holidays import HOLIDAYS
from bot.clinic.profile import WEEK
from bot.clinic.staff_rules import Right
from bot.services import clinic_facts
from bot.values import Language
from bot.web.auth import Door, Program, asker, open_to

SHOWN = (Fact.HOURS, Fact.HOURS_IN_WORDS, Fact.CLOSED, Fact.PLANS)
MOST_CLOSED_DAYS = 60
LONGEST_WORDS = 300


def add(routes: Blueprint, bot: Program, _: Door) -> None:
    """The routes of the clinic's hours and plans."""

    @routes.get("/settings/hours")
    @open_to(Right.CLINIC)
    def hours() -> str:
        kept = {fact: clinic_facts.read(bot.line, fact) for fact in SHOWN}
        values = {fact: one.value for fact, one in kept.items()}
        return _page(values, {fact: one.version for fact, one in kept.items()}, told=request.args.get("told", ""))

    @routes.post("/settings/hours")
    @open_to(Right.CLINIC)
    def change_hours() -> str | Response:
        values = _read(request.form)
        seen = {fact: version(f"version-{fact}") for fact in SHOWN}
        try:
            is_done = clinic_facts.change(bot.line, asker(), values, seen)
        except WrongFact as wrong:
            return _page(values, seen, problem=str(wrong))
        return redirect(url_for("console.hours", told="done" if is_done else "too_late"), 303)


def version(name: str) -> int:
    """The version a form was made on; 0 for anything that is none."""
    given = request.form.get(name, "")
    return int(given) if re.fullmatch(r"[0-9]{1,8}", given) else 0


def _page(values: dict[Fact, object], versions: dict[Fact, int], *, told: str = "", problem: str = "") -> str:
    return render_template(
        "console/hours.html",
        facts={fact.value: value for fact, value in values.items()},
        versions={fact.value: number for fact, number in versions.items()},
        week=WEEK,
        holidays=HOLIDAYS,
        languages=tuple(Language),
        told=told,
        problem=problem,
    )


def _read(form: MultiDict[str, str]) -> dict[Fact, object]:
    week = {}
    for day in WEEK:
        span = [form.get(f"{day}-opens", "").strip(), form.get(f"{day}-closes", "").strip()]
        if any(span):
            week[day] = span
    days = sorted({line.strip() for line in form.get("days", "").splitlines() if line.strip()})[:MOST_CLOSED_DAYS]
    return {
        Fact.HOURS: week,
        Fact.HOURS_IN_WORDS: _in_words(form, "hours_in_words"),
        Fact.CLOSED: {"holidays": [name for name in HOLIDAYS if name in form.getlist("holidays")], "days": days},
        Fact.PLANS: _in_words(form, "plans"),
    }


def _in_words(form: MultiDict[str, str], name: str) -> dict[str, dict[str, str]]:
    return {"say": {spoken.value: form.get(f"{name}-{spoken}", "").strip()[:LONGEST_WORDS] for spoken in Language}}
