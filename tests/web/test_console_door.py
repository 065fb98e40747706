"""The console's door: who comes in, what a form needs, what nobody sees."""

import re
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text

from bot.clinic.staff_rules import Right, Role
from bot.services.line import ClinicLine
from bot.services.staff_secrets import totp_code
from bot.web.auth import Access, Open
from tests.services.staffing import PASSWORD, HandClock, Hired, hire
from tests.services.waiting import Waiting, write_in
from tests.web.consoles import browser, conversation, logged_in, make_console


@pytest.fixture
def web(line: ClinicLine) -> Flask:
    return make_console(line)


@pytest.fixture
def ana(line: ClinicLine) -> Hired:
    return hire(line)


@pytest.fixture
def maria(line: ClinicLine) -> Waiting:
    return write_in(line, "+12145550117", "My name is Canary and I hurt")


# None of these is here; test_console_media and test_console_visits have them.
NOTHING_THERE = ("console.recording", "console.photo", "console.visit", "console.figures_picture")


def filled(rule: str, waiting: Waiting) -> str:
    """The path of a route with ids in it, below /console."""
    path = rule.replace("<uuid:conversation_id>", str(waiting.conversation_id))
    path = path.replace("<recording>", "RE" + "0" * 32)
    return re.sub(r"<uuid:\w+>", str(UUID(int=0)), path).removeprefix("/console")


def console_views(web: Flask) -> dict[str, Access]:
    return {
        rule.endpoint: getattr(web.view_functions[rule.endpoint], "access", None)
        for rule in web.url_map.iter_rules()
        if rule.endpoint.startswith("console.")
    }


def test_every_view_says_who_may_come_in(web: Flask) -> None:
    views = console_views(web)
    assert len(views) > 25
    assert [name for name, access in views.items() if access is None] == []


def test_only_the_door_itself_is_open_to_everybody(web: Flask) -> None:
    public = {name for name, access in console_views(web).items() if access.to is Open.EVERYBODY}
    assert public == {f"console.{name}" for name in ("login", "give_password", "code", "give_code", "invite", "accept")}


def test_a_view_that_says_nothing_is_closed(line: ClinicLine) -> None:
    web = make_console(line)
    web.view_functions["console.queue"] = lambda: "open"
    assert browser(web).get("/").status_code == 404


def test_nobody_sees_anything_without_logging_in(web: Flask, maria: Waiting) -> None:
    for rule in web.url_map.iter_rules():
        view = web.view_functions[rule.endpoint]
        if not rule.endpoint.startswith("console.") or view.access.to is Open.EVERYBODY:  # type: ignore[attr-defined]
            continue
        path = filled(rule.rule, maria)
        one = browser(web)
        one.get("/login")
        answer = one.get(path) if "GET" in (rule.methods or ()) else one.post(path, follow=False)
        assert answer.status_code in (303, 401), path
        assert b"Canary" not in answer.data


def test_a_role_gets_what_it_may_see_and_404_for_the_rest(web: Flask, line: ClinicLine, maria: Waiting) -> None:
    for role in Role:
        hired = hire(line, f"{role.value} Test", role)
        one = logged_in(web, line, hired)
        for rule in web.url_map.iter_rules():
            access = getattr(web.view_functions[rule.endpoint], "access", None)
            if access is None or not isinstance(access.to, Right):
                continue
            path = filled(rule.rule, maria)
            is_get = "GET" in (rule.methods or ())
            answer = one.get(path) if is_get else one.post(path, follow=False)
            if not hired.member.may(access.to):
                assert answer.status_code == 404, (role, path)
                assert b"Canary" not in answer.data
            elif is_get:
                expected = 404 if rule.endpoint in NOTHING_THERE else 200
                assert answer.status_code == expected, (role, path)


