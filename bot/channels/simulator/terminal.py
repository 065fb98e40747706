"""The pretend phone in a terminal: `talk` by text, `call` by voice. What happened can be saved as a conversation
test. Reading, showing and saving are handed in, so that a test can sit at this terminal too."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from bot.channels.simulator.handset import (
    Gathering,
    Handset,
    Heard,
    Queued,
    Recording,
    Speaker,
    Talking,
    Text,
    answer_words,
    new_texts,
)
from bot.channels.simulator.line import PhoneLine
from bot.channels.simulator.moves import (
    Answers,
    Dials,
    HangsUp,
    Move,
    Presses,
    Records,
    RingOutcome,
    Rings,
    Says,
    StaysSilent,
    TalkEnds,
    Texts,
)
from bot.channels.simulator.scripts import Checking, Does, Doing, Ends, Expects, Line, Person, Script, Waits
from bot.channels.simulator.transcripts import read_wait, write
from bot.values import Channel, Language

HELP = {
    Channel.SMS: "Type a text. :photo sends a picture, :en and :es change the language",
    Channel.VOICE: (
        "Digits are keys, words are speech, an empty line is silence. :hangup, :call, :record 12, :answer, "
        ":machine, :noanswer, :busy, :failed, :talkends, :en and :es (key 8)"
    ),
}
ALWAYS = ":wait 5h (or 20m, 3d) or (wait 5 hours), :staff, :save tests/conversations/new.txt, :quit"
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_MARKS = {
    Speaker.LINE: "  line   ",
    Speaker.CALLER: "  you    ",
    Speaker.STAFF: "  staff  ",
    Speaker.NETWORK: "  ...    ",
}
_MOVES: dict[str, Move] = {
    ":hangup": HangsUp(),
    ":pickup": Answers(),
    ":call": Dials(),
    ":answer": Rings(RingOutcome.ANSWERED),
    ":machine": Rings(RingOutcome.MACHINE),
    ":noanswer": Rings(RingOutcome.NO_ANSWER),
    ":busy": Rings(RingOutcome.BUSY),
    ":failed": Rings(RingOutcome.FAILED),
    ":talkends": TalkEnds(),
}


def run(line: PhoneLine, *, channel: Channel, number: str, seed: str, save: Path | None = None) -> int:
    """Sits a person down at this terminal until they leave. `seed` is new for each run: it makes the gateway's ids."""
    with suppress(ImportError):  # not every machine has it, and nothing but a terminal needs it
        import readline  # noqa: F401, PLC0415
    handset = line.gateway().new_handset(number, seed)
    terminal = Terminal(line, channel, handset, print, lambda path, text: _write_file(Path(path), text))
    terminal.run(input)
    if save is not None:
        terminal.save(str(save))
    return 0


