"""What one message means: danger first, then opt-out, then the answer to the question, then wishes and times.

Pure and deterministic, and every result says which of the person's words made it so.
"""

import re
from dataclasses import replace

from bot.nlu.answers import bare_digits, names_choice, read_answer, read_digits
from bot.nlu.grammar import Hits
from bot.nlu.intents import CALM, CALM_FROM, Wish, find_intents
from bot.nlu.language import tell_language
from bot.nlu.lexicon import Lexicon, LexiconError
from bot.nlu.meaning import Expect, Heard, Meaning, Question, Reason, TimeWindow, written
from bot.nlu.onset import read_onset
from bot.nlu.opt_out import BY_MODEL, SUSPECT, find_opt_out
from bot.nlu.red_flags import Danger, find_danger
from bot.nlu.text import Text
from bot.nlu.times import Times, read_times
from bot.nlu.topics import COURTESY, Topic, find_topic
from bot.nlu.yes_no import is_bare_answer
from bot.values import Disposition, Intent, Language, RedFlag

__all__ = ["Lexicon", "LexiconError", "understand"]

_PLAIN_DIGITS = re.compile(r"\s*[0-9]{1,3}\s*")
_DENIALS = frozenset({"no", "nope", "nop", "nah", "nel"})
LONGEST_TIME = 3  # words of a bare "1 pm please"
LONGEST_DAY = 8  # words of "sometime next week but not monday", where only a day was asked for
LONGEST_NAME = 6  # words of a name, a plan, a birthday
SUSPECT_NOTE = 0.3  # a short note for staff is let go below this chance of danger
_LIKE_DAYS = frozenset({Intent.BOOK, Intent.RESCHEDULE, Intent.CONFIRM, Intent.RUNNING_LATE})  # "not monday"
# What staff do for somebody to whom we write no more.
ERRANDS = frozenset({
    Intent.CANCEL_APPOINTMENT, Intent.RESCHEDULE, Intent.BOOK, Intent.CALL_BACK, Intent.RECORDS_REFILL,
    Intent.TALK_TO_HUMAN,
})  # fmt: skip
_FREE_WORDS = frozenset({Expect.NAME, Expect.DATE_OF_BIRTH, Expect.PHONE, Expect.NUMBER, Expect.NOTE})


def understand(lexicon: Lexicon, heard: Heard) -> Meaning:
    """Never raises, whatever the text is."""
    question = heard.question
    digits = bare_digits(heard.text)
    if digits is not None and question.expects is not None and question.expects is not Expect.PHONE:
        short = _from_digits(lexicon, heard, digits)
        if short is not None:
            return short
    text = lexicon.read(heard.text)
    language = tell_language(text, lexicon.language_words, heard.language)
    if not text.tokens:
        return Meaning(language, answer=_kept_words(heard))
    danger = _beside_denial(lexicon, text, question, find_danger(lexicon, text))
    hits = danger.hits
    wish = find_intents(lexicon, text, hits)
    is_bare = question.expects is not None and is_bare_answer(lexicon, text, hits)
    topic = None if question.expects is Expect.NOTE else _topic(lexicon, text, hits, question.expects)
    chance = _leaving(wish, question, is_bare=is_bare, is_topic=topic is not None)
    opt_out = find_opt_out(lexicon, text, danger, after_reminder=question.after_reminder, chance=chance)
    if opt_out:
        danger = _worse(find_danger(lexicon, text, undoubted=True), danger)
    is_silence = opt_out is not None and opt_out.rule != BY_MODEL and danger.suspicion < SUSPECT
    wish = Wish() if is_bare else wish
    wish = _wish_for(topic, text) if topic else _wish(lexicon, text, wish, opt_out is not None, question)
    is_beside = topic is not None and not topic.answers and question.expects is Expect.YES_NO
    answer, why = (None, ()) if is_beside else read_answer(lexicon, heard, text, hits)
    times = _times(lexicon, heard, text, answer, language)
    is_expected = _is_just_a_time(text, question, times) or _is_just_an_answer(text, question, answer, danger)
    danger = _calmed(danger, wish, is_harmless=is_silence or is_expected, is_topic=topic is not None)
    is_about_pain = question.expects in (Expect.ONSET, None) or danger.flags
    onset = read_onset(lexicon.time_words, text, heard.now, language) if is_about_pain else None
    meaning = Meaning(
        language=language,
        disposition=danger.disposition,
        red_flags=danger.flags,
        opt_out=opt_out is not None,
        intents=wish.intents,
        guesses=wish.guesses,
        topic=topic.name if topic else "",
        answer=answer,
        windows=times.windows,
        readings=times.readings,
        onset=onset,
        channel=lexicon.other_channel.get(text.flat.strip(" .!?")),
        reasons=(*danger.reasons, *((opt_out,) if opt_out else ()), *why, *wish.reasons, *times.reasons),
    )
    meaning = _with_time_answer(meaning, heard, times)
    return _against_danger_question(lexicon, meaning, heard, danger)


