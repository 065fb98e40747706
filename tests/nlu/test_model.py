import json
import struct

import pytest

from bot.nlu.danger_net import FLAGS, LEVELS
from bot.nlu.intents import LEAVES, STAYS
from bot.nlu.model import FIRST_BITS, LAST_ZERO, STEP, ZERO, Model, key_of, words_of
from bot.values import Intent
from tests.nlu.lexicons import lexicon

WEIGHTS = {"=pee": (30, -10, 0, 0), "=cant": (20, 0, 5, 0), "<bladder>": (0, 0, 60, -9)}
LAST = ((1, 0), (0, 1), (2, 0), (7, 7))  # what each unit says of class "a" and of class "b"


def file(weights: dict[str, tuple[int, ...]] = WEIGHTS, unit_bias: tuple[int, ...] = (0, 0, 0, 0)) -> bytes:
    """The form that tools/network.py writes, made by hand: four units, two classes."""
    ordered = sorted(weights, key=key_of)
    keys = [key_of(feature) for feature in ordered]
    starts = [sum(key >> (32 - FIRST_BITS) < first for key in keys) for first in range((1 << FIRST_BITS) + 1)]
    last = [weight + LAST_ZERO for row in LAST for weight in row]
    table = {
        "features": len(keys),
        "classes": ["a", "b"],
        "bias": [0, 1],
        "scale": 0.5 / STEP,
        "unit_bias": [each * STEP for each in unit_bias],
    }
    rows = bytes(weight + ZERO for feature in ordered for weight in weights[feature])
    numbers = struct.pack(f"<{len(keys)}I{len(starts)}I{len(last)}H", *keys, *starts, *last)
    return json.dumps(table).encode() + b"\n" + numbers + rows


def moved(*blocks: list[str]) -> list[float]:
    return [unit / STEP for unit in Model.parse(file()).units(*blocks)]


def scores(*blocks: list[str]) -> list[float]:
    model = Model.parse(file())
    return model.scores(model.units(*blocks))


def test_the_weights_of_known_features_add_up_and_strangers_count_nothing() -> None:
    assert moved(["=cant", "=pee", "=stranger"]) == pytest.approx([50 / 2**0.5, -10 / 2**0.5, 5 / 2**0.5, 0], abs=0.01)


def test_a_block_weighs_the_same_however_many_features_it_has() -> None:
    assert moved(["=cant", "=pee"], ["<bladder>"])[2] == pytest.approx(5 / 2**0.5 + 60, abs=0.01)


def test_only_a_unit_that_is_moved_above_zero_speaks() -> None:
    assert scores(["=pee"]) == pytest.approx([0.5 * 30, 1])
    assert scores(["<bladder>"]) == pytest.approx([0.5 * 60 * 2, 1])


def test_a_message_of_strangers_moves_nothing() -> None:
    assert scores(["=stranger"], []) == [0, 1]


def test_more_features_than_a_sum_has_room_for_do_no_harm() -> None:
    weights = {f"w{number}": (63, -63, 0, 0) for number in range(700)}
    model = Model.parse(file(weights))
    assert model.units(list(weights))[0] / STEP == pytest.approx(63 * 500**0.5, rel=0.001)


def test_the_words_that_spoke_most_for_a_class_are_named_first() -> None:
    model = Model.parse(file())
    words = ["=cant", "=pee", "=stranger"]
    assert model.evidence(model.units(words), words, "a") == ["=pee", "=cant"]
    assert model.evidence(model.units(words), words, "b") == []


def test_a_word_speaks_for_nothing_through_a_unit_that_stayed_silent() -> None:
    model = Model.parse(file({"=pee": (30, -40, 0, 0), "=cant": (0, 20, 0, 0)}))
    words = ["=cant", "=pee"]
    assert model.evidence(model.units(words), words, "b") == []


def test_a_file_cut_short_is_refused() -> None:
    with pytest.raises(ValueError, match="bytes of numbers"):
        Model.parse(file()[:-1])


def test_the_trained_models_know_every_wish_every_flag_and_every_disposition() -> None:
    wishes, dangers = lexicon().model, lexicon().net
    assert wishes is not None
    assert dangers is not None
    assert wishes.classes == (*Intent, STAYS, LEAVES)
    assert dangers.classes == (*FLAGS, *(f"level:{level}" for level in LEVELS))


def test_the_same_words_give_the_same_features_each_once() -> None:
    features = words_of(("no", "no"))
    assert features == words_of(("no", "no"))
    assert len(set(features)) == len(features)
    assert {"=no", "=no_no", "^no"} <= set(features)
