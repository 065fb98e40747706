"""How far a danger word can be believed: denied, long past, about somebody else, or only asked about.

After ConText (Harkema 2009): cue words reach forward or back within their sentence until a word ends their reach.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.nlu.grammar import Grammar, Hit, Hits, Span
from bot.nlu.text import Text

REACH_NEGATED = 7
REACH_PAST = 10
REACH_TOPIC = 6
REACH_IF = 9
REACH_AFTER = 3


class Standing(StrEnum):
    """How a danger word stands in its sentence."""

    HOLDS = "holds"
    WEAKER = "weaker"  # it was so and has passed, or is asked about although it is there: ask
    DENIED = "denied"
    PAST = "past"
    OTHER = "other"
    HYPOTHETICAL = "hypothetical"


@dataclass(slots=True)
class Scope:
    """The cues of one message, found once, asked for every match."""

    grammar: Grammar
    text: Text
    hits: Hits
    _pauses: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._pauses = [index for index, token in enumerate(self.text.tokens) if token.pause == 2]

    def standing(self, match: Hit, keeps: frozenset[str]) -> Standing:
        """HOLDS unless a cue says otherwise; circumstances in `keeps` never weaken this rule."""
        if "negated" not in keeps and any(self._denied(part, match) for part in match.parts):
            return Standing.DENIED
        if "hypothetical" not in keeps and self._only_asked(match):
            return Standing.WEAKER if self._is_present(match) else Standing.HYPOTHETICAL
        if "other" not in keeps and self._somebody_elses(match):
            return Standing.OTHER
        if "past" not in keeps and self._long_past(match) and not self._is_present(match):
            return Standing.PAST
        if "past" not in keeps and self._resolved(match):
            return Standing.WEAKER
        return Standing.HOLDS

    def _cues(self, name: str) -> list[Hit]:
        return self.hits.get(self.grammar.names.get(f"scope_{name}", -1), [])

    def _apart(self, first: int, last: int) -> bool:
        """True where a full stop stands between token `first` and token `last`."""
        return any(first < pause <= last for pause in self._pauses)

    def _stopped(self, start: int, end: int) -> bool:
        return any(start <= stop.start < end for stop in self._cues("negated_stop"))

    def _before(self, part: Span, match: Hit, kind: str, reach: int, *, stops: bool) -> bool:
        for cue in self._cues(kind):
            if cue.end > part[0] or part[0] - cue.end > reach or self._apart(cue.end - 1, part[0]):
                continue
            if any(cue.start < end and start < cue.end for start, end in match.parts):
                continue
            if cue.end < part[0] and stops and self._stopped(cue.end, part[0]):
                continue
            if stops and cue.end == part[0] and self._is_answer(cue, part[0]):
                continue
            return True
        return False

    def _is_answer(self, cue: Hit, start: int) -> bool:
        """The no of "no, I can't feel it" stands before a pause or "I": it answers a question and denies nothing."""
        if cue.end - cue.start > 1:
            return False
        follower = self.text.tokens[start]
        return cue.start == 0 and (follower.pause >= 1 or follower.word in ("i", "im", "ive", "my", "yo", "mi"))

    def _denied(self, part: Span, match: Hit) -> bool:
        if self._before(part, match, "negated_before", REACH_NEGATED, stops=True):
            return True
        tokens = self.text.tokens
        for cue in self._cues("negated_after"):
            if not 0 <= cue.start - match.end <= 1 or self._apart(match.end - 1, cue.start):
                continue
            at_end = cue.end == len(tokens) or tokens[cue.end].pause >= 1
            if at_end or tokens[cue.end].word in ("any", "and", "ni", "y", "no"):
                return True
        return False

    def _same_sentence(self, cue: Hit, match: Hit) -> bool:
        first, last = (cue, match) if cue.start < match.start else (match, cue)
        return not self._apart(first.end - 1, last.start)

    def _is_present(self, match: Hit) -> bool:
        return any(
            self._same_sentence(cue, match) and not (match.start <= cue.start < match.end)
            for cue in self._cues("present_cues")
        )

    def _only_asked(self, match: Hit) -> bool:
        whole = (match.start, match.end)
        if self._before(whole, match, "hypothetical_before", REACH_IF, stops=False):
            return True
        if self._before(whole, match, "hypothetical_topic", REACH_TOPIC, stops=True):
            return True
        asked = self._before(whole, match, "hypothetical_maybe", 4, stops=False)
        return asked and any(
            cue.end <= match.start or cue.start >= match.end for cue in self._cues("hypothetical_question")
        )

    def _somebody_elses(self, match: Hit) -> bool:
        owners = [
            cue
            for cue in self._cues("other_before")
            if cue.start <= match.start
            and match.start - cue.end <= REACH_PAST
            and not self._apart(cue.start, match.start)
        ]
        if self._cues("other_not_me"):
            return bool(owners)
        if not owners:
            return False
        first = min(owner.start for owner in owners)
        remote = [*self._cues("other_remote")]
        if any(cue.start >= first for cue in self._cues("other_far")):
            remote += self._cues("other_had")
        return any(
            cue.start >= first and cue.start - match.end <= REACH_PAST and not self._apart(first, cue.start)
            for cue in remote
        )

    def _long_past(self, match: Hit) -> bool:
        near = [cue for cue in self._cues("long_ago_cues") if self._same_sentence(cue, match)]
        return bool(near) or self._before((match.start, match.end), match, "past_before", 5, stops=True)

    def _resolved(self, match: Hit) -> bool:
        return any(cue.start >= match.start for cue in self._cues("resolved_cues"))