def _from_digits(lexicon: Lexicon, heard: Heard, digits: str) -> Meaning | None:
    """The short way for "1": nothing else in it can be dangerous, asks to stop, or names a time."""
    answer = read_digits(heard.question, digits)
    if answer is None:
        return None
    meaning = Meaning(heard.language or Language.EN, answer=answer, reasons=(Reason("answer: a digit", digits),))
    return _against_danger_question(lexicon, meaning, heard, Danger())


def _kept_words(heard: Heard) -> str | None:
    is_note = heard.question.expects is Expect.NOTE
    return heard.text.strip() or None if is_note else None


def _topic(lexicon: Lexicon, text: Text, hits: Hits, expects: Expect | None) -> Topic | None:
    """A way out is no topic: "back" stays "back"."""
    if text.flat.strip(" .!?") in lexicon.ways_out:
        return None
    return find_topic(lexicon.topics, lexicon.grammar.id(COURTESY), text, hits, expects)


def _wish_for(topic: Topic, text: Text) -> Wish:
    return Wish((topic.intent,), (), (Reason(f"topic: {topic.name}", text.flat.strip()[:60]),), 1.0)


def _leaving(wish: Wish, question: Question, *, is_bare: bool, is_topic: bool) -> float | None:
    """What the model thinks of an opt-out; None where the rules stand alone. "I'm deaf, text only" asks for none."""
    if is_topic:
        return 0.0
    return None if is_bare or question.expects in _FREE_WORDS else wish.leaving


def _wish(lexicon: Lexicon, text: Text, wish: Wish, is_opt_out: bool, question: Question) -> Wish:
    """An opt-out is its own wish; what else was asked is kept beside it."""
    way_out = lexicon.ways_out.get(text.flat.strip(" .!?"))
    if way_out is not None:
        return Wish((way_out,), (), (Reason(f"way out: {way_out.value}", text.flat),), 1.0)
    if question.expects in _FREE_WORDS and not is_opt_out:
        return Wish()
    if question.expects is Expect.DAY:  # the words of a day look like wishes about visits
        wish = replace(wish, intents=tuple(intent for intent in wish.intents if intent not in _LIKE_DAYS))
    if question.after_reminder and wish.intents[:1] == (Intent.GO_BACK,):  # our reminder says "Not you? WRONG"
        return Wish()
    if is_opt_out and question.after_reminder and "cancel" in text.flat:
        return Wish((Intent.CANCEL_APPOINTMENT,), (), wish.reasons)
    if is_opt_out:
        return Wish((Intent.OPT_OUT, *(intent for intent in wish.intents if intent in ERRANDS)), (), wish.reasons)
    if Intent.OPT_OUT in (*wish.intents, *wish.guesses):  # the opt-out rules decide, not the model
        others = tuple(intent for intent in wish.intents if intent is not Intent.OPT_OUT)
        return Wish(others, tuple(intent for intent in wish.guesses if intent is not Intent.OPT_OUT), wish.reasons)
    return wish


def _times(lexicon: Lexicon, heard: Heard, text: Text, answer: str | None, language: Language) -> Times:
    """As in "no, Wednesday": the no before the comma is about what was offered. "The second one" names no day."""
    if heard.question.expects is Expect.CHOICE and answer is not None and names_choice(text):
        return Times()
    is_denial = len(text.tokens) > 1 and text.tokens[0].word in _DENIALS and text.tokens[1].pause
    return read_times(
        lexicon.time_words, replace(text, tokens=text.tokens[1:]) if is_denial else text, heard.now, language
    )


