"""What flows may ask for and what is performed are one and the same list."""

from bot.dialogue.actions import ACTIONS
from bot.services.actions import ACTS

BY_THE_LINE = {
    "open_handoff", "ring_staff", "ring_on_call", "keep_message", "opt_out", "opt_in", "do_not_contact",
    "allow_calls", "allow_texts", "allow_both",
}  # fmt: skip


def test_every_action_a_flow_may_ask_for_is_performed_and_no_other() -> None:
    assert set(ACTS) == set(ACTIONS) - BY_THE_LINE