def test_a_refusal_is_a_line_in_the_audit(web: Flask, line: ClinicLine, maria: Waiting) -> None:
    otto = logged_in(web, line, hire(line, "Otto Audit", Role.AUDITOR))
    assert otto.get(conversation(maria.conversation_id)).status_code == 404
    with line.database.begin() as tx:
        assert tx.scalar(text("SELECT count(*) FROM audit WHERE act = 'refused'")) == 1


def test_the_cookie_is_for_this_host_alone_and_changes_at_every_step(web: Flask, ana: Hired, line: ClinicLine) -> None:
    one = browser(web)
    given = []
    given.append(one.get("/login").headers["Set-Cookie"])
    given.append(one.post("/login", follow=False, email=ana.member.email, password=PASSWORD).headers["Set-Cookie"])
    one.get("/code")
    given.append(one.post("/code", follow=False, code=totp_code(ana.secret, line.now())).headers["Set-Cookie"])
    assert len({cookie.partition(";")[0] for cookie in given}) == 3
    for cookie in given:
        assert cookie.startswith("__Host-clinic")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


def test_on_plain_http_the_cookie_has_a_plain_name(line: ClinicLine) -> None:
    answer = make_console(line, "http://127.0.0.1:8000").test_client().get("/console/login")
    assert answer.headers["Set-Cookie"].startswith("clinic=")
    assert "Secure" not in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_a_form_without_its_token_is_refused(web: Flask, line: ClinicLine, ana: Hired, token: str) -> None:
    one = logged_in(web, line, ana)
    assert one.post("/logout", follow=False, csrf=token).status_code == 403


def test_the_token_of_another_session_is_refused(web: Flask, line: ClinicLine, ana: Hired) -> None:
    mine = logged_in(web, line, ana)
    theirs = logged_in(web, line, hire(line, "Bea Test"))
    assert mine.post("/logout", follow=False, csrf=theirs.token).status_code == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://line.example.org"])
def test_a_form_from_elsewhere_is_refused(web: Flask, line: ClinicLine, ana: Hired, origin: str) -> None:
    one = logged_in(web, line, ana)
    form = {"csrf": one.token}
    answer = one.client.post("/console/logout", base_url=one.address, data=form, headers={"Origin": origin})
    assert answer.status_code == (303 if origin.endswith("line.example.org") else 403)


def test_looking_changes_nothing(web: Flask, line: ClinicLine, maria: Waiting) -> None:
    one = logged_in(web, line, hire(line, "Lee Lead", Role.LEAD))

    def kept() -> str:
        with line.database.begin() as tx:
            names = ("handoffs", "messages", "contacts", "conversations", "sessions", "staff_notes", "contact_marks")
            return "".join(str(tx.exec_driver_sql(f"SELECT t::text FROM {name} t ORDER BY 1").all()) for name in names)

    before = kept()
    for path in ("/", conversation(maria.conversation_id), "/figures", "/accounts", "/audit", "/settings", "/wall"):
        assert one.get(path).status_code == 200
    assert kept() == before


def test_every_answer_carries_the_headers(web: Flask, line: ClinicLine, ana: Hired) -> None:
    one = logged_in(web, line, ana)
    for answer in (one.get("/"), one.get("/accounts"), browser(web).get("/login"), browser(web).get("/")):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    "path",
    ["/conversations/-1", "/conversations/0", "/conversations/9223372036854775808", "/conversations/abc",
     "/conversations/%00", "/conversations/..%2f..%2fetc", "/conversations/00000000-0000-0000-0000-000000000000",
     "/conversations/00000000-0000-0000-0000-000000000000/live", "/nowhere"],
)  # fmt: skip
def test_an_id_nobody_has_is_404(web: Flask, line: ClinicLine, ana: Hired, path: str) -> None:
    assert logged_in(web, line, ana).get(path).status_code == 404


ODD = (
    "/?team=" + "x" * 5000, "/?team=%00", "/figures?days=99999999999", "/figures?days=-1", "/figures?days=%C2%B2",
    "/audit?below=99999999999999999999", "/audit?below=x",
)  # fmt: skip


