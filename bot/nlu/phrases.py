"""All plain phrases as trees of words, each grown when its first word is met for the first time.

A message meets a few dozen of thousands of beginnings: writing all phrases out would cost half a second and 20 MB.
Until then they lie in one flat array of numbers, which forked workers read without writing on it.
"""

from array import array
from collections.abc import Iterator

from bot.nlu.patterns import Group, Node, Word

MOST_REMEMBERED = 20_000  # words whose symbols are kept, so that a flood of nonsense cannot fill the memory
_OPEN, _OR, _CLOSE, _MAYBE, _END, _FIRST_WORD = range(6)  # "a (b|c)?" is: a _OPEN b _OR c _MAYBE _END


class Branch:
    """A place in a tree. Most are leaves, so both fields are made only where they are needed."""

    __slots__ = ("concepts", "next")

    def __init__(self) -> None:
        self.next: dict[str, Branch] = _NO_BRANCHES
        self.concepts: tuple[int, ...] = ()

    def grown(self, word: str) -> "Branch":
        """The branch after one more word."""
        if self.next is _NO_BRANCHES:
            self.next = {}
        return self.next.setdefault(word, Branch())


_NO_BRANCHES: dict[str, Branch] = {}


class Phrases:
    """Every plain phrase with the concept it speaks of."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}  # every literal word, `beginning*` too, with the order of its first appearance
        self.prefixes: set[str] = set()  # of every `beginning*`
        self._spelled: list[str] = []  # the words, by that order
        self._written = array("I")  # all phrases, one after the other
        self._planted: dict[str, array[int]] = {}  # by first word: where a phrase begins, its concept, the next ...
        self._trees: dict[str, Branch] = {}
        self._symbols: dict[str, tuple[str, ...]] = {}

    def plant(self, nodes: tuple[Node, ...], concept: int) -> None:
        """Remembers what the nodes stand for; nothing grows yet."""
        begin = len(self._written)
        self._write(nodes)
        self._written.append(_END)
        for first in dict.fromkeys(_firsts(nodes)[0]):
            self._planted.setdefault(first, array("I")).extend((begin, concept))

    def beginning(self, first: str) -> Branch | None:
        """The tree of the phrases that begin with this word."""
        tree = self._trees.get(first)
        if tree is None and first in self._planted:
            tree, root = Branch(), Branch()
            root.next = {first: tree}
            places = iter(self._planted[first])
            for begin, concept in zip(places, places, strict=True):
                for end in self._grown([root], begin, root)[0]:
                    if end is not root and concept not in end.concepts:
                        end.concepts = (*end.concepts, concept)
            self._trees[first] = tree
        return tree

    def symbols(self, word: str) -> tuple[str, ...]:
        """The word and every `beginning*` in the data that it begins with."""
        known = self._symbols.get(word)
        if known is None:
            known = (word, *(prefix + "*" for prefix in self._prefixes_of(word)))
            if len(self._symbols) < MOST_REMEMBERED:
                self._symbols[word] = known
        return known

    def has_prefix_of(self, word: str) -> bool:
        """True where a `beginning*` in the data is one of this word."""
        return next(self._prefixes_of(word), None) is not None

    def _prefixes_of(self, word: str) -> Iterator[str]:
        return (word[:length] for length in range(2, len(word) + 1) if word[:length] in self.prefixes)

    def _number(self, word: str) -> int:
        if word not in self.words:
            self.words[word] = len(self.words)
            self._spelled.append(word)
            if word.endswith("*"):
                self.prefixes.add(word[:-1])
        return self.words[word]

    def _write(self, nodes: tuple[Node, ...]) -> None:
        for node in nodes:
            if isinstance(node, Word):
                self._written.append(_FIRST_WORD + self._number(node.word))
            elif isinstance(node, Group):
                for place, choice in enumerate(node.choices):
                    self._written.append(_OR if place else _OPEN)
                    self._write(choice)
                self._written.append(_MAYBE if node.optional else _CLOSE)

    def _grown(self, branches: list[Branch], at: int, root: Branch) -> tuple[list[Branch], int]:
        """Where the branches end once the words from `at` on are planted behind them, and the sign that ends these.

        Nothing new grows from the root.
        """
        while (sign := self._written[at]) not in (_OR, _CLOSE, _MAYBE, _END):
            if sign >= _FIRST_WORD:
                word = self._spelled[sign - _FIRST_WORD]
                branches = [branch.grown(word) for branch in branches if branch is not root or word in root.next]
            else:
                ends: list[Branch] = []
                while sign in (_OPEN, _OR):
                    found, at = self._grown(branches, at + 1, root)
                    ends += found
                    sign = self._written[at]
                branches = [*ends, *branches] if sign == _MAYBE else ends
            at += 1
        return branches, at


def _firsts(nodes: tuple[Node, ...]) -> tuple[list[str], bool]:
    """The words that can begin, and whether all of it may be missing."""
    found: list[str] = []
    for node in nodes:
        may_miss = False
        if isinstance(node, Word):
            found.append(node.word)
        elif isinstance(node, Group):
            inside = [_firsts(choice) for choice in node.choices]
            found += [word for words, _ in inside for word in words]
            may_miss = node.optional or any(empty for _, empty in inside)
        if not may_miss:
            return found, False
    return found, True
