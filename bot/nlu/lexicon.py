"""All that reviewers wrote about understanding, read from `flows/understanding/*.toml` and made ready.

Parses strings only. Every problem is reported at once, with file, entry and cure.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from bot.nlu.grammar import Grammar
from bot.nlu.meaning import Expect
from bot.nlu.model import Model
from bot.nlu.numbers import NUMBER_WORDS
from bot.nlu.spelling import Speller
from bot.nlu.text import FILLERS, Text, Token, flatten, read, without_fillers
from bot.nlu.times.words import TimeWords
from bot.nlu.topics import COURTESY, Topic
from bot.nlu.word_classes import WordClasses
from bot.nlu.word_sets import WordSet
from bot.values import Channel, Disposition, Intent, RedFlag

MOST_REMEMBERED = 20_000  # corrected words kept, so that a flood of nonsense cannot fill the memory
_FAMILIES = (
    "i_",
    "cue_opt_out",
    "cue_not_opt_out",
    "pills",
    "back",
    "pain",
    "numb",
    "leg",
)  # beginnings of concept names
_MODELS = ("intents", "danger")
_KEPT = ("opt_out_words",)  # tables that are looked at as they stand; all others are read into something else
_OUR_OWN = ("rule_", "unless_", "topic_")  # beginnings of concepts that no model looks at
_SCOPES = frozenset({"past", "negated", "other", "hypothetical"})


class LexiconError(ValueError):
    """The understanding data cannot be used. Mend the entries named in the message."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One red-flag rule; `when` and `unless` are concepts of the grammar."""

    flag: RedFlag
    cite: str
    says: Disposition
    when: int
    unless: int
    keeps: frozenset[str]


@dataclass(slots=True)
class Lexicon:
    """Everything that `understand` needs, compiled. Immutable in meaning; it remembers words it has seen."""

    grammar: Grammar
    rules: tuple[Rule, ...]
    flag_says: Mapping[RedFlag, Disposition]
    speller: Speller
    language_words: Mapping[str, WordSet]
    model: Model | None  # what the person wants
    net: Model | None  # the safety net under the red-flag rules
    classes: tuple[WordClasses, ...]  # which words are used alike
    time_words: TimeWords
    tables: Mapping[str, Any]  # plain tables of the files, such as `numbers`
    known: WordSet
    names: Mapping[int, str]  # the concepts that have a name, but for the rules' own
    families: Mapping[int, str]  # the concepts that the intent model looks at
    ways_out: Mapping[str, Intent]  # whole messages that leave any question
    other_channel: Mapping[str, Channel]  # whole messages that ask to go on by text, or by phone
    topics: tuple[Topic, ...]  # sentences nobody can mistake
    _seen: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, files: Mapping[str, str], models: Mapping[str, bytes] = MappingProxyType({})) -> "Lexicon":
        """`files` maps a file's name to its TOML text, `models` a model's name to its file; without them the rules
        stand alone. Raises LexiconError with every problem found.
        """
        return _Reader(files, models).lexicon()

    def read(self, raw: str) -> Text:
        """The message normalised, its words mended."""
        text = read(raw, self.known)
        tokens = tuple(self._mended(token) for token in text.tokens)
        return without_fillers(Text(raw, text.flat, tokens))

    def _mended(self, token: Token) -> Token:
        word = token.word
        if word in self.known or not word.isalpha():
            return token
        right = self._seen.get(word)
        if right is None:
            right = word if self.grammar.phrases.has_prefix_of(word) else self.speller.correct(word)
            if len(self._seen) < MOST_REMEMBERED:
                self._seen[word] = right
        return token if right == word else Token(right, token.start, token.end, token.pause)


