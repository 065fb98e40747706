"""Everything a person can do at one moment, each as the event the engine would get.

A move knows what it clearly answers and what it must lead to, told by who makes it and not by the engine.
"""

from collections.abc import Callable, Hashable, Iterator
from itertools import islice, product

from bot.dialogue.book import DISPOSITIONS, MENU, OPENERS, RED_FLAGS, SPOKEN_OPENERS, FlowBook
from bot.dialogue.events import Arrived, Left, Pressed, Recorded, Silent, Wrote
from bot.dialogue.flow import Ask, Choose, Step, Waits, Wish
from bot.dialogue.proofs.inputs import Debt, Move, danger, hint, said
from bot.dialogue.reading import DIGIT_KINDS
from bot.nlu.meaning import Expect, TimeWindow
from bot.values import Channel, Disposition, Intent, RedFlag

UNIVERSAL_WORDS = {
    Intent.TALK_TO_HUMAN: "person",
    Intent.HELP: "help",
    Intent.REPEAT: "repeat",
    Intent.GO_BACK: "back",
    Intent.START_OVER: "menu",
    Intent.LANGUAGE_SWITCH: "español",
}
_TEXT_KEYS = ("0", "8", "9", "*", "*0", "*8", "*9")
_CALL_KEYS = ("1", "2", "3", "4", "5", "6", "7", *_TEXT_KEYS, "#", "0#", "12312000", "8175550100")
_TYPICAL = {
    Expect.DAY: "2026-12-01/2026-12-01",
    Expect.NAME: "Ana Ruiz",
    Expect.DATE_OF_BIRTH: "1970-01-31",
    Expect.PHONE: "+18175550100",
    Expect.CODE: "123456",
    Expect.NUMBER: "0 | 7 | 10",
    Expect.NOTE: "please call me",
}
_RECENT = "2026-11-24T09:00:00-06:00/2026-11-24T13:00:00-06:00"  # an onset in the person's own words
_LONG_AGO = "2026-11-01T00:00:00-06:00/2026-11-02T00:00:00-06:00"


