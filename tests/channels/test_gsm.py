import unicodedata

import pytest
import smsutil  # type: ignore[import-untyped]
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.gsm import Encoding, Size, count, is_gsm, to_gsm

EVERYTHING = st.text(st.characters(), max_size=400)
DOUBLES = "^{}\\[~]|€"
GSM_TEXT = st.text("aé ñ¿@\n" + DOUBLES, min_size=1, max_size=700)  # the oracle calls "" no GSM text
WIDE_TEXT = st.text("aá😀字", min_size=1, max_size=300)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("“you’re booked” – 3 p.m.…", "\"you're booked\" - 3 p.m...."),
        ("3:00\u202fPM on\u00a0Monday", "3:00 PM on Monday"),
        ("sí, está aquí: ¿mañana o el próximo?", "si, esta aqui: ¿mañana o el proximo?"),
        ("ÁÍÓÚ áíóú", "AIOU aiou"),
        ("éÉ ñÑ üÜ ¿¡ àèìòù", "éÉ ñÑ üÜ ¿¡ àèìòù"),
        ("n\u0303 and e\u0301 in two pieces", "ñ and é in two pieces"),
        ("½ ﬁ ＳＴＯＰ ＾", "1/2 fi STOP ^"),
        ("a\u200bb\ufeffc\u00add", "abcd"),
        ("\u2068Ana\u2069", "Ana"),
        ("fine 👍", "fine ?"),
        ("한", "?"),
        ("one\u2028two\ttabs\x00\x1b\ud800", "one\ntwo tabs"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_text_keeps_its_words_and_loses_what_costs_double(text: str, plain: str) -> None:
    assert to_gsm(text) == plain


@given(EVERYTHING)
@example("\f\x0b\x85\ufffe\uffff")
def test_whatever_comes_in_a_gsm_text_that_is_legal_in_xml_comes_out(text: str) -> None:
    out = to_gsm(text)
    assert is_gsm(out)
    assert count(out).encoding is Encoding.GSM_7
    assert all(char in "\n\r" or unicodedata.category(char) != "Cc" for char in out)
    assert to_gsm(out) == out


@given(GSM_TEXT)
def test_a_gsm_text_is_left_alone(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    assert to_gsm(text) == text


@given(GSM_TEXT | WIDE_TEXT)
@example("a" * 160)
@example("a" * 161)
@example("a" * 159 + "€")
@example("a" * 152 + "€" * 100)
@example("á" * 70)
@example("á" * 66 + "😀" * 10)
def test_segments_are_counted_as_an_independent_library_counts_them(text: str) -> None:
    theirs = smsutil.split(text)
    size = count(text)
    assert size.segments == len(theirs.parts)
    assert (size.encoding is Encoding.GSM_7) == smsutil.is_valid_gsm(text)
    assert size.units == (theirs.total_bytes if size.encoding is Encoding.GSM_7 else theirs.total_bytes // 2)


@given(st.text(min_size=1))
def test_both_agree_on_what_is_in_the_alphabet(text: str) -> None:
    text = text.replace("\x1b", "a")  # the escape itself is no character
    assert is_gsm(text) == smsutil.is_valid_gsm(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", Size(Encoding.GSM_7, 0, 1)),
        ("a" * 160, Size(Encoding.GSM_7, 160, 1)),
        ("a" * 161, Size(Encoding.GSM_7, 161, 2)),
        ("a" * 306, Size(Encoding.GSM_7, 306, 2)),
        ("a" * 307, Size(Encoding.GSM_7, 307, 3)),
        ("€" * 80, Size(Encoding.GSM_7, 160, 1)),
        ("á" * 70, Size(Encoding.UCS_2, 70, 1)),
        ("á" * 71, Size(Encoding.UCS_2, 71, 2)),
        ("😀" * 35, Size(Encoding.UCS_2, 70, 1)),
        ("á" * 134, Size(Encoding.UCS_2, 134, 2)),
        ("á" * 135, Size(Encoding.UCS_2, 135, 3)),
        (("a" + "€" * 76) * 2, Size(Encoding.GSM_7, 306, 2)),
    ],
)
def test_the_edges_of_a_segment_are_where_the_standard_has_them(text: str, size: Size) -> None:
    assert count(text) == size


def test_a_double_character_is_never_torn_between_two_segments() -> None:
    assert count("€" * 153).segments == 3  # 306 septets would fill two, but each holds 76 whole ones
