"""Accounts of staff, and the audit of what they read and did."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.clinic.staff_rules import Right, Role
from bot.services import audit, staff_accounts
from bot.web.auth import Door, Program, asker, open_to


def add(routes: Blueprint, bot: Program, _: Door) -> None:
    """The routes of accounts and audit."""
    _add_audit(routes, bot)

    @routes.get("/accounts")
    @open_to(Right.ACCOUNTS)
    def accounts() -> str:
        return _page(bot)

    @routes.post("/accounts/invite")
    @open_to(Right.ACCOUNTS)
    def make_invite() -> str | tuple[str, int]:
        email, name = request.form.get("email", ""), request.form.get("name", "")
        role = request.form.get("role", "")
        if role not in tuple(Role):
            abort(400)
        try:
            token = staff_accounts.invite(bot.line, email, Role(role), name=name, by=asker())
        except staff_accounts.NotAnAddress:
            return _page(bot, is_wrong=True), 400
        path = url_for("console.invite", token=token)
        return _page(bot, link=f"{bot.settings.public_base_url}{path}", invited=email)

    @routes.post("/accounts/<uuid:staff_id>/disable")
    @open_to(Right.ACCOUNTS)
    def disable(staff_id: UUID) -> Response:
        if not staff_accounts.disable(bot.line, asker(), staff_id):
            abort(404)
        return redirect(url_for("console.accounts"), 303)

    @routes.post("/accounts/<uuid:staff_id>/role")
    @open_to(Right.ACCOUNTS)
    def change_role(staff_id: UUID) -> Response:
        role = request.form.get("role", "")
        if role not in tuple(Role):
            abort(400)
        if not staff_accounts.change_role(bot.line, asker(), staff_id, Role(role)):
            abort(404)
        return redirect(url_for("console.accounts"), 303)


def _add_audit(routes: Blueprint, bot: Program) -> None:
    @routes.get("/audit")
    @open_to(Right.AUDIT)
    def read_audit() -> str:
        below = request.args.get("below", "")
        older = int(below) if below.isascii() and below.isdigit() and len(below) < 19 else None
        lines = audit.recent(bot.line, asker(), below=older)
        verdict = audit.verify(bot.line) if request.args.get("verify") else None
        return render_template("console/audit.html", lines=lines, verdict=verdict)


def _page(bot: Program, *, link: str = "", invited: str = "", is_wrong: bool = False) -> str:
    return render_template(
        "console/accounts.html",
        accounts=staff_accounts.everybody(bot.line),
        roles=tuple(Role),
        link=link,
        invited=invited,
        is_wrong=is_wrong,
    )
