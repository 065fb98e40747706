"""How many people went along each way of a flow, told by what was said one after the other."""

from bot.dialogue.drawing import draw
from bot.dialogue.drawing.crowds import along
from bot.dialogue.loading import load
from tests.dialogue.test_proofs import FILES

FLOW = load(FILES).flows["spasm_care"]


def test_people_are_counted_on_every_way_between_two_things_that_were_said() -> None:
    counts = along(FLOW, {("spasm_care.onset", "spasm_care.skin_check"): 7})
    assert counts == {("spasm_care.onset", "spasm_care.skin_check"): 7}


def test_silent_steps_between_are_walked_the_shortest_way() -> None:
    counts = along(FLOW, {("spasm_care.disclaimer", "spasm_care.ice"): 3})
    assert set(counts.values()) == {3}
    assert len(counts) > 1
    assert any(after == "spasm_care.ice" for _, after in counts)


def test_what_was_said_in_another_flow_counts_on_no_way_of_this_one() -> None:
    assert along(FLOW, {("front_door.menu", "questions.hours_and_address"): 5}) == {}


def test_a_way_that_many_went_is_drawn_wider() -> None:
    many, few = ("spasm_care.onset", "spasm_care.skin_check"), ("spasm_care.disclaimer", "spasm_care.ice")
    assert draw(FLOW, counts=along(FLOW, {many: 90, few: 1})) != draw(FLOW, counts=along(FLOW, {many: 1, few: 90}))
