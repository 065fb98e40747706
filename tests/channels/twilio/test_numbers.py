import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.twilio.numbers import SenderKind, sender_kind, usable_number
from tests.channels.twilio.webhooks import LINE, LINES, PATIENT

SPELLED = [
    "+266696687", "+7378742883", "+7378742833", "+2562533", "+8656696", "+8566696", "+86282452253", "+464", "+7748283",
    "266696687", "+1266696687", "+17378742833",
]  # fmt: skip


@pytest.mark.parametrize("number", [PATIENT, "+12145550111", "+18005550111", "+17875550111"])
def test_a_north_american_number_is_usable_as_it_stands(number: str) -> None:
    assert usable_number(number) == number
    assert sender_kind(number, LINES) is SenderKind.NUMBER


@pytest.mark.parametrize("spelled", SPELLED)
def test_a_word_spelled_on_the_keypad_is_a_withheld_number(spelled: str) -> None:
    assert usable_number(spelled) is None
    assert sender_kind(spelled, LINES) is SenderKind.WITHHELD


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("", SenderKind.WITHHELD),
        ("anonymous", SenderKind.WITHHELD),
        ("Restricted", SenderKind.WITHHELD),
        ("whatsapp:+18175550111", SenderKind.OTHER_APP),
        ("client:bob", SenderKind.OTHER_APP),
        ("sip:bob@example.org", SenderKind.OTHER_APP),
        ("bob@example.org", SenderKind.OTHER_APP),
        ("88788", SenderKind.SHORT_CODE),
        ("262966", SenderKind.SHORT_CODE),
        ("MyBank", SenderKind.NAME),
        ("+525512345678", SenderKind.FOREIGN),
        ("+442071838750", SenderKind.FOREIGN),
        (LINE, SenderKind.OUR_LINE),
        ("+1817555011", SenderKind.INVALID),
        ("+181755501111", SenderKind.INVALID),
        ("+15550100199", SenderKind.INVALID),
        ("+10000000000", SenderKind.INVALID),
        ("+1911", SenderKind.SHORT_CODE),
        ("+19005550111", SenderKind.INVALID),
        ("8175550111", SenderKind.INVALID),
        ("+1 817 555 0111", SenderKind.INVALID),
        ("+1٨١٧٥٥٥٠١١١", SenderKind.NAME),
        ("+18175550111\n", SenderKind.NAME),
    ],
)
def test_what_is_no_usable_number_is_known_for_what_it_is(raw: str, kind: SenderKind) -> None:
    assert sender_kind(raw, LINES) is kind
    if kind is not SenderKind.OUR_LINE:
        assert usable_number(raw) is None


@given(st.text() | st.from_regex(r"\+1[0-9]{8,12}", fullmatch=True))
def test_whatever_stands_there_is_one_kind_of_sender_and_usable_only_as_a_number(raw: str) -> None:
    kind = sender_kind(raw, LINES)
    assert (kind is SenderKind.NUMBER) == (usable_number(raw) is not None and raw not in LINES)
