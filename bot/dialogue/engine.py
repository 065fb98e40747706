"""The conversation engine: a session and an event in, a turn out. Nothing is looked up, stored or sent.

Red flags and opt-out are looked at before anything else, in every state; then the waiting step is asked
what the input means to it. What only the world can do comes out as an Action and goes on with `resume`.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.dialogue import book as places
from bot.dialogue.book import FlowBook
from bot.dialogue.events import Arrived, Event, Left, Moved, Pressed, Recorded, Result, Said, Silent, Wrote
from bot.dialogue.facts import Facts
from bot.dialogue.flow import Ask, Choose, Do, ToStaff, Waits
from bot.dialogue.hearing import (
    hear_hint,
    hear_keys,
    hear_recording,
    hear_said,
    hear_silence,
    is_unsafe_here,
    take_answer,
)
from bot.dialogue.reading import UNIVERSAL, fits, language_wanted
from bot.dialogue.replies import Turn
from bot.dialogue.session import EXPIRES_AFTER, Session, Waiting
from bot.dialogue.stack import EMPTY, flow_of
from bot.dialogue.walk import Walk
from bot.dialogue.wishes import (
    IDLE,
    ask_back,
    follow_topic,
    follow_wish,
    guesses_of,
    topic_of,
    universal,
    universal_wish,
)
from bot.nlu.meaning import Expect
from bot.values import Channel, Disposition, Intent, Language, RedFlag


def open_session(channel: Channel, language: Language, now: datetime) -> Session:
    """A session in which nothing has happened yet."""
    return Session(channel=channel, language=language, opened_at=now, last_at=now)


def advance(book: FlowBook, session: Session, event: Event, facts: Facts) -> Turn:
    """What the line does about this event. `facts.now` must not lie before `session.last_at`."""
    walk = Walk(book, session.changed(last_at=facts.now), facts)
    match event:
        case Arrived():
            walk.jump(places.START)
            return walk.run()
        case Left():
            return _left(walk)
        case Moved():
            return walk.run()
        case Wrote():
            walk.session = walk.session.with_values(event.values)
            walk.jump(event.place)
            return walk.run()
        case Said():
            return _said(walk, event, session)
        case Pressed() | Silent() | Recorded():
            return _on_the_line(walk, event)
        case _:
            assert_never(event)


def resume(book: FlowBook, session: Session, result: Result, facts: Facts) -> Turn:
    """Goes on after an action. An outcome the step does not know counts as failed, and that as lost."""
    walk = Walk(book, session.with_values(result.values).changed(last_at=facts.now), facts)
    if session.waiting is Waiting.NOTHING:  # hung up while it rang
        return Turn(walk.session)
    step = book.steps.get(walk.session.place)
    if isinstance(step, Do | ToStaff):
        walk.go(step.on.get(result.outcome) or step.on.get("failed") or places.LOST)
    else:
        walk.jump(places.LOST)
    return walk.run()


def waiting_step(book: FlowBook, session: Session) -> Waits | None:
    """The question the session waits on, or None."""
    if session.waiting is not Waiting.ANSWER:
        return None
    step = book.steps.get(book.find(session.place))
    return step if isinstance(step, Ask | Choose) else None


def _left(walk: Walk) -> Turn:
    """Hung up. A voicemail may still be on its way: its question stays known, so that nothing said is lost."""
    step = waiting_step(walk.book, walk.session)
    takes_note = isinstance(step, Ask) and step.expects is Expect.NOTE
    walk.leave_for(walk.session.stack if takes_note else EMPTY)
    walk.session = walk.session.changed(waiting=Waiting.NOTHING)
    return Turn(walk.session)


def _is_stale(before: Session, now: datetime) -> bool:
    """True where a text answers a question of hours ago; a call cannot."""
    return before.channel is Channel.SMS and now - before.last_at >= EXPIRES_AFTER


def _said(walk: Walk, said: Said, before: Session) -> Turn:
    meaning = said.meaning
    step = waiting_step(walk.book, walk.session)
    walk.session = walk.session.changed(has_spoken=True)
    if meaning.language is not before.language and not before.has_spoken:
        walk.session = walk.session.changed(language=meaning.language)
    if meaning.disposition.acts_at_once and not _is_expected_amber(walk, said, step, before):
        return _dispose(walk, said)
    if meaning.opt_out:
        return _opt_out(walk, said)
    if _is_quiet(walk, said):
        return _keep_quiet(walk, said)
    if step is None and walk.session.waiting is Waiting.ANSWER:  # the step is gone since a deploy
        walk.jump(places.LOST)
        return walk.run()
    if step is None:
        return _begin(walk, said, is_new=not before.has_spoken)
    if _is_stale(before, walk.facts.now):
        return _return(walk, said, step)
    return hear_said(walk, step, _without_answer(said) if walk.is_asked_anew else said)


def _without_answer(said: Said) -> Said:
    """What else these words say than what the question was answered with."""
    meaning = said.meaning
    wishes = meaning.intents if meaning.answer is None else tuple(one for one in meaning.intents if one in UNIVERSAL)
    return replace(said, meaning=replace(meaning, answer=None, windows=(), intents=wishes))


def _on_the_line(walk: Walk, event: Pressed | Silent | Recorded) -> Turn:
    """Keys, silence and voicemail: only a call has them."""
    step = waiting_step(walk.book, walk.session)
    if isinstance(event, Pressed):
        walk.session = walk.session.changed(has_spoken=True)
    if step is None and not walk.session.stack.is_empty:
        left_at = walk.book.steps.get(walk.session.place)
        if isinstance(event, Recorded) and isinstance(left_at, Ask):  # hung up while speaking
            return hear_recording(walk, left_at, event)
        walk.jump(places.LOST)
        return walk.run()
    if step is None:
        walk.jump(places.START)
        return walk.run()
    match event:
        case Pressed():
            return hear_keys(walk, step, event)
        case Recorded():
            return hear_recording(walk, step, event)
        case Silent():
            return hear_silence(walk, step)
        case _:
            assert_never(event)


def _dispose(walk: Walk, said: Said) -> Turn:
    meaning = said.meaning
    walk.session = walk.session.changed(later=(Intent.OPT_OUT,) if meaning.opt_out else ())
    walk.dispose(meaning.disposition, walk.book.disposition_place(meaning.disposition, meaning.red_flags))
    return walk.run()


def _is_expected_amber(walk: Walk, said: Said, step: Waits | None, before: Session) -> bool:
    """True where a same-day word is just the answer to a question that asks about it and knows the way.

    Beside a "no" it is not: a danger in words beats the "no" that stands next to it.
    """
    meaning = said.meaning
    if step is None or meaning.disposition is not Disposition.SAME_DAY_STAFF or _is_quiet(walk, said):
        return False
    if meaning.answer is None or not fits(meaning.answer, step) or not set(meaning.red_flags) & set(step.flags):
        return False
    is_unsafe = meaning.answer == step.unsafe if step.unsafe else meaning.answer != "no"
    return is_unsafe and not _is_stale(before, walk.facts.now)


def _opt_out(walk: Walk, said: Said) -> Turn:
    """Silence is kept from now on. What else was asked for in the same text is for staff: we write no more.

    A danger that may be hinted at cannot be asked about any more: the numbers for help go along, and a nurse is told.
    """
    known = walk.book.common.intents
    ours = {Intent.OPT_OUT, Intent.WRONG_NUMBER, *UNIVERSAL, *IDLE} - {Intent.TALK_TO_HUMAN}
    others = [wish for wish in said.meaning.intents if wish in known and wish not in ours]
    is_in_doubt = said.meaning.disposition is Disposition.ASK_SCREEN
    stopped = places.STOPPED_IN_DOUBT if is_in_doubt else places.STOPPED
    walk.session = walk.session.changed(later=())
    _void_screen_if_in_doubt(walk, said)
    if RedFlag.ABUSE_AT_HOME in said.meaning.red_flags and walk.session.channel is Channel.SMS:
        walk.jump(places.STOPPED_AT_HOME)
    elif others and walk.session.channel is Channel.SMS:
        walk.jump(places.SUPPRESSED)
        walk.push(stopped)
    else:
        walk.jump(stopped)
    return walk.run()


def _is_quiet(walk: Walk, said: Said) -> bool:
    """True while texts get no answer: people own the talk, or silence was asked for. Calls are answered."""
    if walk.session.channel is not Channel.SMS:
        return False
    asks_back_in = Intent.OPT_IN in said.meaning.intents
    return walk.facts.is_claimed or (walk.facts.is_opted_out and not asks_back_in)


def _keep_quiet(walk: Walk, said: Said) -> Turn:
    _void_screen_if_in_doubt(walk, said)
    if not walk.facts.is_claimed:
        walk.jump(places.SUPPRESSED)
        return walk.run()
    if said.meaning.intents[:1] == (Intent.HELP,):
        walk.state(places.HELP)
    return Turn(walk.session, tuple(walk.replies))


def _void_screen_if_in_doubt(walk: Walk, said: Said) -> None:
    """A hint at a danger that nobody asks about now: later advice needs the whole screen first."""
    if said.meaning.disposition is Disposition.ASK_SCREEN:
        walk.session = walk.session.changed(screened_at=None)


def _begin(walk: Walk, said: Said, *, is_new: bool) -> Turn:
    """No question is open: the first words of a talk, or words after its end."""
    meaning = said.meaning
    wish = universal_wish(said, _menu(walk))
    wishes = tuple(intent for intent in meaning.intents if intent in walk.book.common.intents)
    if meaning.disposition is Disposition.ASK_SCREEN:
        _greet_at(walk, places.MENU, is_new=is_new)
        return hear_hint(walk, meaning)
    if said.photos:
        _greet_at(walk, places.MENU, is_new=is_new)
        walk.push(places.PHOTO)
    elif topic_of(walk, meaning):
        _greet_at(walk, places.AFRESH, is_new=is_new)
        return follow_topic(walk, meaning)
    elif wish in (Intent.TALK_TO_HUMAN, Intent.HELP):
        _greet_at(walk, places.MENU, is_new=is_new)
        return universal(walk, wish, said)
    elif wish is Intent.LANGUAGE_SWITCH:
        walk.session = walk.session.changed(language=language_wanted(said.text, walk.session.language))
        walk.jump(places.START)
    elif wishes and not (is_new and wishes[0] in IDLE):
        _greet_at(walk, places.OFFER, is_new=is_new)
        return follow_wish(walk, meaning, wishes)
    elif guesses := guesses_of(walk, meaning):
        _greet_at(walk, places.OFFER, is_new=is_new)
        return ask_back(walk, meaning, guesses)
    else:
        walk.jump(places.START)
    return walk.run()


def _menu(walk: Walk) -> Choose:
    step = walk.book.steps[places.MENU]
    assert isinstance(step, Choose)
    return step


def _greet_at(walk: Walk, place: str, *, is_new: bool) -> None:
    if is_new:
        walk.state(places.GREETING)
    walk.jump(place)


def _return(walk: Walk, said: Said, step: Waits) -> Turn:
    """Words that come after more than four hours: unsafe ones still count, any other answer is asked anew."""
    meaning = said.meaning
    if is_unsafe_here(walk, step, meaning):
        return take_answer(walk, step, step.unsafe)
    wish = universal_wish(said, step)
    wishes = tuple(intent for intent in meaning.intents if intent in walk.book.common.intents)
    stack = walk.session.stack
    is_at_menu = flow_of(stack.top) == flow_of(places.MENU) and stack.is_alone
    left_off = stack.left_off(walk.book)
    if left_off:
        walk.session = walk.session.changed(left_off=left_off)
    walk.jump(places.RESUME)
    if meaning.disposition is Disposition.ASK_SCREEN:
        return hear_hint(walk, meaning)
    if wish in (Intent.TALK_TO_HUMAN, Intent.START_OVER):
        return universal(walk, wish, said)
    if said.photos:
        walk.aside(places.PHOTO)
    elif topic_of(walk, meaning):
        walk.jump(places.AFRESH if is_at_menu else places.RESUME)
        return follow_topic(walk, meaning)
    elif wishes and wishes[0] not in (*IDLE, *UNIVERSAL):
        return follow_wish(walk, meaning, wishes)
    elif is_at_menu:
        walk.jump(places.START)
    return universal(walk, wish, said) if wish in (Intent.HELP, Intent.LANGUAGE_SWITCH) else walk.run()
