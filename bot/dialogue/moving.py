"""A talk that goes on by the other channel: what of it travels, and from where it may.

The proof walks each channel by itself. What it shows of the guards holds here too, for they look at the session alone;
a visit is never taken along, since text and phone prove in different ways whose visit it is.
"""

from bot.dialogue.book import RED_FLAGS
from bot.dialogue.session import Session, Waiting

# Flows whose questions can be asked on either channel, and tell nothing that one of them has not proved.
TRAVELS = (
    "front_door", "safety_screen", "red_flags", "spasm_care", "pain_pills", "pill_questions", "questions", "booking",
    "visit_times",
)  # fmt: skip
_PROVED = ("visit", "matched", "patient")  # values by which a person was recognised


def may_move(session: Session) -> bool:
    """True where a question is open that can be asked on the other channel, and nobody was recognised for it."""
    flows = {place.partition(".")[0] for place in session.stack.places}
    is_recognised = any(session.values.get(name) for name in _PROVED)
    return session.waiting is Waiting.ANSWER and not session.is_locked and not is_recognised and flows <= set(TRAVELS)


def taken_over(here: Session, there: Session) -> Session:
    """This channel's session, standing where the other one stands."""
    return with_answers_of(here, there).changed(
        language=there.language,
        stack=there.stack,
        waiting=there.waiting,
        later=there.later,
        edition=there.edition,
        asked=there.asked,
        attempts=0,
        silences=0,
        part=0,
        previous="",
        has_spoken=True,
    )


def with_answers_of(here: Session, there: Session) -> Session:
    """This channel's session with what the person has answered on the other one. The worst of both counts.

    A danger that was hinted at here and never denied voids the screen that was passed there.
    """
    session = here.with_values(there.values)
    for name, answer in there.answers.items():
        session = session.with_answer(name, answer)
    return session.changed(
        disposition=max(here.disposition, there.disposition, key=lambda known: known.urgency),
        screen_began_at=there.screen_began_at,
        screened_at=None if here.stack.holds(RED_FLAGS) else there.screened_at,
    )