class _Reader:
    """Collects the tables of all files, then builds the lexicon or raises with every problem."""

    def __init__(self, files: Mapping[str, str], models: Mapping[str, bytes]) -> None:
        self.problems: list[str] = []
        self.concepts: dict[str, list[str]] = {}
        self.rules: list[tuple[str, dict[str, Any]]] = []
        self.tables: dict[str, Any] = {}
        for name in sorted(files):
            try:
                content = tomllib.loads(files[name])
            except tomllib.TOMLDecodeError as problem:
                self.problems.append(f"{name}: no valid TOML ({problem})")
                continue
            self._take(name, content)
        self.models: dict[str, Model] = {}
        for name, file in models.items():
            try:
                self.models[name] = Model.parse(file)
            except (ValueError, LookupError) as problem:
                self.problems.append(f"{name}: no trained model ({problem}); train it again, see tools/")

    def _take(self, file: str, content: dict[str, Any]) -> None:
        for concept, phrases in content.pop("concepts", {}).items():
            if concept in self.concepts:
                self.problems.append(f"{file}: concept {concept!r} is defined twice; merge them")
                continue
            self.concepts[concept] = [pattern for language in phrases.values() for pattern in language]
        self.rules += [(file, rule) for rule in content.pop("rule", [])]
        for scope, lists in content.pop("scope", {}).items():
            for kind, patterns in lists.items():
                if isinstance(patterns, list):
                    self.concepts[f"scope_{scope}_{kind}"] = patterns
        for kind, lists in content.pop("cues", {}).items():
            for language_patterns in lists.values():
                self.concepts.setdefault(f"cue_{kind}", []).extend(language_patterns)
        for table, value in content.items():
            if table in self.tables:
                self.problems.append(f"{file}: table {table!r} stands in another file too; merge them")
            self.tables[table] = value

    def lexicon(self) -> Lexicon:
        heads = [self._rule(index, file, rule) for index, (file, rule) in enumerate(self.rules)]
        topics = list(self._topics())
        grammar = Grammar({name: [plain_pattern(p) for p in patterns] for name, patterns in self.concepts.items()})
        self.problems += grammar.problems
        flag_says = self._flag_says()
        if self.problems:
            raise LexiconError("understanding data:\n" + "\n".join(f"- {problem}" for problem in self.problems))
        rules = tuple(
            Rule(*head, grammar.id(f"rule_{index}"), grammar.id(f"unless_{index}"), keeps)
            for index, (head, keeps) in ((i, h) for i, h in enumerate(heads) if h is not None)
        )
        languages = {
            language: str(self.tables.get("common_words", {}).get(language, "")).split() for language in ("en", "es")
        }
        time_words = TimeWords(self.tables.get("times", {}))
        spoken = {word for phrase in time_words.phrases for word in phrase.split()} | NUMBER_WORDS
        ordinary = FILLERS.union(spoken, *languages.values())
        errors = {wrong: right for right, wrongs in self.tables.get("spelling", {}).items() for wrong in wrongs}
        targets = self._targets(grammar, languages, time_words)
        known = WordSet(grammar.phrases.words.keys() | (ordinary - errors.keys()))
        names = {
            concept: name
            for name, concept in grammar.names.items()
            if "#" not in name and not name.startswith(_OUR_OWN)
        }
        families = {concept: name for concept, name in names.items() if name.startswith(_FAMILIES)}
        model, net = map(self.models.get, _MODELS)
        speller = Speller(targets, known, errors)
        ways_out = {words: Intent(name) for words, name in self._whole_messages("ways_out")}
        other_channel = {words: Channel(name) for words, name in self._whole_messages("other_channel")}
        return Lexicon(
            grammar,
            rules,
            flag_says,
            speller,
            {language: WordSet(words) for language, words in languages.items()},
            model,
            net,
            tuple(WordClasses.parse(name, table) for name, table in self.tables.pop("word_classes", {}).items()),
            time_words,
            {name: self.tables[name] for name in _KEPT},
            known,
            names,
            families,
            ways_out,
            other_channel,
            tuple(Topic(*topic, grammar.id(f"topic_{topic[0]}")) for topic in topics),
        )

    def _topics(self) -> Iterator[tuple[str, Intent, bool, Expect | None]]:
        """Each topic, its intent, whether it answers, and beside what it holds; its sentences become a concept."""
        self.concepts.setdefault(COURTESY, [])
        for name, topic in self.tables.pop("topics", {}).items():
            self.concepts[f"topic_{name}"] = [*topic.get("en", ()), *topic.get("es", ())]
            try:
                beside = Expect(topic["beside"]) if "beside" in topic else None
                yield name, Intent(topic.get("intent", "")), bool(topic.get("answers", False)), beside
            except ValueError as problem:
                self.problems.append(f"topics.{name}: {problem}; see bot/values.py")

    def _whole_messages(self, table: str) -> Iterator[tuple[str, str]]:
        """Each message of such a table, and what it means."""
        for name, messages in self.tables.get(table, {}).items():
            yield from ((flatten(words), name) for words in messages)

    def _targets(
        self, grammar: Grammar, languages: Mapping[str, Sequence[str]], time_words: TimeWords
    ) -> dict[str, int]:
        """Words that a mistyped word may be mended into, the more telling first, then the more common: a tie is broken
        alike in every process.
        """
        targets = {word: rank for rank, word in enumerate(grammar.phrases.words) if word.isalpha()}
        for words in languages.values():
            for word in words:
                if grammar.phrases.has_prefix_of(word):
                    targets.setdefault(word, len(targets))
        for word in time_words.singles:
            targets.setdefault(word, len(targets))
        for prefix in sorted(grammar.phrases.prefixes):
            targets.setdefault(prefix, len(targets))
        return targets

    def _rule(
        self, index: int, file: str, rule: dict[str, Any]
    ) -> tuple[tuple[RedFlag, str, Disposition], frozenset[str]] | None:
        where = f"{file}: rule {index + 1} ({rule.get('flag', 'no flag')}, {rule.get('cite', 'no source')})"
        self.concepts[f"rule_{index}"] = list(rule.get("when", []))
        self.concepts[f"unless_{index}"] = list(rule.get("unless", []))
        keeps = frozenset(rule.get("keeps", []))
        if not rule.get("when") or not rule.get("cite"):
            self.problems.append(f"{where}: needs 'when' with patterns and 'cite' with its source")
        if keeps - _SCOPES:
            self.problems.append(f"{where}: 'keeps' may hold {sorted(_SCOPES)}, not {sorted(keeps - _SCOPES)}")
        try:
            return (RedFlag(rule["flag"]), str(rule["cite"]), Disposition(rule["says"])), keeps
        except (KeyError, ValueError) as problem:
            self.problems.append(f"{where}: flag or disposition unknown or missing ({problem}); see bot/values.py")
            return None

    def _flag_says(self) -> dict[RedFlag, Disposition]:
        """What a plain "yes" to a flag's own question means."""
        says: dict[RedFlag, Disposition] = {}
        for flag, disposition in self.tables.get("flag_says", {}).items():
            try:
                says[RedFlag(flag)] = Disposition(disposition)
            except ValueError as problem:
                self.problems.append(f"flag_says: {problem}; see bot/values.py")
        return says


def plain_pattern(pattern: str) -> str:
    """Reviewers may write accents and hyphens; matching knows neither."""
    return flatten(pattern).replace("'", "").replace("-", " ")


INTENTS = tuple(Intent)