def _beside_denial(lexicon: Lexicon, text: Text, question: Question, danger: Danger) -> Danger:
    """As in "no, just the usual leak": the no before the comma does not deny what comes after it."""
    is_denial = question.flags and len(text.tokens) > 2 and text.tokens[0].word in _DENIALS and text.tokens[1].pause
    if not is_denial:
        return danger
    return _worse(danger, find_danger(lexicon, replace(text, tokens=text.tokens[1:])))


def _worse(one: Danger, other: Danger) -> Danger:
    return other if other.disposition.urgency > one.disposition.urgency else one


def _is_just_a_time(text: Text, question: Question, times: Times) -> bool:
    """The like of "1 pm please" where times are asked for or offered."""
    if question.flags or not times.windows:
        return False
    longest = {Expect.CHOICE: LONGEST_TIME, Expect.DAY: LONGEST_DAY}.get(question.expects or Expect.NOTE, 0)
    return len(text.words) <= longest


def _is_just_an_answer(text: Text, question: Question, answer: str | None, danger: Danger) -> bool:
    """The like of "pain 7", "worse" and "blue cross i think": short words that the question itself asked for."""
    if question.flags or answer is None:
        return False
    match question.expects:
        case Expect.CHOICE | Expect.NUMBER:
            return len(text.words) <= LONGEST_TIME
        case Expect.NAME | Expect.DATE_OF_BIRTH | Expect.PHONE | Expect.CODE:
            return len(text.words) <= LONGEST_NAME
        case Expect.NOTE:
            return len(text.words) <= LONGEST_DAY and danger.suspicion < SUSPECT_NOTE
        case _:
            return False


def _calmed(danger: Danger, wish: Wish, *, is_harmless: bool, is_topic: bool) -> Danger:
    """What only the net suspected is let go where the message clearly wants something harmless.

    Not the wish to die: a visit may be cancelled because of it. Where all of the message is a sentence that nobody can
    mistake, no doubt is left at all: a "slipped disc" is no fall.
    """
    if is_topic and danger.disposition is Disposition.ASK_SCREEN:
        return Danger(hits=danger.hits)
    is_clear = wish.intents and wish.intents[0] in CALM and wish.chance >= CALM_FROM and danger.suspicion < SUSPECT
    is_calm = is_harmless or is_clear
    is_grave = RedFlag.SUICIDAL in danger.flags and not is_harmless
    return Danger(hits=danger.hits) if is_calm and danger.only_suspected and not is_grave else danger


def _is_whenever(meaning: Meaning, heard: Heard) -> bool:
    """True for "as soon as possible", which names today, and not for "any time on Friday"."""
    today = TimeWindow(heard.now.date().isoformat(), None)
    return meaning.answer is not None and meaning.windows == (today,)


def _with_time_answer(meaning: Meaning, heard: Heard, times: Times) -> Meaning:
    question = heard.question
    if question.expects is Expect.DAY and times.windows and not _is_whenever(meaning, heard):
        return replace(meaning, answer=written(times.windows))
    if meaning.answer is not None:
        return meaning
    if question.expects is Expect.ONSET and meaning.onset is not None:
        onset = meaning.onset
        return replace(meaning, answer=f"{onset.earliest.isoformat()}/{onset.latest.isoformat()}")
    return meaning


def _against_danger_question(lexicon: Lexicon, meaning: Meaning, heard: Heard, danger: Danger) -> Meaning:
    """The batch door knows the question only by its words: read "yes" and "a little" against the flags in them."""
    question = heard.question
    if not question.context or question.flags or meaning.disposition is not Disposition.NONE:
        return meaning
    answer = meaning.answer
    if question.expects is None and danger.flags == () and answer is None:
        asked = Question(Expect.YES_NO, flags=question.flags)
        text = lexicon.read(heard.text)
        if len(text.tokens) > 6:
            return meaning
        answer, _ = read_answer(lexicon, replace(heard, question=asked), text, lexicon.grammar.find(text.tokens))
        digits = bare_digits(heard.text)
        answer = read_digits(asked, digits) if digits else answer
    if answer not in ("yes", "unsure"):
        return meaning
    flags = find_danger(lexicon, lexicon.read(question.context), unscoped=True).flags
    if not flags:
        return meaning
    says = max((lexicon.flag_says[flag] for flag in flags), key=lambda disposition: disposition.urgency)
    reason = Reason(f"{answer} to a danger question: {says.value}", heard.text.strip()[:60])
    return replace(meaning, disposition=says, red_flags=flags, reasons=(reason, *meaning.reasons))
