"""Finds every concept in a message. Built once from the reviewed data, then asked for each message.

Says what was found and where; what it means is for the callers to decide.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from bot.nlu.patterns import TOGETHER, Compiled, PatternError, Sequence, compile_pattern
from bot.nlu.phrases import Phrases
from bot.nlu.text import Token

Span = tuple[int, int]
MOST = 12  # places kept for one concept in one message


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept at tokens `start` up to, not including, `end`; `parts` are the pieces that must each hold."""

    start: int
    end: int
    parts: tuple[Span, ...]


Hits = dict[int, list[Hit]]


@dataclass(frozen=True, slots=True)
class _Step:
    """One compound pattern: what it is made of, and how its parts stand to each other."""

    concept: int
    names: tuple[int, ...]
    gaps: tuple[int, ...] | None  # None for parts in any order


class Grammar:
    """All concepts, compiled. `problems` lists what was wrong with the data, empty when all is well."""

    def __init__(self, concepts: Mapping[str, list[str]]) -> None:
        self.problems: list[str] = []
        self.phrases = Phrases()
        self._ids: dict[str, int] = {}
        compiled: dict[str, Compiled] = {}
        for name, patterns in concepts.items():
            compiled[name] = self._compile(name, patterns, compiled)
        for name in compiled:
            self._ids[name] = len(self._ids)
        for name, pieces in compiled.items():
            for nodes in pieces.plain:
                self.phrases.plant(nodes, self._ids[name])
        self._steps = self._ordered(compiled)
        self._led = self._leaders()

    def id(self, name: str) -> int:
        return self._ids[name]

    @property
    def names(self) -> dict[str, int]:
        return self._ids

    def _compile(self, name: str, patterns: list[str], compiled: dict[str, Compiled]) -> Compiled:
        def anonymous(piece: Compiled) -> str:
            if not piece.plain and not piece.together and len(piece.sequences) == 1:
                only = piece.sequences[0]
                if len(only.names) == 1:
                    return only.names[0]
            label = f"{name}#{len(compiled)}"
            compiled[label] = piece
            return label

        whole = Compiled()
        for pattern in patterns:
            try:
                part = compile_pattern(pattern, anonymous)
            except PatternError as problem:
                self.problems.append(f"{name}: {problem}")
                continue
            whole.plain += part.plain
            whole.sequences += part.sequences
            whole.together += part.together
        return whole

    def _ordered(self, compiled: dict[str, Compiled]) -> tuple[_Step, ...]:
        """Compound patterns, each after those it is made of."""
        rank: dict[str, int] = {}

        def depth(name: str, path: tuple[str, ...] = ()) -> int:
            if name in rank:
                return rank[name]
            if name in path or name not in compiled:
                what = "refers to itself" if name in path else "is not defined in any file"
                self.problems.append(f"concept <{name}> used in {(path or ('?',))[-1].split('#')[0]!r} {what}")
                rank[name] = 0
                return 0
            pieces = compiled[name]
            inner = [part for sequence in pieces.sequences for part in sequence.names]
            inner += [part for parts in pieces.together for part in parts]
            level = 1 + max((depth(part, (*path, name)) for part in inner), default=0)
            rank[name] = level
            return level

        for name in compiled:
            depth(name)
        if self.problems:
            return ()
        steps = [
            (rank[name], self._step(name, sequence.names, sequence))
            for name, pieces in compiled.items()
            for sequence in pieces.sequences
        ]
        steps += [
            (rank[name], self._step(name, parts, None))
            for name, pieces in compiled.items()
            for parts in pieces.together
        ]
        return tuple(step for _, step in sorted(steps, key=lambda pair: pair[0]))

    def _step(self, name: str, parts: tuple[str, ...], sequence: Sequence | None) -> _Step:
        ids = tuple(self._ids[part] for part in parts)
        return _Step(self._ids[name], ids, None if sequence is None else sequence.gaps)

    def _leaders(self) -> dict[int, list[int]]:
        """The places of the steps by the rarest of their parts: only where it is present are they looked at."""
        uses = Counter(part for step in self._steps for part in step.names)
        led: dict[int, list[int]] = {}
        for place, step in enumerate(self._steps):
            led.setdefault(min(step.names, key=lambda part: uses[part]), []).append(place)
        return led

    def find(self, tokens: tuple[Token, ...], blank: frozenset[int] = frozenset()) -> Hits:
        """Every concept present, with its places. Tokens in `blank` are passed over as if they said nothing."""
        hits = self._plain(tokens, blank)
        pauses = [index for index, token in enumerate(tokens) if token.pause == 2]
        waiting = [place for concept in hits for place in self._led.get(concept, ())]
        heapify(waiting)
        while waiting:
            step = self._steps[heappop(waiting)]
            if not all(name in hits for name in step.names):
                continue
            found = _in_order(step, hits, pauses) if step.gaps is not None else _together(step, hits)
            if not found:
                continue
            if step.concept not in hits:
                hits[step.concept] = []
                for place in self._led.get(step.concept, ()):  # all of them come later than this one
                    heappush(waiting, place)
            places = hits[step.concept]
            places.extend(hit for hit in found if hit not in places)
            del places[MOST:]
        return hits

    def _plain(self, tokens: tuple[Token, ...], blank: frozenset[int]) -> Hits:
        hits: Hits = {}
        symbols = [() if index in blank else self.phrases.symbols(token.word) for index, token in enumerate(tokens)]
        beginning = self.phrases.beginning
        for start in range(len(tokens)):
            branches = [tree for symbol in symbols[start] if (tree := beginning(symbol)) is not None]
            for end in range(start, len(tokens)):
                if end > start:
                    if tokens[end].pause == 2:
                        break
                    here = symbols[end]
                    branches = [
                        after
                        for branch in branches
                        for symbol in here
                        if (after := branch.next.get(symbol)) is not None
                    ]
                if not branches:
                    break
                found = [concept for branch in branches for concept in branch.concepts]
                if found:
                    _note(hits, found, Hit(start, end + 1, ((start, end + 1),)))
        return hits


def _note(hits: Hits, concepts: list[int], hit: Hit) -> None:
    for concept in concepts:
        places = hits.get(concept)
        if places is None:
            hits[concept] = [hit]
        elif len(places) < MOST:
            places.append(hit)


def _in_order(step: _Step, hits: Hits, pauses: list[int]) -> list[Hit]:
    assert step.gaps is not None
    reached = [(hit.start, hit.end) for hit in hits[step.names[0]]]
    for name, gap in zip(step.names[1:], step.gaps[1:], strict=True):
        further = [
            (start, hit.end)
            for start, end in reached
            for hit in hits[name]
            if end <= hit.start <= end + gap and not any(end <= pause <= hit.start for pause in pauses)
        ]
        reached = further[:MOST]
        if not reached:
            return []
    return [Hit(start, end, ((start, end),)) for start, end in reached]


def _together(step: _Step, hits: Hits) -> list[Hit]:
    groups: list[list[Span]] = [[]]
    for name in step.names:
        groups = [
            [*group, (hit.start, hit.end)]
            for group in groups
            for hit in hits[name]
            if all(hit.end <= start or hit.start >= end for start, end in group)
        ][: MOST * 2]
    found = []
    for group in groups:
        start, end = min(part[0] for part in group), max(part[1] for part in group)
        if end - start <= TOGETHER + sum(part[1] - part[0] for part in group):
            found.append(Hit(start, end, tuple(group)))
    return found[:MOST]
