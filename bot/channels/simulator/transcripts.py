"""The format of conversation tests: read strictly, written so that reading gives the same again.

A person who reads one aloud has acted the conversation; `tests/conversations/README.md` tells the format.
"""

import re
from datetime import datetime, timedelta
from typing import assert_never

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
from bot.channels.simulator.scripts import (
    Absent,
    Checking,
    Does,
    Doing,
    Ends,
    Expects,
    HandoffOpen,
    Line,
    Person,
    Script,
    StaffClaims,
    Waits,
)
from bot.values import Channel, HandoffReason, Language, Team, Urgency

NOW_FORMAT = "%Y-%m-%d %H:%M"
_HEADERS = ("channel", "language", "now", "from", "with")
_UNITS = {"minute": "minutes", "hour": "hours", "day": "days", "second": "seconds"}


class TranscriptError(Exception):
    """A transcript cannot be read. The message names file, line and cure."""


# -- reading --------------------------------------------------------------------------------------


def parse(text: str, name: str = "transcript") -> Script:
    """Raises TranscriptError."""
    title = ""
    headers: dict[str, tuple[int, str]] = {}
    body: list[tuple[int, str]] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.rstrip()
        if not line.strip():
            continue
        if line.startswith("#"):
            title = title or line[1:].strip()
        elif body and line[0] in " \t":
            body[-1] = (body[-1][0], f"{body[-1][1]} {line.strip()}")
        elif not body and (header := re.fullmatch(r"([a-z]+):\s*(.*)", line)):
            headers[header[1]] = (number, header[2])
        else:
            body.append((number, line))
    channels, language, now, phone = _headers(headers, name)
    settings = _settings(headers.get("with", (0, ""))[1], name)
    lines = tuple(Line(number, _line(line, channels, f"{name}:{number}")) for number, line in body)
    if not lines or (isinstance(lines[0].what, Checking) and Channel.SMS in channels):
        raise TranscriptError(f"{name}: nobody says anything. Begin with a line `person  my back locked up`.")
    return Script(title or name, channels, language, now, lines, phone, name, settings)


def _headers(given: dict[str, tuple[int, str]], name: str) -> tuple[tuple[Channel, ...], Language, datetime, str]:
    for word, (number, _) in given.items():
        if word not in _HEADERS:
            raise TranscriptError(f"{name}:{number}: no header {word}; there are {', '.join(_HEADERS)}.")
    text = {word: value for word, (_, value) in given.items()}
    channels = tuple(Channel) if text.get("channel") == "both" else (text.get("channel", ""),)
    try:
        channels = tuple(Channel(channel) for channel in channels)
    except ValueError:
        raise TranscriptError(f"{name}: write `channel: sms`, `channel: voice` or `channel: both`.") from None
    try:
        language = Language(text.get("language", "en"))
    except ValueError:
        raise TranscriptError(f"{name}: write `language: en` or `language: es`.") from None
    try:
        now = datetime.strptime(text.get("now", ""), NOW_FORMAT)  # noqa: DTZ007  the clinic's wall clock
    except ValueError:
        raise TranscriptError(f"{name}: write the clinic's time as `now: 2026-11-24 10:00`.") from None
    return channels, language, now, text.get("from", "")


def _settings(given: str, name: str) -> tuple[tuple[str, str], ...]:
    """The like of `CALENDAR=requests, PATIENT_CHANGES=request`."""
    pairs = [re.fullmatch(r"([A-Z_]+)=(\S+)", part.strip()) for part in given.split(",")] if given else []
    if not all(pairs):
        raise TranscriptError(f"{name}: write settings as `with: CALENDAR=requests, PATIENT_CHANGES=request`.")
    return tuple((pair[1], pair[2]) for pair in pairs if pair)


def _line(line: str, channels: tuple[Channel, ...], place: str) -> Doing | Checking:
    if line.startswith("("):
        return _aside(line, place)
    word, _, rest = line.partition(" ")
    rest = rest.strip()
    match word:
        case "person" | "caller":
            return _person(word, rest, channels, place)
        case "bot" if rest:
            return Expects(rest)
        case "not" if rest:
            return Absent(rest)
        case "handoff":
            return _handoff(rest, place)
        case "ends":
            return Ends()
    raise TranscriptError(
        f"{place}: `{word}` begins no line; there are person, caller, bot, not, handoff, ends, (wait 5 hours), "
        "(ring: answered), (photo)."
    )


def _person(word: str, rest: str, channels: tuple[Channel, ...], place: str) -> Doing:
    """`caller` always acts on a call; `person` speaks or texts, whichever way the script is played."""
    if word == "caller" and channels == (Channel.SMS,):
        raise TranscriptError(f"{place}: a text conversation has no caller; write `person  …`.")
    if word == "caller":
        return Does(_call_move(rest, place))
    words = rest.removesuffix("(photo)").strip()
    return Person(_unquoted(words), 1 if rest.endswith("(photo)") else 0)


