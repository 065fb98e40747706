"""Coming in and going out: password, one-time code, the invite's page, and the language of the console."""

import segno
from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.services import demo, staff_access, staff_accounts
from bot.services.staff_accounts import Accepted
from bot.services.staff_secrets import new_totp_secret, totp_address
from bot.values import Language
from bot.web.auth import Door, Open, Program, address, asker, open_to

LONGEST_TOKEN = 100
SECRET_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def add(routes: Blueprint, bot: Program, door: Door) -> None:
    """The routes of coming and going."""
    _add_login(routes, bot, door)
    _add_invite(routes, bot)

    @routes.post("/logout")
    @open_to(Open.STAFF)
    def logout() -> Response:
        staff_access.log_out(bot.line, door.token(), asker())
        door.let_in("")
        return redirect(url_for("console.login"), 303)

    @routes.get("/reason")
    @open_to(Open.STAFF)
    def reason() -> str:
        return render_template("console/reason.html", is_wrong=False)

    @routes.post("/reason")
    @open_to(Open.STAFF)
    def give_reason() -> Response | str:
        if not staff_access.give_reason(bot.line, door.token(), asker(), request.form.get("reason", "")):
            return render_template("console/reason.html", is_wrong=True)
        return redirect(url_for("console.queue"), 303)

    @routes.post("/language")
    @open_to(Open.STAFF)
    def language() -> Response:
        spoken = request.form.get("language", "")
        if spoken not in tuple(Language):
            abort(400)
        staff_access.choose_language(bot.line, asker(), Language(spoken))
        return redirect(url_for("console.queue"), 303)


def _add_login(routes: Blueprint, bot: Program, door: Door) -> None:
    def _code_page(*, is_wrong: bool) -> str:
        shown = demo.shown_code(bot.line, door.token(), is_local=bot.settings.is_local)
        return render_template("console/code.html", is_wrong=is_wrong, demo_code=shown)

    @routes.get("/login")
    @open_to(Open.EVERYBODY)
    def login() -> str:
        return render_template("console/login.html", is_wrong=False, is_local=bot.settings.is_local)

    @routes.post("/login")
    @open_to(Open.EVERYBODY)
    def give_password() -> Response | tuple[str, int]:
        email, password = request.form.get("email", ""), request.form.get("password", "")
        is_known = door.is_known_device(staff_access.normal_email(email))
        token = staff_access.log_in(bot.line, email, password, address(), is_known_device=is_known)
        if token is None:
            return render_template("console/login.html", is_wrong=True, is_local=bot.settings.is_local), 403
        door.let_in(token)
        return redirect(url_for("console.code"), 303)

    @routes.get("/code")
    @open_to(Open.EVERYBODY)
    def code() -> str:
        return _code_page(is_wrong=False)

    @routes.post("/code")
    @open_to(Open.EVERYBODY)
    def give_code() -> Response | tuple[str, int]:
        token = staff_access.give_code(bot.line, door.token(), request.form.get("code", "")[:80], address())
        if token is None:
            return _code_page(is_wrong=True), 403
        found = staff_access.find_session(bot.line, token, is_activity=False)
        if found is not None:
            door.remember_device(found.member.email)
        door.let_in(token)
        return redirect(url_for("console.queue"), 303)


def _add_invite(routes: Blueprint, bot: Program) -> None:
    @routes.get("/invite/<token>")
    @open_to(Open.EVERYBODY)
    def invite(token: str) -> str | tuple[str, int]:
        return _invite_page(bot, token, new_totp_secret(bot.line.secret_bytes), None)

    @routes.post("/invite/<token>")
    @open_to(Open.EVERYBODY)
    def accept(token: str) -> str | tuple[str, int]:
        secret, code = request.form.get("secret", ""), request.form.get("code", "")[:20]
        if len(secret) != 32 or not SECRET_LETTERS.issuperset(secret):
            abort(400)
        password = request.form.get("password", "")
        done = staff_accounts.accept(bot.line, token[:LONGEST_TOKEN], password, secret, code, address())
        if isinstance(done, Accepted):
            return render_template("console/recovery.html", codes=done.recovery_codes, member=done.member)
        return _invite_page(bot, token, secret, done)


def _invite_page(
    bot: Program, token: str, secret: str, refused: staff_accounts.Refused | None
) -> str | tuple[str, int]:
    member = staff_accounts.invited(bot.line, token[:LONGEST_TOKEN])
    if member is None:
        return render_template("console/invite.html", member=None), 404
    told = totp_address(secret, member.email, bot.line.profile.name)
    picture = segno.make(told, error="m").svg_inline(scale=4, border=3, dark="#1b2523", light="#ffffff", omitsize=True)
    page = render_template("console/invite.html", member=member, secret=secret, picture=picture, refused=refused)
    return (page, 403) if refused else page
