from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.gsm import count, is_gsm
from bot.channels.sms import MOST_TEXTS, TEXT_UNITS, Text, rendered_prompt, rendered_statement, texts, written
from bot.dialogue.replies import Choice, Prompt, Reply, Statement, Words
from bot.nlu.meaning import Expect
from bot.values import Language
from tests.channels.building import GOODBYE, TO_STAFF, asks, says

EN, ES = Language.EN, Language.ES
D1 = "Call 911 now. This may be an emergency."
URGENT = says("Your request is in our staff's urgent list.")


def test_a_yes_no_question_offers_digits() -> None:
    assert written([asks("Did this start after a fall?")], EN) == ("Did this start after a fall? 1 yes, 2 no",)
    assert written([asks("¿Vino de una caída?")], ES) == ("¿Vino de una caida? 1 si, 2 no",)


@pytest.mark.parametrize("kind", [Expect.CHOICE, Expect.ONSET])
def test_a_menu_offers_its_keys_and_labels(kind: Expect) -> None:
    assert written([asks("When?", kind, "today", "yesterday", "not sure")], EN) == (
        "When? 1 today, 2 yesterday, 3 not sure.",
    )


@pytest.mark.parametrize("kind", [kind for kind in Expect if kind is not Expect.YES_NO])
def test_a_question_without_choices_is_sent_as_it_is_worded(kind: Expect) -> None:
    assert rendered_prompt("What is your name?", kind, (), EN) == "What is your name?"


def test_a_content_check_measures_exactly_what_is_sent() -> None:
    prompt = asks("¿Cuándo le dio “el espasmo”?", Expect.ONSET, "hoy", "ayer o el día de antes")
    statement = says("Está bien…")
    sent = "\n".join(written([statement, prompt], ES))
    measured = rendered_prompt(prompt.words.say, prompt.expects, prompt.choices, ES)
    assert sent == f"{rendered_statement(statement.words.say)}\n{measured}"


def test_the_written_words_are_sent_and_not_the_spoken_ones() -> None:
    assert written([says("Call (817) 555-0100.", "Call 8 1 7, 5 5 5, 0 1 0 0.")], EN) == ("Call (817) 555-0100.",)


def test_what_is_only_spoken_writes_nothing() -> None:
    assert written([says("", "One moment."), TO_STAFF, GOODBYE], EN) == ()


def test_one_turn_is_one_text_as_long_as_it_fits_two_segments() -> None:
    assert texts([says("Hello.", place="a.b"), says("We are open."), asks("Shall we go on?", place="c.d")], EN) == (
        Text("Hello.\nWe are open.\nShall we go on? 1 yes, 2 no", ("a.b", "flow.step", "c.d")),
    )
    assert len(written([says("a" * 152), says("b" * 153)], EN)) == 1
    assert len(written([says("a" * 153), says("b" * 153)], EN)) == 2


def test_a_text_knows_what_it_costs() -> None:
    assert [text.segments for text in texts([says("a" * 160), says("b" * 300)], EN)] == [1, 2]


def test_an_emergency_stands_alone_in_its_text() -> None:
    replies = [says("Thanks."), says(D1, emergency=True), asks("Are you safe?")]
    assert written(replies, EN) == ("Thanks.", D1, "Are you safe? 1 yes, 2 no")


def test_only_the_sentence_about_the_handoff_shares_an_emergencys_text() -> None:
    replies = [says(D1, emergency=True), URGENT, says("Anything else?"), asks("Shall we?")]
    assert written(replies, EN) == (
        f"{D1}\nYour request is in our staff's urgent list.",
        "Anything else?\nShall we? 1 yes, 2 no",
    )


def test_two_emergencies_are_two_texts() -> None:
    replies = [says(D1, emergency=True), says("Call 988 now.", emergency=True), URGENT]
    assert written(replies, EN) == (D1, "Call 988 now.\nYour request is in our staff's urgent list.")


def test_words_too_long_for_one_text_are_cut_between_sentences() -> None:
    sentence = "Put ice on it for fifteen minutes. "
    parts = written([says(sentence * 15)], EN)
    assert " ".join(parts) == (sentence * 15).strip()
    assert all(part.endswith("minutes.") for part in parts)


def test_a_broken_flow_still_sends_its_emergency_and_its_question() -> None:
    flood: list[Reply] = []
    for number in range(30):
        flood += [says(f"Call 911 for {number}.", emergency=True), says(f"{number} " + "x" * 300)]
    sent = written([*flood, asks("Are you safe?")], EN)
    assert len(sent) == MOST_TEXTS
    assert sent[-2:] == ("Call 911 for 29.", "Are you safe? 1 yes, 2 no")
    repeated = written([*[says(D1, emergency=True)] * 20, asks("Are you safe?")], EN)
    assert repeated == (D1, "Are you safe? 1 yes, 2 no")


def test_more_than_ten_short_texts_become_fewer_long_ones_and_nothing_is_lost() -> None:
    sent = written([says(f"{number} " + "x" * 200) for number in range(12)], EN)
    assert len(sent) <= MOST_TEXTS
    assert [line.split()[0] for text in sent for line in text.split("\n")] == [str(number) for number in range(12)]


WORDS = st.text(st.sampled_from("abcdefghij áñ.€?'"), min_size=1, max_size=160).filter(
    lambda words: words.strip() != ""
)
STATEMENTS = st.builds(
    lambda say, is_emergency: Statement(Words(say, say), "flow.step", is_emergency), WORDS, st.booleans()
)
PROMPTS = st.builds(
    lambda say, labels: Prompt(
        Words(say, say),
        "flow.question",
        Expect.CHOICE,
        tuple(Choice(str(key), Words(label, label)) for key, label in enumerate(labels, 1)),
    ),
    WORDS,
    st.lists(st.sampled_from(["back spasm help", "una cita", "un € más"]), max_size=4),
)
TURNS = st.tuples(st.lists(STATEMENTS, max_size=6), PROMPTS).map(lambda turn: [*turn[0], turn[1]])


@given(TURNS, st.sampled_from(list(Language)))
def test_every_turn_is_clean_and_within_budget_and_keeps_its_words_in_order(
    replies: list[Reply], language: Language
) -> None:
    sent = written(replies, language)
    assert 1 <= len(sent) <= MOST_TEXTS
    assert all(is_gsm(text) and count(text).units <= TEXT_UNITS for text in sent)
    alone = [written([reply], language) for reply in replies]
    assert " ".join(" ".join(sent).split()) == " ".join(" ".join(text for texts_ in alone for text in texts_).split())


@given(TURNS)
def test_an_emergency_always_begins_a_text(replies: list[Reply]) -> None:
    beginnings = [text.body for text in texts(replies, EN)]
    for reply in replies:
        if isinstance(reply, Statement) and reply.is_emergency:
            words = rendered_statement(reply.words.say)
            assert any(body.startswith(words) for body in beginnings)


@given(st.lists(WORDS, max_size=8))
def test_no_two_neighbouring_texts_would_have_fitted_into_one(says_: list[str]) -> None:
    sent = written([says(words) for words in says_], EN)
    firsts = {rendered_statement(words): count(rendered_statement(words)).units for words in says_}
    for one, other in pairwise(sent):
        first_of_other = other.split("\n")[0]
        assert count(one).units + 1 + firsts[first_of_other] > TEXT_UNITS