class Terminal:
    """One person at a terminal, with one phone. `save` writes a text to a path."""

    def __init__(
        self,
        line: PhoneLine,
        channel: Channel,
        handset: Handset,
        show: Callable[[str], None],
        save: Callable[[str, str], None],
    ) -> None:
        self._line = line
        self._gateway = line.gateway()
        self._channel = channel
        self._handset = handset
        self._show = show
        self._save = save
        self._began_at = line.now().astimezone(line.zone).replace(tzinfo=None)
        self._language = Language.EN
        self._script: list[Doing | Checking] = []

    def run(self, read: Callable[[str], str]) -> None:
        """Until the person leaves. `read` shows a prompt and gives a line, or raises EOFError."""
        self._show(f"{self._handset.number} and {self._handset.line}. {HELP[self._channel]}; {ALWAYS}.")
        if self._channel is Channel.VOICE:
            self._play(Dials(), is_written=False)
        while True:
            try:
                typed = read(self._prompt())
            except (EOFError, KeyboardInterrupt):
                typed = ":quit"
            if typed.strip() == ":quit":
                break
            self._take(typed)
        if self._handset.is_in_call:
            self._play(HangsUp())

    def _take(self, typed: str) -> None:
        waited = read_wait(typed)
        if waited is not None:
            self._wait_for(waited)
            return
        word, _, rest = typed.strip().partition(" ")
        match word:
            case ":wait":
                self._wait(rest.strip())
            case ":save" if rest.strip():
                self.save(rest.strip())
            case ":staff":
                self._tell_handoffs()
            case ":en" | ":es":
                self._speak(Language(word[1:]))
            case ":photo":
                self._play(Texts("", 1))
            case ":record" if rest.strip().isdigit():
                self._play(Records(int(rest)))
            case _ if word in _MOVES:
                self._play(_MOVES[word])
            case _ if word.startswith(":"):
                self._show(f"  ?        no such command; {HELP[self._channel]}; {ALWAYS}")
            case _:
                self._say(typed.strip())

    def _say(self, words: str) -> None:
        if self._channel is Channel.SMS:
            if words:
                self._play(Texts(words))
        elif not words:
            self._play(StaysSilent())
        elif re.fullmatch(r"[0-9*#]+", words):
            self._play(Presses(words))
        else:
            self._play(Says(words))

    def _speak(self, language: Language) -> None:
        """By text the person simply writes the other language; on a call key 8 changes it."""
        if self._channel is Channel.VOICE and language is not self._language:
            self._play(Presses("8"))
        self._language = language

    def _play(self, move: Move, *, is_written: bool = True) -> None:
        before = self._line.catch_up(self._gateway, self._handset)
        self._show_news(self._handset, before)
        after = self._gateway.play(before, move, self._line.now())
        self._handset = after
        self._show_news(before, after)
        if is_written:
            self._script.append(Person(move.words, move.photos) if isinstance(move, Texts) else Does(move))
        self._script += [Expects(words) for words in answer_words(before, after).split("\n") if words.strip()]
        if before.is_in_call and not after.is_in_call:
            self._script.append(Ends())

    def _wait(self, length: str) -> None:
        match = re.fullmatch(r"(\d{1,4})\s*([mhd])\w*", length)
        if not match:
            self._show("  ?        write :wait 20m, :wait 5h or :wait 3d")
            return
        self._wait_for(timedelta(**{_UNITS[match[2]]: int(match[1])}))

    def _wait_for(self, duration: timedelta) -> None:
        self._line.move_clock(duration)
        self._script.append(Waits(duration))
        after = self._line.catch_up(self._gateway, self._handset)
        self._show_news(self._handset, after)
        self._handset = after
        self._show(f"  clock    {self._line.now().astimezone(self._line.zone):%A %H:%M}")

    def save(self, path: str) -> None:
        """What happened so far, as a conversation test."""
        lines = tuple(Line(number, what) for number, what in enumerate(self._script, start=1))
        title = f"as played on {self._began_at:%Y-%m-%d}"
        script = Script(title, (self._channel,), self._language, self._began_at, lines)
        self._save(path, write(script))
        self._show(f"  saved    {path}")

    def _tell_handoffs(self) -> None:
        for handoff in self._line.open_handoffs():
            labels = "/".join(handoff.get(name, "") for name in ("reason", "urgency", "team"))
            self._show(f"  staff    {labels}: {handoff.get('summary', '')}")

    # -- what the phone shows ---------------------------------------------------------------------

    def _show_news(self, before: Handset, after: Handset) -> None:
        for text in new_texts(before, after):
            self._show(_text_line(text))
        if after.call:
            is_same = before.call is not None and before.call.sid == after.call.sid
            first = len(before.call.heard) if before.call is not None and is_same else 0
            for heard in after.call.heard[first:]:
                self._show(_heard_line(heard))
        for alert in after.alerts:
            if alert not in before.alerts:
                self._show(f"  gateway  {alert.code}: {alert.words}")

    def _prompt(self) -> str:
        call = self._handset.call
        if self._channel is Channel.SMS or call is None:
            return "text> "
        match call.wait:
            case Gathering(takes_keys=True, takes_speech=True):
                return "keys or words> "
            case Gathering(takes_keys=True):
                return "keys> "
            case Gathering():
                return "words> "
            case Queued():
                return ":answer :machine :noanswer :busy> "
            case Recording():
                return ":record 12> "
            case Talking():
                return ":talkends> "
            case _:
                return ":call or :quit> "


def _write_file(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _text_line(text: Text) -> str:
    who = "  you    " if text.is_mine else "  line   "
    words = text.words.replace("\n", "\n         ") or "(photo)"
    note = f"; {text.note}" if text.note else ""
    many = "" if text.segments == 1 else "s"
    return f"{who}{words}\n         [{text.segments} segment{many}, {text.encoding}, {text.cents:.1f} cents{note}]"


def _heard_line(heard: Heard) -> str:
    times = f" ({heard.times} times)" if heard.times > 1 else ""
    return f"{_MARKS[heard.speaker]}{heard.words}{times}"
