"""The small language in which reviewers write what people say, and how it becomes something that can be matched.

| written          | matches                                                  |
|------------------|----------------------------------------------------------|
| `leg`, `numb*`   | the word; any word that begins so                        |
| `<leg>`          | any phrase of the concept `leg`                          |
| `(a\\|b c)`, `x?` | one of several; may be missing                           |
| `a ~ b`, `a ~~ b`| up to 3, up to 7 other words in between, in one sentence |
| `a & b`          | both, in either order, within 14 words                   |
"""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

NEAR, FAR, TOGETHER = 3, 7, 14
MAX_EXPANSIONS = 600
_PIECE = re.compile(r"<[a-z0-9_]+>|[a-z0-9][a-z0-9./]*\*?|~~|~|[()|?&]")


class PatternError(ValueError):
    """A pattern that cannot be read. Compare it with the table at the top of bot/nlu/patterns.py."""


@dataclass(frozen=True, slots=True)
class Word:
    """A literal word, or the beginning of one when it ends in `*`."""

    word: str


@dataclass(frozen=True, slots=True)
class Name:
    """A reference to a concept."""

    name: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `words` other words."""

    words: int


@dataclass(frozen=True, slots=True)
class Group:
    """One of several sequences; `optional` when it may be missing."""

    choices: "tuple[tuple[Node, ...], ...]"
    optional: bool = False


Node = Word | Name | Gap | Group


@dataclass(frozen=True, slots=True)
class Sequence:
    """Concepts in order: `names[i]` at most `gaps[i]` words after the one before it."""

    names: tuple[str, ...]
    gaps: tuple[int, ...]


@dataclass(slots=True)
class Compiled:
    """What one pattern turned into: plain pieces for the word tree, and sequences of concepts."""

    plain: list["tuple[Node, ...]"] = field(default_factory=list)  # words and groups of words only
    sequences: list[Sequence] = field(default_factory=list)
    together: list[tuple[str, ...]] = field(default_factory=list)


Anonymous = Callable[[Compiled], str]  # gives a name to a nested piece


def phrases_of(source: str) -> list[str]:
    """Every phrase a plain pattern stands for; none for one that names concepts. Raises PatternError."""
    pieces = compile_pattern(source, lambda _: "", most=10**9).plain
    return [" ".join(phrase) for nodes in pieces for phrase in _expand(nodes) if phrase]


def compile_pattern(source: str, anonymous: Anonymous, most: int = MAX_EXPANSIONS) -> Compiled:
    """Raises PatternError with the pattern in it. A plain pattern of up to `most` phrases stays in one piece."""
    pieces = _PIECE.findall(source)
    if "".join(pieces) != re.sub(r"\s+", "", source) or not pieces:
        raise PatternError(
            f"cannot read {source!r}: only a-z, 0-9 (no accents or apostrophes) and the signs of the table"
        )
    parts = [list(group) for is_and, group in itertools.groupby(pieces, lambda piece: piece == "&") if not is_and]
    if len(parts) == 1:
        return _compile_part(parts[0], source, anonymous, most)
    return Compiled(together=[tuple(anonymous(_compile_part(part, source, anonymous)) for part in parts)])


def _compile_part(pieces: list[str], source: str, anonymous: Anonymous, most: int = MAX_EXPANSIONS) -> Compiled:
    nodes, rest = _parse(pieces, source)
    if rest:
        raise PatternError(f"a closing bracket too many in {source!r}")
    return _compile_nodes(nodes, source, anonymous, most)


def _parse(pieces: list[str], source: str) -> tuple[tuple[Node, ...], list[str]]:
    nodes: list[Node] = []
    while pieces and pieces[0] not in (")", "|"):
        piece, pieces = pieces[0], pieces[1:]
        if piece == "(":
            choices: list[tuple[Node, ...]] = []
            closing = "|"
            while closing == "|":
                choice, pieces = _parse(pieces, source)
                choices.append(choice)
                if not pieces:
                    raise PatternError(f"a bracket is not closed in {source!r}")
                closing, pieces = pieces[0], pieces[1:]
            nodes.append(Group(tuple(choices)))
        elif piece == "?":
            nodes[-1] = _optional(nodes, source)
        else:
            nodes.append(_leaf(piece))
    return tuple(nodes), pieces


def _optional(nodes: list[Node], source: str) -> Group:
    if not nodes or isinstance(nodes[-1], Gap):
        raise PatternError(f"nothing to make optional before '?' in {source!r}")
    last = nodes[-1]
    return Group(last.choices, optional=True) if isinstance(last, Group) else Group(((last,),), optional=True)


@cache
def _leaf(piece: str) -> Node:
    if piece.startswith("<"):
        return Name(piece[1:-1])
    return Gap(NEAR if piece == "~" else FAR) if piece.startswith("~") else Word(piece)


def _is_literal(node: Node) -> bool:
    if isinstance(node, Group):
        return all(_is_literal(inner) for choice in node.choices for inner in choice)
    return isinstance(node, Word)


def _expand(nodes: tuple[Node, ...]) -> Iterator[tuple[str, ...]]:
    """Every plain phrase a literal pattern stands for."""
    pools: list[list[tuple[str, ...]]] = []
    for node in nodes:
        if isinstance(node, Word):
            pools.append([(node.word,)])
        elif isinstance(node, Group):
            inner = [phrase for choice in node.choices for phrase in _expand(choice)]
            pools.append([*inner, ()] if node.optional else inner)
    for combination in itertools.product(*pools):
        yield tuple(itertools.chain.from_iterable(combination))


def _size(nodes: tuple[Node, ...]) -> int:
    """How many plain phrases the nodes stand for."""
    size = 1
    for node in nodes:
        if isinstance(node, Group):
            size *= sum(_size(choice) for choice in node.choices) + node.optional
    return size


def _compile_nodes(nodes: tuple[Node, ...], source: str, anonymous: Anonymous, most: int = MAX_EXPANSIONS) -> Compiled:
    if all(_is_literal(node) for node in nodes) and _size(nodes) <= most:
        return Compiled(plain=[nodes])
    return Compiled(sequences=list(_sequences(nodes, source, anonymous)))


def _sequences(nodes: tuple[Node, ...], source: str, anonymous: Anonymous) -> Iterator[Sequence]:
    """A mixed pattern as sequences of concepts, one for each way its optional parts are there or not."""
    pools: list[list[tuple[str | int, ...]]] = []
    for literal, run in itertools.groupby(nodes, _is_literal):
        group = tuple(run)
        if literal:
            pools.extend(_literal_pools(group, source, anonymous))
            continue
        pools += [_mixed_pool(node, source, anonymous) for node in group]
    for combination in itertools.product(*pools):
        flat = list(itertools.chain.from_iterable(combination))
        names: list[str] = []
        gaps: list[int] = []
        gap = 0
        for step in flat:
            if isinstance(step, int):
                gap = max(gap, step)
            else:
                names.append(step)
                gaps.append(gap)
                gap = 0
        if names:
            yield Sequence(tuple(names), tuple(gaps))


def _literal_pools(group: tuple[Node, ...], source: str, anonymous: Anonymous) -> Iterator[list[tuple[str | int, ...]]]:
    """Plain nodes in pieces small enough to be written out."""
    piece: tuple[Node, ...] = ()
    for node in (*group, None):
        if node is not None and _size((*piece, node)) <= MAX_EXPANSIONS:
            piece = (*piece, node)
            continue
        if not piece:
            raise PatternError(f"one bracket in {source!r} stands for more than {MAX_EXPANSIONS} phrases: split it")
        name = anonymous(Compiled(plain=[piece]))
        may_miss = all(isinstance(inner, Group) and inner.optional for inner in piece)
        yield [(name,), ()] if may_miss else [(name,)]
        piece = (node,) if node is not None else ()


def _mixed_pool(node: Node, source: str, anonymous: Anonymous) -> list[tuple[str | int, ...]]:
    if isinstance(node, Gap):
        return [(node.words,)]
    if isinstance(node, Name):
        return [(node.name,)]
    assert isinstance(node, Group)
    together = Compiled()
    for choice in node.choices:
        compiled = _compile_nodes(choice, source, anonymous)
        together.plain += compiled.plain
        together.sequences += compiled.sequences
    pool: list[tuple[str | int, ...]] = [(anonymous(together),)]
    return [*pool, ()] if node.optional else pool
