"""Decides what one input means at this moment of the talk. The order is the safety of the line:

danger, silence asked for, the danger question's own unsafe words, a danger to ask about, universal words,
a picture, the expected answer, another wish, and at last "not understood".
"""

from bot.dialogue import book as places
from bot.dialogue.events import Pressed, Recorded, Said
from bot.dialogue.flow import Ask, Choose, Waits, absolute
from bot.dialogue.phrasing import parts
from bot.dialogue.reading import UNSURE, expects, fits, is_free_text, is_option_word, key_answer, settled, universal_key
from bot.dialogue.replies import Turn
from bot.dialogue.stack import flow_of
from bot.dialogue.walk import Walk
from bot.dialogue.wishes import (
    TOLD_WITH_WISH,
    ask_back,
    follow_topic,
    follow_wish,
    guesses_of,
    keep_for_later,
    serve_guess,
    tell_beside_danger,
    topic_of,
    universal,
    universal_wish,
)  # fmt: skip
from bot.nlu.meaning import Expect, Meaning, TimeWindow, written
from bot.values import Channel, Disposition, Intent

BESIDE_A_HINT = (Intent.SPASM_CARE, Intent.BOOK)  # told in one breath with a sign; other wishes are rarely meant there
WHEN = "when"  # the answer that holds the times a person can come
_SHORT_KINDS = (Expect.YES_NO, Expect.CHOICE, Expect.ONSET)


def hear_said(walk: Walk, step: Waits, said: Said) -> Turn:
    """A text or speech result at a waiting step; danger and opt-out have been looked at before."""
    meaning = said.meaning
    if is_unsafe_here(walk, step, meaning):
        return take_answer(walk, step, step.unsafe)
    if meaning.disposition is Disposition.ASK_SCREEN and not _is_asked(walk, step, meaning):
        return hear_hint(walk, meaning)
    if topic_of(walk, meaning) and (meaning.answer is None or is_free_text(step)):
        return follow_topic(walk, meaning)
    wish = universal_wish(said, step)
    if step.on_time and meaning.windows and wish is not Intent.TALK_TO_HUMAN:
        return take_time(walk, step, meaning.windows)
    if wish is not None:
        return universal(walk, wish, said)
    if said.photos:
        walk.aside(places.PHOTO)
        return walk.run()
    if meaning.answer is not None and fits(meaning.answer, step):
        return _hear_answer(walk, step, said, meaning.answer)
    return _hear_wish(walk, step, meaning)


def _is_asked(walk: Walk, step: Waits, meaning: Meaning) -> bool:
    """The own question of the sign stands open: "hurts too much to get up" answers what "can't get up" asked."""
    return bool(step.unsafe) and walk.session.place == walk.book.question_place(meaning.red_flags)


def _says_more(walk: Walk, step: Waits, said: Said) -> bool:
    """As in "an appointment for Tuesday" where visits are offered: the wish names a door behind that one, or a day."""
    meaning = said.meaning
    wish = walk.book.common.intents.get(meaning.intents[0]) if meaning.intents else None
    if (
        wish is None
        or wish.way == "aside"
        or not isinstance(step, Choose)
        or meaning.answer is None
        or is_option_word(said.text, step)
    ):
        return False
    place = absolute(flow_of(walk.session.place), _target(walk, step, meaning.answer))
    behind = walk.book.steps[place]
    doors = [absolute(flow_of(place), option.next) for option in behind.options] if isinstance(behind, Choose) else []
    return flow_of(wish.to) in {flow_of(door) for door in doors} or (wish.to == place and bool(meaning.windows))


def hear_hint(walk: Walk, meaning: Meaning) -> Turn:
    """A danger to ask about. Where no errand was under way, a clear no leads on to care, which screens all of it; a
    visit that was wished for beside it comes after that.
    """
    if flow_of(walk.session.place) == flow_of(places.MENU):
        walk.jump(walk.book.common.intents[Intent.SPASM_CARE].to)
    keep_for_later(walk, tuple(wish for wish in meaning.intents if wish in BESIDE_A_HINT))
    walk.doubt(meaning.red_flags)
    return walk.run()


def _hear_answer(walk: Walk, step: Waits, said: Said, answer: str) -> Turn:
    """The expected answer, and what was said beside it."""
    meaning = said.meaning
    if _says_more(walk, step, said):
        return follow_wish(walk, meaning, meaning.intents)
    if meaning.windows and isinstance(step, Ask) and step.time_beside == answer:
        walk.session = walk.session.with_values({TOLD_WITH_WISH: written(meaning.windows)})
    is_other_words = not (step.on_time or is_option_word(said.text, step))
    if expects(step) in _SHORT_KINDS and is_other_words:  # a name or a time only looks like a wish
        keep_for_later(walk, meaning.intents)
    return take_answer(walk, step, answer)


def _hear_wish(walk: Walk, step: Waits, meaning: Meaning) -> Turn:
    """No answer: perhaps another wish. At a danger question few are heard."""
    if not meaning.intents or is_free_text(step):
        return _not_clear(walk, step, meaning)
    if not walk.asks_danger():
        return follow_wish(walk, meaning, meaning.intents)
    wish = walk.book.common.intents.get(meaning.intents[0])
    return tell_beside_danger(walk, meaning, wish) if wish and wish.beside_danger else unmatched(walk, step)


def _not_clear(walk: Walk, step: Waits, meaning: Meaning) -> Turn:
    """At the front door an unclear wish is asked about; in the midst of an errand its question is asked again."""
    guesses = guesses_of(walk, meaning) if flow_of(walk.session.place) == flow_of(places.MENU) else ()
    if guesses and not walk.is_asked_anew:
        return ask_back(walk, meaning, guesses)
    return unmatched(walk, step)


