"""What a reviewer's pattern matches, and where."""

import pytest

from bot.nlu.grammar import Grammar
from bot.nlu.text import read


def places(concepts: dict[str, list[str]], words: str, name: str = "found") -> list[tuple[int, int]]:
    grammar = Grammar(concepts)
    assert grammar.problems == []
    return [(hit.start, hit.end) for hit in grammar.find(read(words).tokens).get(grammar.id(name), [])]


@pytest.mark.parametrize(
    ("pattern", "words", "found"),
    [
        ("locked up", "it locked up today", [(1, 3)]),
        ("locked up", "locked it up", []),
        ("numb*", "such numbness", [(1, 2)]),
        ("(left|right) leg", "my right leg", [(1, 3)]),
        ("very? bad", "very bad and bad", [(0, 2), (1, 2), (3, 4)]),
        ("(cant|can not (even)?) feel", "I can not even feel it", [(1, 5)]),
        ("(cant|can not (even)?) feel", "I can not feel it", [(1, 4)]),
        ("no? pain (at all)?", "no pain at all", [(0, 2), (0, 4), (1, 2), (1, 4)]),
        ("back ~ numb", "my back is so numb", [(1, 5)]),
        ("back ~ numb", "my back is not what it was and numb", []),
        ("back & numb", "numb is my back", [(0, 4)]),
    ],
)
def test_a_pattern_matches_what_the_table_says(pattern: str, words: str, found: list[tuple[int, int]]) -> None:
    assert sorted(places({"found": [pattern]}, words)) == found


def test_a_concept_made_of_concepts_is_found_wherever_its_parts_stand_in_the_data() -> None:
    concepts = {
        "found": ["<sign> ~ <place>"],
        "sign": ["<deep> numb", "tingl*"],
        "deep": ["really"],
        "place": ["(foot|feet)"],
    }
    assert places(concepts, "really numb in both feet") == [(0, 5)]
    assert places(concepts, "tingling feet") == [(0, 2)]
    assert places(concepts, "numb feet") == []


def test_a_second_message_finds_what_the_first_one_grew() -> None:
    grammar = Grammar({"one": ["my back (hurts|aches)"], "two": ["my (neck|back)"]})
    for _ in range(2):
        hits = grammar.find(read("my back aches").tokens)
        assert {name for name, concept in grammar.names.items() if concept in hits} == {"one", "two"}


def test_a_concept_that_is_not_defined_or_needs_itself_is_told() -> None:
    assert "is not defined" in Grammar({"one": ["<nowhere> ~ back"]}).problems[0]
    assert "refers to itself" in Grammar({"one": ["<two> ~ a"], "two": ["<one> ~ b"]}).problems[0]
