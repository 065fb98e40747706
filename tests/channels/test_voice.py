import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.voice import (
    LONGEST_SECONDS,
    HangUp,
    KeySpec,
    Listen,
    Record,
    Ring,
    Speak,
    Spoken,
    digits,
    lasts,
    seconds,
    spoken,
)  # fmt: skip
from bot.dialogue.replies import Reply
from bot.nlu.meaning import Expect
from bot.values import Language
from tests.channels.building import GOODBYE, TO_STAFF, asks, says

EN, ES = Language.EN, Language.ES


def heard(*replies: Reply, language: Language = EN, **manners: bool) -> tuple[Spoken, ...]:
    return spoken(replies, language, **{"first": False, "patience": False, **manners})


def listening(*replies: Reply, language: Language = EN, **manners: bool) -> Listen:
    (last,) = heard(*replies, language=language, **manners)
    assert isinstance(last, Listen)
    return last


def words_of(item: Listen | Record) -> list[str]:
    return [speak.text for speak in item.prompt]


# -- questions ------------------------------------------------------------------------------------


def test_a_yes_no_question_may_be_answered_by_voice_or_by_key() -> None:
    assert words_of(listening(asks("Is it new?"))) == ["Is it new?", "Say yes or no, or press 1 for yes, 2 for no."]
    assert words_of(listening(asks("¿Es nuevo?"), language=ES))[1] == "Diga sí o no, u oprima 1 para sí, 2 para no."


def test_a_yes_no_question_asked_again_is_shorter() -> None:
    first, again = listening(asks("Is it new?")), listening(asks("Is it new?", again=True))
    assert words_of(again)[1] == "For yes, press 1. For no, press 2."
    assert lasts(again.prompt) < lasts(first.prompt)


def test_a_caller_who_has_just_answered_one_is_told_no_more_than_the_keys() -> None:
    assert words_of(listening(asks("Is it new?"), practised=True)) == ["Is it new?", "1 yes, 2 no."]
    assert words_of(listening(asks("¿Es nuevo?"), language=ES, practised=True))[1] == "1 sí, 2 no."
    again = listening(asks("Is it new?", again=True), practised=True)
    assert words_of(again)[1] == "For yes, press 1. For no, press 2."


def test_a_caller_who_cannot_speak_to_the_line_is_not_told_to() -> None:
    listen = listening(asks("Is it new?"), speech=False)
    assert not listen.speech
    assert "Say" not in words_of(listen)[1]


def test_a_menu_says_the_action_before_the_key_one_idea_at_a_time() -> None:
    menu = asks("What can I do for you?", Expect.CHOICE, "back spasm help", "a visit")
    assert words_of(listening(menu)) == [
        "What can I do for you?",
        "For back spasm help, press 1.",
        "For a visit, press 2.",
    ]
    assert words_of(listening(menu, language=ES))[1:] == ["Para back spasm help, oprima 1.", "Para a visit, oprima 2."]


def test_a_menu_said_again_is_shorter() -> None:
    menu = asks("What can I do for you?", Expect.CHOICE, "back spasm help", "a visit", again=True)
    assert words_of(listening(menu))[1:] == ["back spasm help: press 1.", "a visit: press 2."]


def test_the_spoken_words_are_said_and_not_the_written_ones() -> None:
    assert words_of(listening(asks("Written?", speak="Spoken?")))[0] == "Spoken?"


@pytest.mark.parametrize(
    ("expects", "keys"),
    [
        (Expect.YES_NO, KeySpec(1, "")),
        (Expect.CHOICE, KeySpec(1, "")),
        (Expect.ONSET, KeySpec(1, "")),
        (Expect.NAME, KeySpec(1, "")),
        (Expect.NUMBER, KeySpec(2, "#")),
        (Expect.DAY, KeySpec(2, "#")),
        (Expect.DATE_OF_BIRTH, KeySpec(8, "#")),
        (Expect.PHONE, KeySpec(10, "#")),
    ],
)
def test_each_kind_of_question_takes_as_many_keys_as_its_answer_has(expects: Expect, keys: KeySpec) -> None:
    assert listening(asks("?", expects)).keys == keys


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("expects", [Expect.DATE_OF_BIRTH, Expect.PHONE, Expect.NUMBER])
def test_a_question_for_keys_says_which(expects: Expect, language: Language) -> None:
    assert len(words_of(listening(asks("?", expects), language=language))) == 2