@pytest.mark.parametrize("path", ODD)
def test_odd_questions_are_clamped(web: Flask, line: ClinicLine, path: str) -> None:
    assert logged_in(web, line, hire(line, "Lee Lead", Role.LEAD)).get(path).status_code == 200


@pytest.mark.parametrize("cookie", ["", "x", "x" * 8000, "é", "../..", "a; __Host-clinic=b"])
def test_an_odd_cookie_is_nobodys(web: Flask, cookie: str) -> None:
    client = web.test_client(use_cookies=False)
    answer = client.get("/console/", headers={"Cookie": f"__Host-clinic={cookie}"})
    assert answer.status_code == 303


def test_an_unknown_address_and_a_wrong_password_read_the_same(web: Flask, ana: Hired) -> None:
    pages = []
    for email in (ana.member.email, "nobody@example.org"):
        one = browser(web)
        one.get("/login")
        answer = one.post("/login", email=email, password="a wrong password")
        pages.append(
            (answer.status_code, answer.get_data(as_text=True).replace(one.token, "").replace(one.form_id, ""))
        )
    assert pages[0] == pages[1]


def test_an_idle_poll_sends_the_browser_to_the_login(
    web: Flask, line: ClinicLine, ana: Hired, clock: HandClock
) -> None:
    one = logged_in(web, line, ana)
    clock.pass_by(minutes=16)
    answer = one.get("/queue/rows")
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/console/login"


def test_an_invite_is_accepted_page_by_page(web: Flask, line: ClinicLine) -> None:
    lead = logged_in(web, line, hire(line, "Lee Lead", Role.LEAD))
    lead.get("/accounts")
    page = lead.post("/accounts/invite", email="new@example.org", name="Nora New", role="nurse").get_data(as_text=True)
    link = page.partition('<code class="link">')[2].partition("</code>")[0]
    assert link.startswith("https://line.example.org/console/invite/")
    nora = browser(web)
    path = link.removeprefix("https://line.example.org/console")
    page = nora.get(path).get_data(as_text=True)
    assert "<svg" in page
    secret = page.partition('name="secret" value="')[2].partition('"')[0]
    code = totp_code(secret, line.now())
    assert nora.post(path, secret=secret, code=code, password="password1234").status_code == 403
    done = nora.post(path, secret=secret, code=code, password=PASSWORD).get_data(as_text=True)
    assert done.count("<li><code>") == 10
    assert nora.get(path).status_code == 404


def test_the_wall_shows_no_patient_fact_and_needs_no_session(
    web: Flask, line: ClinicLine, maria: Waiting, clock: HandClock
) -> None:
    one = logged_in(web, line, hire(line, "Fred Desk", Role.FRONT_DESK))
    one.get("/")
    one.post("/wall")
    clock.pass_by(hours=9)
    assert one.get("/").status_code == 303
    page = one.get("/wall").get_data(as_text=True)
    assert "Front desk" in page
    assert maria.handoff is not None
    for fact in ("Canary", "555", maria.handoff.code, str(maria.conversation_id)):
        assert fact not in page.replace("data-now", "")


def test_the_break_glass_account_sees_nothing_before_it_has_said_why(web: Flask, line: ClinicLine) -> None:
    sealed = logged_in(web, line, hire(line, "Glass Test", Role.AUDITOR, is_break_glass=True))
    assert sealed.get("/").headers["Location"] == "/console/reason"
    assert sealed.get("/queue/rows").headers["HX-Redirect"] == "/console/reason"
    sealed.get("/reason")
    assert "Say it in a few words" in sealed.post("/reason", reason="  a  ").get_data(as_text=True)
    assert sealed.get("/").status_code == 303
    sealed.get("/reason")
    assert "Queue" in sealed.post("/reason", reason="The login phone of everybody is lost").get_data(as_text=True)
    lead = logged_in(web, line, hire(line, "Lee Lead", Role.LEAD))
    assert "The login phone of everybody is lost" in lead.get("/").get_data(as_text=True)
