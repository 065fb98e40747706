"""The actions of visits and the list of what flows may ask for are one and the same."""

from bot.dialogue.actions import ACTIONS
from bot.services import booking_acts, visit_acts, waitlist_acts

BY_THE_LINE = {
    "open_handoff", "ring_staff", "ring_on_call", "keep_message", "opt_out", "opt_in", "do_not_contact",
}  # fmt: skip


def test_every_action_a_flow_may_ask_for_is_performed_and_no_other() -> None:
    assert {*booking_acts.ACTS, *visit_acts.ACTS, *waitlist_acts.ACTS} == set(ACTIONS) - BY_THE_LINE