class Moves:
    """The moves at each question; made once for each, as they depend on nothing else.

    Where a flag's words, a wish that leaves or a universal key lead does not depend on the question they are said at;
    what it leaves or comes back to does, and is the same for all of a kind. So at the menu everything is tried, and
    elsewhere one of each kind; `thorough` tries everything everywhere, and takes an hour.
    """

    def __init__(self, book: FlowBook, *, thorough: bool = False) -> None:
        self._book = book
        self._thorough = thorough
        self._made: dict[tuple[Channel, str], tuple[Move, ...]] = {}
        self._kinds_seen: set[tuple[Channel, Expect | None]] = set()
        self._wishes = tuple(_one_for_each(book, lambda wish: wish))
        self._few_wishes = tuple(_one_for_each(book, lambda wish: _kind_of_wish(book, wish)))
        self._hints = tuple(_one_for_each_kind(book))
        self._two_hints = tuple(_two_kinds(book, self._hints))
        self._own_words = tuple(_own_words(book))

    def at(self, channel: Channel, place: str) -> tuple[Move, ...]:
        """Every move at this question, or before and after a talk when the place is empty."""
        known = self._made.get((channel, place))
        if known is None:
            step = self._book.steps.get(place)
            assert step is None or isinstance(step, Waits)
            known = self._made[channel, place] = tuple(self._all(channel, step, self._thorough or place == MENU))
        return known

    def _all(self, channel: Channel, step: Waits | None, everything: bool) -> Iterator[Move]:
        if step is not None:
            yield from _answers(step)
        yield said("asdf", unclear=True)
        for guesses in ((Intent.HOURS, Intent.BOOK), (Intent.HOURS, Intent.BOOK, Intent.CONFIRM)):
            yield said("one or another?", guesses=guesses, unclear=True)
        yield from self._wants(step, self._wishes if everything else self._few_wishes)
        yield from self._dangers(step, self._hints if everything else self._two_hints)
        yield from self._own_words if everything else ()
        yield said("STOP", opt_out=True, intents=(Intent.OPT_OUT,), owes=Debt.SILENCE)
        yield said("stop, and drop my visit", opt_out=True, intents=(Intent.OPT_OUT, Intent.CANCEL_APPOINTMENT),
                    owes=Debt.SILENCE)  # fmt: skip
        openers = SPOKEN_OPENERS if channel is Channel.VOICE else OPENERS
        yield from () if step else (Move(Wrote(place), f"(we ask {place})") for place in openers)
        every_key = everything or self._is_new_kind(channel, step)
        if channel is Channel.VOICE:
            yield from _on_the_line(step, _CALL_KEYS if every_key else ("0", "1", "2", "3", "4", "#"))
        else:
            yield from _by_text(step, _TEXT_KEYS if every_key else ("0", "*"))

    def _is_new_kind(self, channel: Channel, step: Waits | None) -> bool:
        """True for the first question of its kind: what a key stands for depends on nothing else."""
        kind = (channel, None if step is None else step.expects if isinstance(step, Ask) else Expect.CHOICE)
        is_new = kind not in self._kinds_seen
        self._kinds_seen.add(kind)
        return is_new

    def _wants(self, step: Waits | None, wishes: tuple[Move, ...]) -> Iterator[Move]:
        for intent, word in UNIVERSAL_WORDS.items():
            owes = Debt.PERSON if intent is Intent.TALK_TO_HUMAN else None
            yield said(word, intents=(intent,), owes=owes)
        yield from wishes
        if wishes is self._wishes:
            yield said("two things", intents=(Intent.HOURS, Intent.BOOK))
        if isinstance(step, Ask) and step.unsafe:
            yield said(f"{step.unsafe}, help", answer=step.unsafe, clear=step.unsafe, intents=(Intent.HELP,))
            yield said(f"{step.unsafe}, person", answer=step.unsafe, clear=step.unsafe,
                        intents=(Intent.TALK_TO_HUMAN,))  # fmt: skip

    def _dangers(self, step: Waits | None, hints: tuple[RedFlag, ...]) -> Iterator[Move]:
        own = step.flags[:1] if step is not None else ()
        for disposition in Disposition:
            if disposition.acts_at_once:
                yield danger(disposition)
        for flags in ((), *((flag,) for flag in hints)):
            yield hint(flags)
        if own:
            yield hint(own)
        if isinstance(step, Ask) and step.unsafe:
            safe = "no" if step.unsafe == "yes" else "yes"
            elsewhere = tuple(flag for flag in self._hints if flag not in step.flags)[:1]
            for flags in (own, elsewhere):
                yield hint(flags, safe)
                yield hint(flags, step.unsafe)
        for answer in _short_answers(step) if own else ():
            yield danger(Disposition.SAME_DAY_STAFF, own, answer)
        for answer in _short_answers(step)[-1:]:
            yield danger(Disposition.CALL_911, (), answer)
        yield danger(Disposition.CALL_911, is_opt_out=True)
        yield danger(Disposition.ASK_SCREEN, is_opt_out=True)


def arrival() -> Move:
    """A call is answered."""
    return _ARRIVAL


def repeat() -> Move:
    """Says "repeat": the open question is asked again."""
    return _REPEAT


_REPEAT = said("repeat", intents=(Intent.REPEAT,))
_ARRIVAL = Move(Arrived(), "(the call is answered)")


def _answers(step: Waits) -> Iterator[Move]:
    for answer in _short_answers(step):
        yield said(answer, answer=answer, clear=answer)
        yield said(f"{answer}, and your hours?", answer=answer, clear=answer, intents=(Intent.HOURS,))
    if isinstance(step, Ask) and step.expects is Expect.YES_NO:
        yield said("not sure", answer="unsure", unclear=True)
    elif isinstance(step, Ask) and step.expects is Expect.ONSET:
        yield said("this morning", answer=_RECENT, clear=_RECENT)
        yield said("three weeks ago", answer=_LONG_AGO, clear=_LONG_AGO)
    elif isinstance(step, Ask) and step.expects in _TYPICAL:
        yield from (said(one, answer=one, clear=one) for one in _TYPICAL[step.expects].split(" | "))
    yield from _late_answers(step)
    if step.on_time:
        yield said("no, Wednesday", answer="no", windows=(TimeWindow("2026-12-02", None),))
    yield said("an answer to something else", answer="something_else", unclear=True)


def _late_answers(step: Waits) -> Iterator[Move]:
    """Answers to a question that is another one by now: not one of them is clear."""
    for answer in _short_answers(step):
        yield said(answer, answer=answer, intents=(Intent.CONFIRM,), unclear=True, is_late=True)


