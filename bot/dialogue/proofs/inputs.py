"""One input of a person as the engine would get it, and what a proof knows of it beside the engine."""

from dataclasses import dataclass
from enum import StrEnum

from bot.dialogue.events import Event, Said
from bot.nlu.meaning import Meaning, TimeWindow
from bot.values import Disposition, Intent, Language, RedFlag


class Debt(StrEnum):
    """What the line owes a person before it waits again."""

    PERSON = "person"  # staff are asked for: a handoff opened, or a phone rung
    SILENCE = "silence"  # the opt-out is carried out
    QUESTION = "question"  # a hinted danger is asked about


@dataclass(frozen=True, slots=True)
class Move:
    """One input. `clear` is the canonical answer it gives to the open question without any doubt, else empty."""

    event: Event
    line: str  # as a conversation test writes it
    clear: str = ""
    unclear: bool = False  # an answer that is none: not sure, not understood, silence
    danger: Disposition = Disposition.NONE
    flags: tuple[RedFlag, ...] = ()
    owes: Debt | None = None
    is_late: bool = False  # an answer to the question as it stood before a deploy changed it


def said(
    text: str,
    *,
    answer: str | None = None,
    clear: str = "",
    unclear: bool = False,
    opt_out: bool = False,
    intents: tuple[Intent, ...] = (),
    guesses: tuple[Intent, ...] = (),
    owes: Debt | None = None,
    photos: int = 0,
    windows: tuple[TimeWindow, ...] = (),
    topic: str = "",
    is_late: bool = False,
) -> Move:
    """Words without any danger in them."""
    meaning = Meaning(
        Language.EN, opt_out=opt_out, intents=intents, guesses=guesses, answer=answer, windows=windows, topic=topic
    )
    return Move(Said(text, meaning, photos), text, clear, unclear, owes=owes, is_late=is_late)


def danger(
    disposition: Disposition, flags: tuple[RedFlag, ...] = (), answer: str | None = None, *, is_opt_out: bool = False
) -> Move:
    """Words that tell of a danger, alone or beside an answer, or beside a stop."""
    words = f"({disposition.value.replace('_', ' ')} words{''.join(f', {flag}' for flag in flags)})"
    wishes = (Intent.OPT_OUT,) if is_opt_out else ()
    meaning = Meaning(Language.EN, disposition, flags, is_opt_out, wishes, answer=answer)
    line = " ".join(part for part in ("STOP" if is_opt_out else "", answer, words) if part)
    owes = Debt.SILENCE if is_opt_out else None
    return Move(Said(line, meaning), line, answer or "", danger=disposition, flags=flags, owes=owes)


def hint(flags: tuple[RedFlag, ...], answer: str | None = None) -> Move:
    """Words that may mean a danger, alone or beside an answer."""
    words = f"(a hint at {flags[0].replace('_', ' ') if flags else 'some danger'})"
    meaning = Meaning(Language.EN, Disposition.ASK_SCREEN, flags, answer=answer)
    line = words if answer is None else f"{answer} {words}"
    return Move(Said(line, meaning), line, "", True, Disposition.ASK_SCREEN, flags, Debt.QUESTION)
