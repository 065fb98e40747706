"""Who comes into the console, how, and for how long."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.clinic.staff_rules import Right, Role
from bot.services import staff_access, staff_accounts
from bot.services.line import ClinicLine
from bot.services.staff_access import find_session, give_code, log_in
from bot.services.staff_secrets import new_totp_secret, totp_code
from bot.storage.staff_sessions import Stage
from tests.services.staffing import HERE, PASSWORD, HandClock, Hired, come_in, hire


@pytest.fixture
def ana(line: ClinicLine) -> Hired:
    return hire(line)


def test_password_and_code_open_a_session(line: ClinicLine, ana: Hired) -> None:
    found = find_session(line, come_in(line, ana), is_activity=True)
    assert found is not None
    assert (found.member, found.stage) == (ana.member, Stage.FULL)


def test_the_password_alone_opens_nothing(line: ClinicLine, ana: Hired) -> None:
    half = log_in(line, ana.member.email, PASSWORD, HERE, is_known_device=False)
    assert half is not None
    found = find_session(line, half, is_activity=True)
    assert found is not None
    assert found.stage is Stage.PASSWORD


def test_the_token_changes_with_the_code_and_the_old_one_is_dead(line: ClinicLine, ana: Hired) -> None:
    half = log_in(line, ana.member.email, PASSWORD, HERE, is_known_device=False)
    assert half is not None
    full = give_code(line, half, totp_code(ana.secret, line.now()), HERE)
    assert full not in (None, half)
    assert find_session(line, half, is_activity=True) is None


def test_the_address_is_taken_in_any_spelling(line: ClinicLine, ana: Hired) -> None:
    assert log_in(line, f"  {ana.member.email.upper()} ", PASSWORD, HERE, is_known_device=False)


@pytest.mark.parametrize(
    ("email", "password"),
    [("ana@example.org", "wrong password 1"), ("nobody@example.org", PASSWORD), ("", ""), ("\0", "\0" * 12),
     ("ana@example.org", "x" * 1_000_000), ("ana@example.org", "\ud800" * 12)],
)  # fmt: skip
def test_whoever_is_wrong_gets_the_same_nothing(line: ClinicLine, ana: Hired, email: str, password: str) -> None:
    assert log_in(line, email, password, HERE, is_known_device=False) is None


def test_a_missing_account_takes_as_long_as_a_wrong_password(line: ClinicLine, ana: Hired) -> None:
    def seconds(email: str) -> float:
        begun = time.thread_time()  # the work done, whatever else the machine does meanwhile
        log_in(line, email, "wrong password 1", HERE, is_known_device=True)
        return time.thread_time() - begun

    known = statistics.median(seconds(ana.member.email) for _ in range(9))
    unknown = statistics.median(seconds(f"nobody{n}@example.org") for n in range(9))
    assert abs(known - unknown) < 0.05


def test_a_code_is_good_once(line: ClinicLine, ana: Hired) -> None:
    code = totp_code(ana.secret, line.now())
    for expected in (True, False):
        half = log_in(line, ana.member.email, PASSWORD, HERE, is_known_device=False)
        assert half is not None
        assert bool(give_code(line, half, code, HERE)) is expected


@pytest.mark.parametrize(("seconds", "is_good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_may_be_one_step_early_or_late(
    line: ClinicLine, ana: Hired, clock: HandClock, seconds: int, is_good: bool
) -> None:
    clock.pass_by(minutes=5)
    half = log_in(line, ana.member.email, PASSWORD, HERE, is_known_device=False)
    assert half is not None
    code = totp_code(ana.secret, line.now() + timedelta(seconds=seconds))
    assert bool(give_code(line, half, code, HERE)) is is_good


def test_five_wrong_codes_end_the_login(line: ClinicLine, ana: Hired) -> None:
    half = log_in(line, ana.member.email, PASSWORD, HERE, is_known_device=False)
    assert half is not None
    for _ in range(5):
        assert give_code(line, half, "000000", HERE) is None
    assert give_code(line, half, totp_code(ana.secret, line.now()), HERE) is None


def test_a_printed_code_stands_in_for_the_phone_once(line: ClinicLine, ana: Hired) -> None:
    typed = ana.codes[3].lower().replace("-", " ")
    for expected in (True, False):
        half = log_in(line, ana.member.email, PASSWORD, HERE, is_known_device=False)
        assert half is not None
        assert bool(give_code(line, half, typed, HERE)) is expected


def test_after_ten_tries_an_account_rests_and_wakes_by_itself(line: ClinicLine, ana: Hired, clock: HandClock) -> None:
    for _ in range(10):
        assert log_in(line, ana.member.email, "wrong password 1", HERE, is_known_device=False) is None
    assert log_in(line, ana.member.email, PASSWORD, HERE, is_known_device=False) is None
    clock.pass_by(minutes=16)
    assert log_in(line, ana.member.email, PASSWORD, HERE, is_known_device=False)


def test_a_stranger_cannot_lock_somebody_out_of_their_own_device(line: ClinicLine, ana: Hired) -> None:
    for _ in range(20):
        log_in(line, ana.member.email, "wrong password 1", "198.51.100.9", is_known_device=False)
    assert log_in(line, ana.member.email, PASSWORD, HERE, is_known_device=True)


def test_twenty_guesses_at_once_do_not_slip_through_together(line: ClinicLine, ana: Hired) -> None:
    for _ in range(5):
        log_in(line, ana.member.email, "wrong password 1", HERE, is_known_device=False)

    def guess(_: int) -> bool:
        return log_in(line, ana.member.email, PASSWORD, HERE, is_known_device=False) is not None

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(guess, range(20))) == 5


def test_an_address_that_tries_many_accounts_rests_too(line: ClinicLine, ana: Hired) -> None:
    key, since = staff_access._address_key(HERE), line.now() - timedelta(minutes=15)
    for number in range(100):
        with line.database.begin() as tx:
            staff_access.staff_sessions.attempt(tx, bytes([number]) * 32, key, since, line.now())
    assert log_in(line, ana.member.email, PASSWORD, HERE, is_known_device=False) is None
    assert log_in(line, ana.member.email, PASSWORD, "198.51.100.9", is_known_device=False)


def test_a_session_idles_out_after_fifteen_minutes(line: ClinicLine, ana: Hired, clock: HandClock) -> None:
    token = come_in(line, ana)
    clock.pass_by(minutes=14)
    assert find_session(line, token, is_activity=True)
    clock.pass_by(minutes=14)
    assert find_session(line, token, is_activity=False)
    clock.pass_by(minutes=2)
    assert find_session(line, token, is_activity=True) is None


def test_polling_does_not_keep_a_session_awake(line: ClinicLine, ana: Hired, clock: HandClock) -> None:
    token = come_in(line, ana)
    for _ in range(16):
        find_session(line, token, is_activity=False)
        clock.pass_by(minutes=1)
    assert find_session(line, token, is_activity=False) is None


def test_no_session_is_older_than_eight_hours(line: ClinicLine, ana: Hired, clock: HandClock) -> None:
    token = come_in(line, ana)
    for _ in range(8 * 6 - 1):
        clock.pass_by(minutes=10)
        assert find_session(line, token, is_activity=True)
    clock.pass_by(minutes=10)
    assert find_session(line, token, is_activity=True) is None


def test_a_copied_cookie_dies_at_logout(line: ClinicLine, ana: Hired) -> None:
    token = come_in(line, ana)
    staff_access.log_out(line, token, ana.asker)
    assert find_session(line, token, is_activity=True) is None


def test_a_disabled_account_is_out_at_once_and_stays_out(line: ClinicLine, ana: Hired) -> None:
    lead = hire(line, "Lee Test", Role.LEAD)
    token = come_in(line, ana)
    assert staff_accounts.disable(line, lead.asker, ana.member.id)
    assert find_session(line, token, is_activity=True) is None
    assert log_in(line, ana.member.email, PASSWORD, HERE, is_known_device=False) is None


def test_nobody_disables_themselves(line: ClinicLine) -> None:
    lead = hire(line, "Lee Test", Role.LEAD)
    assert not staff_accounts.disable(line, lead.asker, lead.member.id)


def test_a_wall_screen_outlives_its_members_session(line: ClinicLine, ana: Hired, clock: HandClock) -> None:
    token, wall = come_in(line, ana), staff_access.open_wall(line, ana.asker)
    clock.pass_by(days=2)
    assert find_session(line, token, is_activity=False) is None
    found = find_session(line, wall, is_activity=False)
    assert found is not None
    assert found.stage is Stage.WALL


def test_the_break_glass_account_lasts_an_hour_and_may_care(line: ClinicLine, clock: HandClock) -> None:
    sealed = hire(line, "Glass Test", Role.AUDITOR, is_break_glass=True)
    assert sealed.member.may(Right.CLINICAL)
    token = come_in(line, sealed)
    for _ in range(5):
        clock.pass_by(minutes=10)
        assert find_session(line, token, is_activity=True)
    assert staff_accounts.break_glass_since(line, line.now() - timedelta(days=1))[0][1] == "Glass Test"
    clock.pass_by(minutes=10)
    assert find_session(line, token, is_activity=True) is None


# -- invites --------------------------------------------------------------------------------------


def test_a_link_works_once(line: ClinicLine) -> None:
    token = staff_accounts.invite(line, "new@example.org", Role.NURSE)
    secret = new_totp_secret(line.secret_bytes)
    code = totp_code(secret, line.now())
    first = staff_accounts.accept(line, token, PASSWORD, secret, code, HERE)
    assert isinstance(first, staff_accounts.Accepted)
    assert len(set(first.recovery_codes)) == 10
    again = staff_accounts.accept(line, token, PASSWORD, secret, code, HERE)
    assert again == staff_accounts.Refused(is_over=True)


def test_a_link_is_dead_after_three_days_and_when_a_newer_one_is_made(line: ClinicLine, clock: HandClock) -> None:
    old = staff_accounts.invite(line, "new@example.org", Role.NURSE)
    new = staff_accounts.invite(line, "new@example.org", Role.NURSE)
    assert staff_accounts.invited(line, old) is None
    assert staff_accounts.invited(line, new)
    clock.pass_by(hours=73)
    assert staff_accounts.invited(line, new) is None


def test_a_reset_nobody_asked_for_changes_nothing_until_it_is_used(line: ClinicLine, ana: Hired) -> None:
    staff_accounts.invite(line, ana.member.email, ana.member.role)
    assert log_in(line, ana.member.email, PASSWORD, HERE, is_known_device=False)


def test_a_reset_ends_every_session_and_the_old_printed_codes(line: ClinicLine, ana: Hired) -> None:
    token = come_in(line, ana)
    link = staff_accounts.invite(line, ana.member.email, ana.member.role)
    secret = new_totp_secret(line.secret_bytes)
    staff_accounts.accept(line, link, "another green heron", secret, totp_code(secret, line.now()), HERE)
    assert find_session(line, token, is_activity=True) is None
    half = log_in(line, ana.member.email, "another green heron", HERE, is_known_device=False)
    assert half is not None
    assert give_code(line, half, ana.codes[0], HERE) is None


@pytest.mark.parametrize("email", ["", "ana", "ana@", "@x.org", "a b@x.org", "a<b@x.org", "a@localhost"])
def test_an_account_needs_a_real_address(line: ClinicLine, email: str) -> None:
    with pytest.raises(staff_accounts.NotAnAddress):
        staff_accounts.invite(line, email, Role.NURSE)


def test_the_database_holds_no_secret_that_opens_a_door(line: ClinicLine, ana: Hired) -> None:
    token = come_in(line, ana)
    invite = staff_accounts.invite(line, "new@example.org", Role.NURSE)
    with line.database.begin() as tx:
        kept = "".join(
            str(tx.exec_driver_sql(f"SELECT t::text FROM {name} t").all())
            for name in ("staff", "staff_sessions", "staff_invites", "staff_recovery_codes", "audit", "login_attempts")
        )
    for secret in (token, invite, PASSWORD, ana.codes[0], ana.codes[0].replace("-", "")):
        assert secret not in kept