def _short_answers(step: Waits | None) -> tuple[str, ...]:
    if step is None:
        return ()
    if isinstance(step, Choose) or step.expects is Expect.ONSET:
        return tuple(option.key for option in step.options)
    return ("yes", "no") if step.expects is Expect.YES_NO else ()


def _by_text(step: Waits | None, every_key: tuple[str, ...]) -> Iterator[Move]:
    for keys in every_key:
        owes = Debt.PERSON if keys in ("0", "*0") and not (keys == "0" and _takes_digits(step)) else None
        yield said(keys, owes=owes if step is not None or keys == "0" else None)
    yield said("(photo)", photos=1)
    if isinstance(step, Ask) and step.unsafe:
        yield said(f"{step.unsafe} (photo)", answer=step.unsafe, clear=step.unsafe, photos=1)


def _on_the_line(step: Waits | None, every_key: tuple[str, ...]) -> Iterator[Move]:
    for keys in every_key:
        owes = Debt.PERSON if keys in ("0", "0#", "*0") and not (keys[0] == "0" and _takes_digits(step)) else None
        pressed = _pressed(keys, step)
        yield Move(Pressed(keys), f"(keys {keys})", pressed, not pressed, owes=owes)
    for keys in _short_answers(step):
        key = {"yes": "1", "no": "2"}.get(keys, keys)
        yield Move(Pressed(key), f"(keys {key})", unclear=True, is_late=True)
    yield Move(Silent(), "(silence)", unclear=True)
    yield Move(Recorded("R1", 0), "(recording of 0 s)", unclear=True)
    yield Move(Recorded("R1", 5), "(recording of 5 s)", unclear=True)
    yield Move(Left(), "(hangs up)")


def _takes_digits(step: Waits | None) -> bool:
    return isinstance(step, Ask) and step.expects in DIGIT_KINDS


def _pressed(keys: str, step: Waits | None) -> str:
    if isinstance(step, Ask) and step.expects is Expect.YES_NO:
        return {"1": "yes", "2": "no"}.get(keys, "")
    return keys if keys in _short_answers(step) else ""


def _one_for_each(book: FlowBook, kind: Callable[[Wish], Hashable]) -> Iterator[Move]:
    """One wish of each kind; the universal ones are tried by themselves."""
    seen = set()
    for intent, wish in book.common.intents.items():
        if intent not in UNIVERSAL_WORDS and intent is not Intent.OPT_OUT and kind(wish) not in seen:
            seen.add(kind(wish))
            yield said(intent.replace("_", " "), intents=(intent,))
    seen.clear()
    for topic, wish in book.common.topics.items():
        if kind(wish) not in seen:
            seen.add(kind(wish))
            yield said(topic.replace("_", " "), topic=topic)


def _kind_of_wish(book: FlowBook, wish: Wish) -> Hashable:
    """A wish that leaves; an aside into a flow that only says something; any other aside by itself."""
    is_told = bool(wish.beside_danger)
    if wish.way == "jump":
        return "leaves", is_told
    return (wish.to.partition(".")[0] if book.only_tells(wish.to) else wish.to), is_told


def _one_for_each_kind(book: FlowBook) -> Iterator[RedFlag]:
    """One flag for each kind of own question: those that differ in words and flags alone lead the same ways."""
    seen = set()
    for flag in RedFlag:
        step = book.steps.get(f"{RED_FLAGS}.{flag}")
        shape = _shape(step)
        if step is not None and shape not in seen:
            seen.add(shape)
            yield flag


def _two_kinds(book: FlowBook, hints: tuple[RedFlag, ...]) -> Iterator[RedFlag]:
    """A flag whose own question is a danger question, and one whose question is not, where there is one."""
    steps = {flag: book.steps[f"{RED_FLAGS}.{flag}"] for flag in hints}
    for is_danger in (True, False):
        same = (flag for flag, step in steps.items() if bool(getattr(step, "unsafe", "")) is is_danger)
        yield from islice(same, 1)


def _shape(step: Step | None) -> str:
    if step is None:
        return ""
    left_out = {"say", "speak", "facts", "sources", "note", "flags", "answer", "again"}
    return step.model_dump_json(exclude=left_out)


def _own_words(book: FlowBook) -> Iterator[Move]:
    """Each danger that has a wording of its own."""
    for disposition, flag in product(Disposition, RedFlag):
        if f"{DISPOSITIONS}.{disposition}_{flag}" in book.steps:
            yield danger(disposition, (flag,))