@pytest.mark.parametrize("language", Language)
def test_a_note_is_recorded_after_a_tone_and_ends_with_pound(language: Language) -> None:
    (record,) = heard(says("We listen to it at eight."), asks("What is it about?", Expect.NOTE), language=language)
    assert isinstance(record, Record)
    assert (record.max_seconds, record.finish_key, record.silence_seconds) == (180, "#", 10)
    assert words_of(record)[:2] == ["We listen to it at eight.", "What is it about?"]
    assert ("tone is recorded" if language is EN else "tono se graba") in words_of(record)[2]
    assert ("you agree" if language is EN else "usted acepta") in words_of(record)[2]


def test_person_and_repeat_are_always_among_the_hints() -> None:
    for expects in Expect:
        for item in heard(asks("?", expects)):
            if isinstance(item, Listen):
                assert {"person", "repeat"} <= set(item.hints)
    assert {"persona", "repetir", "sí", "no"} <= set(listening(asks("?"), language=ES).hints)


def test_the_labels_are_hints_without_commas_and_at_most_100_characters() -> None:
    hints = listening(asks("?", Expect.CHOICE, "cancer, or weight loss", "x" * 300)).hints
    assert hints[:2] == ("cancer or weight loss", "x" * 100)


@pytest.mark.parametrize(
    ("patience", "danger", "waits"), [(False, False, 6), (False, True, 8), (True, False, 8), (True, True, 10)]
)
def test_danger_and_pain_get_longer_waits(patience: bool, danger: bool, waits: int) -> None:
    assert listening(asks("?", danger=danger), patience=patience).wait_seconds == waits


# -- the first words ------------------------------------------------------------------------------


def test_a_new_call_offers_the_other_language_in_that_language_before_the_question() -> None:
    greeting = says("If this is an emergency, hang up and dial 911.")
    menu = asks("What can I do for you?", Expect.CHOICE, "help")
    assert listening(greeting, menu, first=True).prompt[:3] == (
        Speak("If this is an emergency, hang up and dial 9 1 1.", EN),
        Speak("Para español, oprima 8.", ES, 1),
        Speak("What can I do for you?", EN),
    )
    assert Speak("For English, press 8.", EN, 1) in listening(menu, language=ES, first=True).prompt


def test_later_questions_do_not_offer_it() -> None:
    assert {speak.language for speak in listening(says("Thanks."), asks("?")).prompt} == {EN}


def test_what_comes_before_a_question_can_be_cut_short_by_a_key() -> None:
    assert words_of(listening(says("One."), says("Two."), asks("Three?")))[:3] == ["One.", "Two.", "Three?"]


# -- emergencies ----------------------------------------------------------------------------------


def test_an_emergency_is_said_twice_and_slowly_with_silence_to_hang_up_in() -> None:
    assert heard(says("Call 911 now. It may be an emergency.", emergency=True), GOODBYE) == (
        Speak("Call 9 1 1 now.", EN, 1),
        Speak("It may be an emergency.", EN, 2),
        Speak("Call 9 1 1 now.", EN, 1),
        Speak("It may be an emergency.", EN, 4),
        HangUp(),
    )


def test_no_key_cuts_an_emergency_short() -> None:
    *before, listen = heard(says("Thanks."), says("Call 911.", emergency=True), says("Listed."), asks("?"))
    assert [item.text for item in before if isinstance(item, Speak)] == ["Thanks.", "Call 9 1 1.", "Call 9 1 1."]
    assert isinstance(listen, Listen)
    assert words_of(listen)[:2] == ["Listed.", "?"]


# -- endings --------------------------------------------------------------------------------------


def test_a_transfer_rings_its_ladder_and_a_goodbye_hangs_up() -> None:
    assert heard(says("One moment."), TO_STAFF) == (Speak("One moment.", EN), Ring("staff"))
    assert heard(says("Goodbye."), GOODBYE) == (Speak("Goodbye.", EN), HangUp())


def test_a_turn_that_ends_in_words_alone_hangs_up_openly() -> None:
    assert heard(says("Goodbye.")) == (Speak("Goodbye.", EN), HangUp())


def test_no_reply_says_nothing() -> None:
    assert heard() == ()


def test_an_empty_wording_is_not_said() -> None:
    assert heard(says("Written only.", ""), GOODBYE) == (HangUp(),)


