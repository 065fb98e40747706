"""All plain phrases as trees of words, each grown when its first word is met for the first time.

A message meets a few dozen of thousands of beginnings: writing all phrases out would cost half a second and 20 MB.
"""

from collections.abc import Iterator

from bot.nlu.patterns import Group, Node, Word

MOST_REMEMBERED = 20_000  # words whose symbols are kept, so that a flood of nonsense cannot fill the memory


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
        self.words: dict[str, int] = {}  # every literal word, with the order of its first appearance
        self.prefixes: set[str] = set()  # of every `beginning*`
        self._planted: dict[str, list[tuple[tuple[Node, ...], int]]] = {}  # by first word, with their concepts
        self._trees: dict[str, Branch] = {}
        self._symbols: dict[str, tuple[str, ...]] = {}

    def plant(self, nodes: tuple[Node, ...], concept: int) -> None:
        """Remembers what the nodes stand for; nothing grows yet."""
        for word in _words(nodes):
            if word.endswith("*"):
                self.prefixes.add(word[:-1])
            else:
                self.words.setdefault(word, len(self.words))
        planted = (nodes, concept)
        for first in dict.fromkeys(_firsts(nodes)[0]):
            self._planted.setdefault(first, []).append(planted)

    def beginning(self, first: str) -> Branch | None:
        """The tree of the phrases that begin with this word."""
        tree = self._trees.get(first)
        if tree is None and first in self._planted:
            tree, root = Branch(), Branch()
            root.next = {first: tree}
            for nodes, concept in self._planted[first]:
                for end in _grown([root], nodes, root):
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


def _words(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Word):
            yield node.word
        elif isinstance(node, Group):
            for choice in node.choices:
                yield from _words(choice)


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


def _grown(branches: list[Branch], nodes: tuple[Node, ...], root: Branch) -> list[Branch]:
    """Where the branches end once the nodes are planted behind them. Nothing new grows from the root."""
    for node in nodes:
        if isinstance(node, Word):
            word = node.word
            branches = [branch.grown(word) for branch in branches if branch is not root or word in root.next]
        elif isinstance(node, Group):
            ends = [end for choice in node.choices for end in _grown(branches, choice, root)]
            branches = [*ends, *branches] if node.optional else ends
    return branches
