"""Who waits how: what rests wakes with the person, calls in vain are counted, and no promise has run out already."""

from datetime import timedelta

import pytest

from bot.clinic.staff_rules import Outcome
from bot.services import console_acts, patient_calls
from bot.services.console_forms import Told
from bot.services.line import ClinicLine
from bot.values import HandoffReason, Team, Urgency
from tests.services.staffing import HandClock, Hired
from tests.services.test_console_acts import PHONE, console_queue, form
from tests.services.waiting import Waiting, write_in


@pytest.fixture
def maria(line: ClinicLine) -> Waiting:
    return write_in(line, PHONE, "I need somebody to call me")


@pytest.mark.parametrize("how", ["writes", "asks again", "is raised"])
def test_whoever_rests_is_awake_at_the_next_word_and_in_an_emergency(
    line: ClinicLine, fred: Hired, maria: Waiting, clock: HandClock, how: str
) -> None:
    clock.pass_by(minutes=5)
    write_in(line, "+12145550118", "me too")
    console_acts.snooze(line, form(fred, maria), line.now() + timedelta(hours=1))
    clock.pass_by(minutes=5)
    match how:
        case "writes":
            write_in(line, PHONE, "hello?", urgency=None)
        case "asks again":
            write_in(line, PHONE, "call me", reason=HandoffReason.CALL_BACK)
        case _:
            console_acts.set_urgency(line, form(fred, maria), Urgency.ROUTINE, Urgency.EMERGENCY, "")
    first = console_queue(line, fred)[0]
    assert (first.phone, first.snoozed_until) == (PHONE, None)


def test_calls_in_vain_are_counted_from_the_request_on(
    line: ClinicLine, fred: Hired, maria: Waiting, clock: HandClock
) -> None:
    assert console_queue(line, fred)[0].tries == 0
    assert patient_calls.tried(line, form(fred, maria)) is Told.DONE
    assert patient_calls.tried(line, form(fred, maria)) is Told.DONE
    assert console_queue(line, fred)[0].tries == 2
    console_acts.claim(line, form(fred, maria))
    console_acts.close(line, form(fred, maria), Outcome.NOT_REACHED, {})
    clock.pass_by(minutes=1)
    write_in(line, PHONE, "I missed your call")
    assert console_queue(line, fred)[0].tries == 0


def test_what_is_given_back_after_its_promise_ran_out_is_promised_anew(
    line: ClinicLine, fred: Hired, maria: Waiting, clock: HandClock
) -> None:
    console_acts.claim(line, form(fred, maria))
    clock.pass_by(days=3)
    assert console_acts.release(line, form(fred, maria), Team.NURSE) is Told.DONE
    assert console_queue(line, fred)[0].by_at > line.now()