def hear_keys(walk: Walk, step: Waits, pressed: Pressed) -> Turn:
    """Keys at a waiting step."""
    wish = universal_key(pressed.keys, step)
    if wish is not None:
        return universal(walk, wish)
    answer = None if walk.is_asked_anew else key_answer(pressed.keys, step, walk.facts.now.date())
    return unmatched(walk, step) if answer is None else take_answer(walk, step, answer)


def hear_recording(walk: Walk, step: Waits, recorded: Recorded) -> Turn:
    """A voicemail: the answer to a question for a note, and nothing elsewhere."""
    if step.expects is Expect.NOTE if isinstance(step, Ask) else False:
        return take_answer(walk, step, _recording(recorded))
    return unmatched(walk, step)


def hear_silence(walk: Walk, step: Waits) -> Turn:
    """Silence is never "no". Two reprompts, then people; never any input at all: a message can be left."""
    silences = walk.session.silences
    if silences < len(places.NO_INPUT):
        walk.state(places.NO_INPUT[silences])
        walk.session = walk.session.changed(silences=silences + 1)
        return walk.run(again=True)
    if not walk.session.has_spoken:
        walk.jump(places.NEVER_SPOKE)
    elif step.unsafe:
        walk.jump(places.SILENT_IN_SCREEN)
    else:
        walk.jump(places.SILENT)
    return walk.run()


def take_answer(walk: Walk, step: Waits, answer: str) -> Turn:
    """The answer is kept and leads on. On a danger question only a clear safe answer passes."""
    session = walk.session
    if isinstance(step, Ask) and step.expects is Expect.YES_NO:
        if answer == UNSURE and not step.unsafe and UNSURE not in step.on:
            return unmatched(walk, step)
        if step.unsafe and answer not in (step.unsafe, UNSURE) and _has_more_parts(walk, step):
            walk.session = session.changed(part=session.part + 1, attempts=0, silences=0)
            return walk.run()
    target = _target(walk, step, answer)
    place = absolute(flow_of(session.place), target)
    if place in places.MEANT:
        return serve_guess(walk, places.MEANT.index(place))
    kept = session.with_answer(step.answer or session.place, settled(answer, step, walk.facts))
    walk.session = kept.changed(previous=session.place)
    walk.go(target)
    return walk.run()


def take_time(walk: Walk, step: Waits, windows: tuple[TimeWindow, ...]) -> Turn:
    """Words that name a time where times are offered: another wish, or one of the offers by its day and hour."""
    walk.session = walk.session.with_answer(WHEN, written(windows)).changed(previous=walk.session.place)
    walk.go(step.on_time)
    return walk.run()


def unmatched(walk: Walk, step: Waits) -> Turn:
    """Asked again in other words, once for a danger question and twice for others; then it must go on."""
    attempts = walk.session.attempts
    if walk.is_asked_anew:
        walk.state(places.CHANGED)
        return walk.run()
    if attempts < (1 if step.unsafe else len(places.NO_MATCH)):
        walk.state(places.NO_MATCH_DANGER if step.unsafe else places.NO_MATCH[attempts])
        walk.session = walk.session.changed(attempts=attempts + 1, silences=0)
        return walk.run(again=True)
    if step.unmatched:
        walk.go(step.unmatched)
    elif step.unsafe:
        return take_answer(walk, step, step.unsafe)
    else:
        walk.jump(places.NOT_UNDERSTOOD)
    return walk.run()


def is_unsafe_here(walk: Walk, step: Waits, meaning: Meaning) -> bool:
    """True where the words are the unsafe answer, or touch the very danger that is being asked about.

    Beside a hint at another danger an unsafe answer waits, unless it leads straight to an emergency wording:
    else that hint would never be asked about.
    """
    if not step.unsafe:
        return False
    is_hint = meaning.disposition is Disposition.ASK_SCREEN
    if is_hint and set(step.flags) & set(meaning.red_flags):
        return True
    is_unsafe = meaning.answer == step.unsafe or (isinstance(step, Ask) and meaning.answer == UNSURE)
    return is_unsafe and (not is_hint or _leads_to_wording(walk, step))


def _leads_to_wording(walk: Walk, step: Waits) -> bool:
    place = absolute(walk.session.place.partition(".")[0], _target(walk, step, step.unsafe))
    return place.partition(".")[0] == places.DISPOSITIONS


def _target(walk: Walk, step: Waits, answer: str) -> str:
    """Where this answer leads."""
    if isinstance(step, Choose):
        return next(option.next for option in step.options if option.key == answer)
    if step.expects is not Expect.YES_NO:
        return step.next
    if step.unsafe and answer in (step.unsafe, UNSURE):
        in_parts = step.spoken_on_yes if _is_in_parts(walk, step) else ()
        return in_parts[walk.session.part] if in_parts else step.on[step.unsafe]
    return step.on[answer]


def _is_in_parts(walk: Walk, step: Ask) -> bool:
    return walk.session.channel is Channel.VOICE and parts(step, walk.session.language) > 1


def _has_more_parts(walk: Walk, step: Ask) -> bool:
    return _is_in_parts(walk, step) and walk.session.part + 1 < parts(step, walk.session.language)


def _recording(recorded: Recorded) -> str:
    """A voicemail as an answer: its id and seconds, or nothing for an empty one."""
    return f"recording:{recorded.recording}:{recorded.seconds}" if recorded.seconds else ""