# -- numbers and time -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+18179164685", "8 1 7, 9 1 6, 4 6 8 5"),
        ("(817) 916-4685", "8 1 7, 9 1 6, 4 6 8 5"),
        ("911", "9 1 1"),
        ("88788", "8 8 7 8 8"),
        ("8 1 7, 9 1 6, 4 6 8 5", "8 1 7, 9 1 6, 4 6 8 5"),
        ("+525512345678", "5 2 5 5 1 2 3 4 5 6 7 8"),
    ],
)
def test_a_number_is_said_digit_by_digit(number: str, said: str) -> None:
    assert digits(number) == said


@pytest.mark.parametrize("written", ["(817) 916-4685", "817-916-4685", "+18179164685", "1-817-916-4685"])
def test_a_number_to_call_is_said_twice(written: str) -> None:
    assert heard(says(f"Please call {written}."), GOODBYE)[:2] == (
        Speak("Please call 8 1 7, 9 1 6, 4 6 8 5.", EN),
        Speak("Again: 8 1 7, 9 1 6, 4 6 8 5.", EN, 1),
    )


def test_a_number_that_is_spelled_already_is_said_twice_too() -> None:
    assert heard(says(f"Llame al {digits('+18179164685')}."), language=ES)[1] == Speak(
        "Repito: 8 1 7, 9 1 6, 4 6 8 5.", ES, 1
    )


@pytest.mark.parametrize(
    "words",
    ["Ice for 15 to 20 minutes.", "After 72 hours.", "It costs $10,000 or 3.5 percent.", "At 12:30 in 1988 or 9110."],
)
def test_counts_hours_and_years_are_not_taken_apart(words: str) -> None:
    assert heard(says(words), GOODBYE)[0] == Speak(words, EN)


@pytest.mark.parametrize("number", ["911", "988"])
def test_emergency_numbers_are_said_digit_by_digit_wherever_they_stand(number: str) -> None:
    (speak, _) = heard(says(f"Call {number}, or text {number}."), GOODBYE)
    assert isinstance(speak, Speak)
    assert number not in speak.text


def test_spanish_takes_longer_and_pauses_count() -> None:
    assert seconds("uno dos tres cuatro cinco", EN) == 2.0
    assert seconds("uno dos tres cuatro cinco", ES) > 2.1
    assert lasts([Speak("one two three four five", EN, 3)]) == 5.0
    assert seconds("Call (817) 916-4685", EN) == pytest.approx(11 / 2.5)


# -- everything -----------------------------------------------------------------------------------

SENTENCES = st.text("abc .?!1234567890()-,{}\n", max_size=400)
REPLIES = st.lists(
    st.one_of(
        st.builds(says, SENTENCES, emergency=st.booleans()),
        st.builds(
            lambda words, expects, labels, danger, again: asks(words, expects, *labels, danger=danger, again=again),
            SENTENCES,
            st.sampled_from(Expect),
            st.lists(SENTENCES, max_size=4),
            st.booleans(),
            st.booleans(),
        ),
        st.just(TO_STAFF),
        st.just(GOODBYE),
    ),
    max_size=6,
)


@given(REPLIES, st.sampled_from(Language), st.booleans(), st.booleans(), st.booleans())
def test_every_turn_ends_in_exactly_one_thing_the_call_does_next(
    replies: list[Reply], language: Language, first: bool, patience: bool, speech: bool
) -> None:
    out = spoken(replies, language, first=first, patience=patience, speech=speech)
    assert all(isinstance(item, Speak) for item in out[:-1])
    if out:
        assert not isinstance(out[-1], Speak)
    for item in out:
        said = item.prompt if isinstance(item, Listen | Record) else [item] if isinstance(item, Speak) else []
        assert all(speak.text.strip() for speak in said)
        if isinstance(item, Listen):
            assert 6 <= item.wait_seconds <= 10
            assert all(0 < len(hint) <= 100 and "," not in hint for hint in item.hints)


@given(st.lists(st.sampled_from(["Ice helps. ", "Rest a little, and walk. ", "Call (817) 916-4685. "]), max_size=60))
def test_long_words_are_said_in_pieces_of_at_most_twenty_seconds(sentences: list[str]) -> None:
    out = heard(says("".join(sentences)), GOODBYE)
    assert all(seconds(item.text, EN) <= LONGEST_SECONDS for item in out if isinstance(item, Speak))
