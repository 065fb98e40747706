import itertools
import re
from xml.etree import ElementTree as ET

import pytest

from bot.content import read_book
from bot.dialogue.drawing import draw
from bot.dialogue.drawing.boxes import WIDTH, boxes_of
from bot.dialogue.drawing.graph import graph_of, in_words
from bot.dialogue.drawing.layout import Size, lay_out
from bot.dialogue.flow import End
from bot.values import Language
from tests.guards.sources import ROOT

BOOK = read_book(ROOT / "flows")
FLOWS = [pytest.param(flow, id=name) for name, flow in BOOK.flows.items()]


@pytest.mark.parametrize("flow", FLOWS)
def test_every_step_but_the_ends_has_a_box_with_its_name(flow) -> None:
    shown = [text.text for text in ET.fromstring(draw(flow)).iter() if text.tag.endswith("}text")]
    missing = [name for name, step in flow.steps.items() if not isinstance(step, End) and in_words(name) not in shown]
    assert missing == []


@pytest.mark.parametrize("flow", FLOWS)
def test_no_two_boxes_touch(flow) -> None:
    graph = graph_of(flow)
    boxes = boxes_of(flow.flow, graph, Language.EN)
    at = lay_out({name: box.size for name, box in boxes.items()}, graph.ways).boxes
    touching = [
        (one, other)
        for one, other in itertools.combinations(boxes, 2)
        if abs(at[one].x - at[other].x) < WIDTH
        and at[one].y < at[other].y + boxes[other].height
        and at[other].y < at[one].y + boxes[one].height
    ]
    assert touching == []


@pytest.mark.parametrize("flow", FLOWS)
def test_the_same_flow_gives_the_same_picture(flow) -> None:
    assert draw(flow) == draw(flow)


@pytest.mark.parametrize("flow", FLOWS)
def test_ways_lead_down(flow) -> None:
    graph = graph_of(flow)
    at = lay_out(dict.fromkeys(graph.steps, Size(10, 10, 10)), graph.ways).boxes
    assert [way for way in graph.ways if at[way.source].y >= at[way.target].y] == []


def test_emergencies_leave_to_the_right_and_everything_else_to_the_left() -> None:
    screen = BOOK.flows["safety_screen"]
    boxes = boxes_of("safety_screen", graph_of(screen), Language.EN)
    assert [one.shown for one in boxes["life_threats"].right] == ["911 now"]
    assert [one.shown for one in boxes["injury"].left] == ["to staff"]
    sides = [(one.target.startswith("dispositions."), one in box.right) for box in boxes.values()
             for one in (*box.left, *box.right)]  # fmt: skip
    assert all(is_emergency is is_right for is_emergency, is_right in sides)


def test_a_line_is_wider_where_more_people_went() -> None:
    screen = BOOK.flows["safety_screen"]
    few, many = "safety_screen.saddle_bladder_bowel", "dispositions.call_911"
    picture = draw(screen, counts={("safety_screen.life_threats", few): 100, ("safety_screen.life_threats", many): 4})
    widths = {float(width) for width in re.findall(r'stroke="#(?:7d8a8f|7d120c)" stroke-width="([\d.]+)"', picture)}
    assert {0.6, 2.0, 7.6} <= widths


def test_a_picture_holds_no_script_no_style_and_asks_nothing_of_other_places() -> None:
    for flow in BOOK.flows.values():
        assert not re.search(r"<script|style=|<style|href|url\(", draw(flow))


def test_words_that_look_like_markup_are_only_words() -> None:
    flow = BOOK.flows["photo"].model_copy(update={"title": '<script>alert("1")</script>'})
    assert "<script>" not in draw(flow)


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "flows").glob("*.svg")), ids=lambda path: path.stem)
def test_a_picture_in_the_docs_shows_the_flow_as_it_is(path) -> None:
    assert path.read_text() == draw(BOOK.flows[path.stem]), "run: python -m bot draw safety_screen spasm_care"
