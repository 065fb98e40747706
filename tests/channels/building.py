"""Replies as the engine gives them, in a few words."""

from bot.dialogue.replies import Choice, Goodbye, Prompt, Statement, Transfer, Words
from bot.nlu.meaning import Expect

GOODBYE = Goodbye("front_door.end")
TO_STAFF = Transfer("staff", "to_staff.ring")


def says(say: str, speak: str | None = None, *, emergency: bool = False, place: str = "flow.step") -> Statement:
    return Statement(Words(say, say if speak is None else speak), place, emergency)


def asks(
    say: str,
    expects: Expect = Expect.YES_NO,
    *labels: str,
    speak: str | None = None,
    danger: bool = False,
    again: bool = False,
    place: str = "flow.question",
) -> Prompt:
    choices = tuple(Choice(str(key), Words(label, label)) for key, label in enumerate(labels, 1))
    words = Words(say, say if speak is None else speak)
    return Prompt(words, place, expects, choices, is_danger=danger, is_again=again)
