import base64
import struct
import zlib

import pytest

from bot.nlu.model import ZERO, Model, key_of, row_width, words_of

WEIGHTS = {"=pee": (30, -10, 0), "=cant": (20, 0, 5), "<bladder>": (0, 0, 60)}


def packed(weights: dict[str, tuple[int, ...]]) -> Model:
    """The file's form, made by hand."""
    ordered = sorted(weights, key=key_of)
    keys = struct.pack(f"<{len(ordered)}I", *map(key_of, ordered))
    width = row_width(3)
    rows = b"".join(bytes([*(weight + ZERO for weight in weights[feature]), ZERO])[:width] for feature in ordered)
    text = base64.b64encode(zlib.compress(keys + rows)).decode()
    table = {"classes": ["a", "b", "c"], "scale": 0.5, "bias": [0, 1, 0], "features": len(ordered), "weights": text}
    return Model.parse(table)


def test_the_weights_of_known_features_add_up_and_strangers_count_nothing() -> None:
    scores = packed(WEIGHTS).scores(["=cant", "=pee", "=stranger"])
    assert scores == pytest.approx([0.5 * 50 / 2**0.5, 1 - 0.5 * 10 / 2**0.5, 0.5 * 5 / 2**0.5])


def test_a_block_weighs_the_same_however_many_features_it_has() -> None:
    scores = packed(WEIGHTS).scores(["=cant", "=pee"], ["<bladder>"])
    assert scores[2] == pytest.approx(0.5 * 5 / 2**0.5 + 0.5 * 60)


def test_the_words_that_spoke_most_for_a_class_are_named_first() -> None:
    assert packed(WEIGHTS).evidence(["=cant", "=pee", "=stranger"], "a") == ["=pee", "=cant"]


def test_the_same_words_give_the_same_features_each_once() -> None:
    features = words_of(("no", "no"))
    assert features == words_of(("no", "no"))
    assert len(set(features)) == len(features)
    assert {"=no", "=no_no", "^no"} <= set(features)
