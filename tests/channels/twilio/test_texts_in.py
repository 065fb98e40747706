import pytest

from bot.channels.twilio.inbound import (
    OptOutType,
    TextIn,
    parse_text,
)
from bot.channels.twilio.numbers import SenderKind
from tests.channels.twilio.webhooks import (
    ACCOUNT,
    LINE,
    LINES,
    MESSAGE,
    PATIENT,
    text,
    without,
)


def text_in(**fields: str) -> TextIn:
    parsed = parse_text(text(**fields), ACCOUNT, LINES)
    assert isinstance(parsed, TextIn)
    return parsed


def test_a_text_is_read() -> None:
    assert text_in() == TextIn(
        MESSAGE, ACCOUNT, PATIENT, SenderKind.NUMBER, PATIENT, LINE, "my back locked up", "my back locked up"
    )  # fmt: skip


def test_a_picture_message_has_its_own_kind_of_id_and_needs_no_words() -> None:
    form = without(text(MessageSid="MM" + "0" * 32, NumMedia="2"), "Body")
    parsed = parse_text(form, ACCOUNT, LINES)
    assert isinstance(parsed, TextIn)
    assert (parsed.text, parsed.photos) == ("", 2)


@pytest.mark.parametrize(
    ("count", "photos"),
    [
        ("", 0),
        ("0", 0),
        ("10", 10),
        ("99", 10),
        ("9" * 5000, 10),
        ("-1", 0),
        ("abc", 0),
        ("²", 0),
        ("٣", 0),
        ("1.5", 0),
    ],
)
def test_photos_are_counted_from_none_to_ten_whatever_is_claimed(count: str, photos: int) -> None:
    assert text_in(NumMedia=count).photos == photos


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("  hi \n", "hi"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("chest\x0bpain", "chest\npain"),
        ("one\x85two\u2028three", "one\ntwo\nthree"),
        ("bell\x07 delete\x7f\ufffe", "bell delete"),
        ("nul\x00 half\ud800", "nul half"),
        ("", ""),
        (" \t\n", ""),
        ("tab\tstays", "tab\tstays"),
        ("👨‍👩‍👧 ＳＴＯＰ é", "👨‍👩‍👧 ＳＴＯＰ é"),
    ],
)
def test_words_are_cleaned_for_understanding(body: str, words: str) -> None:
    assert text_in(Body=body).text == words


def test_the_original_loses_only_what_cannot_be_stored() -> None:
    assert text_in(Body=" a\x00\x0bb\ud800 ").original == " a\x0bb "


def test_a_text_of_1600_characters_is_kept_whole_and_a_longer_one_is_cut_and_marked() -> None:
    assert (text_in(Body="x" * 1600).original, text_in(Body="x" * 1600).is_cut) == ("x" * 1600, False)
    assert (text_in(Body="x" * 1601).original, text_in(Body="x" * 1601).is_cut) == ("x" * 1600, True)


@pytest.mark.parametrize(
    ("named", "kind"),
    [("STOP", OptOutType.STOP), ("START", OptOutType.START), ("HELP", OptOutType.HELP), ("", None), ("stop", None)],
)  # fmt: skip
def test_the_keyword_that_the_gateway_answered_is_told(named: str, kind: OptOutType | None) -> None:
    assert text_in(OptOutType=named).opt_out_type is kind


@pytest.mark.parametrize(
    ("sender", "kind"),
    [
        ("", SenderKind.WITHHELD),
        ("88788", SenderKind.SHORT_CODE),
        ("MyBank", SenderKind.NAME),
        ("whatsapp:+18175550111", SenderKind.OTHER_APP),
        ("+525512345678", SenderKind.FOREIGN),
        (LINE, SenderKind.OUR_LINE),
        ("+12145550100", SenderKind.OUR_LINE),
    ],
)
def test_machines_strangers_and_our_own_lines_are_kept_but_have_no_number_to_answer(
    sender: str, kind: SenderKind
) -> None:
    parsed = text_in(From=sender)
    assert (parsed.sender, parsed.sender_kind, parsed.raw_sender) == (None, kind, sender)


def test_a_sender_of_a_thousand_characters_is_cut() -> None:
    assert len(text_in(From="x" * 1000).raw_sender) == 64
