"""The queue, the search, and the screen on the wall."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.clinic.staff_rules import Right, teams_of
from bot.services import console, staff_access, staff_accounts
from bot.services.console import Queue
from bot.values import Team, Urgency
from bot.web.auth import Door, Open, Program, asker, open_to

EVERYBODY = "all"
MINE = "mine"

ReadSince = Callable[[str], tuple[str, str] | None]  # page and fingerprint, or nothing while what was seen is true


def add(routes: Blueprint, bot: Program, door: Door) -> None:
    """The routes of what waits."""

    @routes.get("/")
    @open_to(Open.STAFF)
    def queue() -> str | AnyResponse:
        if not asker().member.may(Right.SEE):
            return redirect(url_for("console.figures"), 303)
        read = console.read_queue(bot.line, asker(), teams=_teams())
        week = bot.line.now() - staff_access.LONGEST_SESSION * 21
        used = staff_accounts.break_glass_since(bot.line, week) if asker().member.may(Right.ACCOUNTS) else []
        return render_template("console/queue.html", **_shown(bot, read), break_glass=used)

    @routes.get("/queue/rows")
    @open_to(Right.SEE, is_poll=True)
    def rows() -> Response:
        return unless_unchanged(lambda seen: _rows(bot, seen))

    @routes.post("/search")
    @open_to(Right.SEE)
    def search() -> str:
        words = request.form.get("words", "")
        return render_template("console/search.html", words=words, found=console.search(bot.line, asker(), words))

    _add_wall(routes, bot, door)


def _add_wall(routes: Blueprint, bot: Program, door: Door) -> None:
    @routes.post("/wall")
    @open_to(Right.SEE)
    def open_wall() -> AnyResponse:
        door.let_wall_in(staff_access.open_wall(bot.line, asker()))
        return redirect(url_for("console.wall"), 303)

    @routes.get("/wall")
    @open_to(Open.WALL)
    def wall() -> str:
        return render_template("console/wall.html", **_wall(bot))

    @routes.get("/wall/rows")
    @open_to(Open.WALL, is_poll=True)
    def wall_rows() -> str:
        return render_template("console/_wall.html", **_wall(bot))


def unless_unchanged(read: ReadSince) -> Response:
    """The answer to a poll: 304 while what was shown is still true."""
    seen = request.headers.get("If-None-Match", "").strip('"')
    found = read(seen)
    if found is None:
        return Response(status=304, headers={"ETag": f'"{seen}"'})
    page, fingerprint = found
    return Response(page, headers={"ETag": f'"{fingerprint}"'}, content_type="text/html; charset=utf-8")


def _rows(bot: Program, seen: str) -> tuple[str, str] | None:
    read = console.read_queue(bot.line, asker(), seen, teams=_teams())
    return None if read is None else (render_template("console/_queue.html", **_shown(bot, read)), read.print)


def _chosen() -> str:
    """The tab whose queue is looked at."""
    chosen = request.args.get("team", MINE)
    return chosen if chosen in (EVERYBODY, MINE, *Team) else MINE


def _teams() -> tuple[Team, ...]:
    """The teams of that tab."""
    chosen = _chosen()
    if chosen == MINE:
        return teams_of(asker().member.role)
    return tuple(Team) if chosen == EVERYBODY else (Team(chosen),)


def _shown(bot: Program, read: Queue | None) -> dict[str, object]:
    return {
        "rows": read.rows if read else (),
        "has_more": read is not None and read.has_more,
        "chosen": _chosen(),
        "choices": _choices(read.waiting if read else {}),
        "etag": read.print if read else "",
        "mine": str(asker().member.id),
        "is_open": bot.line.hours.is_open(bot.line.now()),
        "opens_at": bot.line.hours.opens_at(bot.line.now()),
    }


def _choices(waiting: Mapping[Team, int]) -> list[tuple[str, int]]:
    """Each tab with how many wait in it."""
    own = teams_of(asker().member.role)
    tabs = [(MINE, sum(waiting.get(team, 0) for team in own)), (EVERYBODY, sum(waiting.values()))]
    return tabs + [(team.value, waiting.get(team, 0)) for team in Team]


def _wall(bot: Program) -> dict[str, object]:
    counts = console.wall(bot.line)
    return {
        "counts": {(one.team, one.urgency): one for one in counts},
        "teams": tuple(Team),
        "urgencies": tuple(Urgency),
        "total": sum(one.waiting for one in counts),
        "urgent": sum(one.waiting for one in counts if one.urgency is not Urgency.ROUTINE),
    }
