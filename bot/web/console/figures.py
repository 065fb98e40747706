"""The figures page, drawn on the server as SVG, and the same numbers as a table to take away."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Blueprint, Response, abort, render_template, request

from bot.clinic.staff_rules import Right
from bot.services.figures import SPANS, Figures, picture, read
from bot.web.auth import Door, Program, asker, open_to
from bot.web.console.conversation import CENTS_A_SEGMENT
from bot.web.console.showing import language
from bot.wiring.gateways import meaning_of

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def add(routes: Blueprint, bot: Program, _: Door) -> None:
    """The routes of the figures."""

    @routes.get("/figures")
    @open_to(Right.FIGURES)
    def figures() -> str:
        found = read(bot.line, asker(), _days())
        return render_template(
            "console/figures.html",
            found=found,
            spans=SPANS,
            cost=found.texting.segments * CENTS_A_SEGMENT / 100,
            cost_a_talk=found.texting.segments_a_talk * CENTS_A_SEGMENT / 100,
            top=_top(found),
            flows=bot.line.book.flows,
            meaning=meaning_of,
        )

    @routes.get("/figures.csv")
    @open_to(Right.FIGURES)
    def figures_csv() -> Response:
        found = read(bot.line, asker(), _days())
        headers = {"Content-Disposition": f'attachment; filename="figures-{found.since}-{found.until}.csv"'}
        return Response(as_csv(_rows(found)), content_type="text/csv; charset=utf-8", headers=headers)

    @routes.get("/figures/<name>.svg")
    @open_to(Right.FIGURES)
    def figures_picture(name: str) -> Response:
        drawn = picture(bot.line, asker(), name, _days(), language())
        if drawn is None:
            abort(404)
        return Response(drawn, content_type="image/svg+xml; charset=utf-8")


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    """Rows as a table for other programs. A cell that would be a formula there becomes plain text."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows([_harmless(cell) for cell in row] for row in rows)
    return written.getvalue()


def _harmless(cell: object) -> object:
    if isinstance(cell, str) and cell.lstrip().startswith(FORMULA_SIGNS):
        return "'" + cell
    return cell


def _rows(found: Figures) -> Iterable[Sequence[object]]:
    yield "figure", "of", "count"
    for day, texted, called in found.by_day:
        yield "people who wrote", day.isoformat(), texted
        yield "calls", day.isoformat(), called
    yield from (("reason", reason, number) for reason, number in found.reasons)
    for one in found.claims:
        median, slowest = ("" if length is None else round(length) for length in (one.median, one.slowest_tenth))
        yield "handoffs opened", one.urgency, one.opened
        yield "handoffs claimed", one.urgency, one.claimed
        yield "median seconds to claim", one.urgency, median
        yield "90th percentile seconds to claim", one.urgency, slowest
    for promised in found.promises.values():
        yield "promises kept", promised.urgency, promised.kept
        yield "promises broken", promised.urgency, promised.broken
    yield "conversations", "all", found.conversations
    yield "conversations", "without staff", found.served_without_staff
    yield "consent", "opted out", found.opted_out
    yield "consent", "opted in", found.opted_in
    yield "texts", "sent", found.texting.texts
    yield "segments", "sent", found.texting.segments
    yield "conversations", "with texts", found.texting.talks
    yield "texts", "not delivered", found.texting.failed
    yield from (("not delivered, by code", code or "none", number) for code, number in found.failures)


def _days() -> int:
    given = request.args.get("days", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 4 else SPANS[0]


def _top(found: Figures) -> dict[str, int]:
    """The tallest bar of each drawing; one where there is none, so that nothing is divided by zero."""
    return {
        "day": max((texted + called for _, texted, called in found.by_day), default=0) or 1,
        "hour": max((texted + called for _, texted, called in found.by_hour), default=0) or 1,
        "reason": max((number for _, number in found.reasons), default=0) or 1,
    }