def _unquoted(words: str) -> str:
    return words[1:-1] if len(words) > 1 and words[0] == words[-1] == '"' else words


def _call_move(rest: str, place: str) -> Move:
    if len(rest) > 1 and rest[0] == rest[-1] == '"':
        return Says(rest[1:-1])
    inner = rest.strip("()").strip()
    if keys := re.fullmatch(r"keys ([0-9*# ]+)", inner):
        return Presses(keys[1].replace(" ", ""))
    if recorded := re.fullmatch(r"records (\d+) s(?:, silent)?", inner):
        return Records(int(recorded[1]), is_silent=inner.endswith("silent"))
    if recorded := re.fullmatch(r"hangs up after recording (\d+) s", inner):
        return HangsUp(int(recorded[1]))
    plain: dict[str, Move] = {"silence": StaysSilent(), "hangs up": HangsUp(), "calls": Dials(), "answers": Answers()}
    if inner in plain:
        return plain[inner]
    raise TranscriptError(
        f'{place}: write caller "words", (keys 1), (silence), (hangs up), (calls), (records 12 s) or '
        "(records 12 s, silent)."
    )


def read_wait(line: str) -> timedelta | None:
    """How long "(wait 5 hours)" is; None for any other line."""
    waited = re.fullmatch(r"\(\s*wait (\d{1,4}) (minute|hour|day|second)s?\s*\)", line.strip())
    return timedelta(**{_UNITS[waited[2]]: int(waited[1])}) if waited else None


def _aside(line: str, place: str) -> Doing:
    inner = line.strip("()").strip()
    if inner == "photo":
        return Person("", 1)
    if inner == "talk ends":
        return Does(TalkEnds())
    if inner == "staff claims":
        return StaffClaims()
    if (waited := read_wait(line)) is not None:
        return Waits(waited)
    if rung := re.fullmatch(r"ring: (.+)", inner):
        try:
            return Does(Rings(RingOutcome(rung[1])))
        except ValueError:
            pass
    raise TranscriptError(
        f"{place}: write (wait 5 hours), (photo), (talk ends), (staff claims) or (ring: {'|'.join(RingOutcome)})."
    )


def _handoff(rest: str, place: str) -> HandoffOpen:
    try:
        reason, urgency, team = rest.split("/")
        return HandoffOpen(HandoffReason(reason), Urgency(urgency), Team(team))
    except ValueError:
        raise TranscriptError(
            f"{place}: write `handoff reason/urgency/team` with the official labels, such as "
            "`handoff talk_to_human/routine/front_desk`."
        ) from None


# -- writing --------------------------------------------------------------------------------------


def write(script: Script) -> str:
    """The script as a file; `parse` gives it back."""
    channel = "both" if script.is_both else script.channels[0]
    head = [f"# {script.title}", f"channel: {channel}", f"language: {script.language}"]
    head.append(f"now: {script.now.strftime(NOW_FORMAT)}")
    if script.number:
        head.append(f"from: {script.number}")
    return "\n".join([*head, "", *(written(line.what) for line in script.lines)]) + "\n"


def written(what: Doing | Checking) -> str:
    """One line of a script, as somebody would write it."""
    match what:
        case Person(words, photos):
            return _sent(words, photos)
        case Does(move):
            return _move_words(move)
        case StaffClaims():
            return "(staff claims)"
        case Waits(duration):
            return f"(wait {int(duration.total_seconds()) // 60} minutes)"
        case Expects(words):
            return f"bot     {' '.join(words.split())}"
        case Absent(words):
            return f"not     {words}"
        case HandoffOpen(reason, urgency, team):
            return f"handoff {reason}/{urgency}/{team}"
        case Ends():
            return "ends"
        case _:
            assert_never(what)


def _sent(words: str, photos: int) -> str:
    if not words:
        return "(photo)" if photos else "person"
    return f"person  {words} (photo)" if photos else f"person  {words}"


def _move_words(move: Move) -> str:
    match move:
        case Texts(words, photos):
            return _sent(words, photos)
        case Rings(outcome):
            return f"(ring: {outcome})"
        case TalkEnds():
            return "(talk ends)"
        case Says(words):
            return f'caller  "{words}"'
        case _:
            return f"caller  ({_caller_words(move)})"


def _caller_words(move: Dials | Presses | StaysSilent | Records | Answers | HangsUp) -> str:
    match move:
        case Dials():
            return "calls"
        case Presses(keys):
            return f"keys {keys}"
        case StaysSilent():
            return "silence"
        case Answers():
            return "answers"
        case Records(seconds, is_silent):
            return f"records {seconds} s{', silent' if is_silent else ''}"
        case HangsUp(seconds):
            return f"hangs up after recording {seconds} s" if seconds else "hangs up"
        case _:
            assert_never(move)
