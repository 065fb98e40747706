"""What is told and what is wished: "it started monday", "hurts at night" name no visit, "can i come monday" does."""

from dataclasses import dataclass

from bot.nlu.times.line import Line
from bot.nlu.times.pieces import TIMES, Item
from bot.nlu.times.words import Lex

_REACH = 6  # words that a told or felt thing reaches ahead, and a told one back
_OVER = ("yesterday", "yesterday_evening", "two_days", "night_before_last")
_AHEAD = ("next", "coming", "which_comes")


@dataclass(slots=True)
class Context:
    """Follows the words; the clause ends at a pause."""

    mode: str = ""  # told (past), symptom or nothing
    reach: int = 0
    is_wish: bool = False  # in this clause
    looks_ahead: bool = False  # the word before was "in" or "after"
    moves_from: bool = False  # a visit is to be moved: what stands before "to" is where it stands now
    clause: int = 0  # the item with which the clause began

    def pause(self) -> None:
        self.mode, self.is_wish = "", False
        self.clause = -1

    def hear(self, lex: Lex, items: list[Item]) -> None:
        """Takes in a word; a told thing also silences the times said just before it in its clause."""
        if self.clause < 0:
            self.clause = len(items)
        self.looks_ahead = bool(items) and items[-1].kind == "after"
        self.reach -= 1
        if lex.is_("visit", "move"):
            self.mode, self.is_wish = "", True
        elif lex.kinds.get("past") in _OVER:
            self.mode, self.reach = "told", _REACH
        elif lex.is_("told"):
            self.mode, self.reach = "told", _REACH
            if not self.is_wish:
                _silence(items, max(self.clause, 0), lex.first, TIMES)
        elif lex.is_("symptom"):
            if self.mode != "told" or self.reach < 0:
                self.mode, self.reach = "symptom", _REACH
            if not self.is_wish:
                _silence(items, max(self.clause, 0), lex.first, ("part", "clock"))
        self.moves_from = self.moves_from or lex.is_("move")

    def silences(self, kind: str, line: Line, place: int, after: int, before: str) -> bool:
        """Whether a time read here is part of what is told or felt."""
        if self.reach < 0 or not self.mode:
            return False
        is_ahead = any(
            line.is_(at, *_AHEAD) or line.name(at, "day") in ("tomorrow", "after_tomorrow", "asap")
            for at in range(place, after)
        )
        if is_ahead:
            return False
        return (
            self.mode == "told"
            or kind != "day"
            or before == "from"
            or line.name(place, "day") in ("today", "this_morning")
        )


def _silence(items: list[Item], clause: int, word: int, kinds: tuple[str, ...]) -> None:
    for at in range(clause, len(items)):
        is_meant = items[at].kind in kinds or (items[at].kind == "day" and items[at].value.is_today)
        if is_meant and word - items[at].last <= _REACH - 2:
            items[at] = Item("gap", None, items[at].first, items[at].last)
