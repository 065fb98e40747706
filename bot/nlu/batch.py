"""The batch door: a line in, a line out, so that a month of messages can be run through a new version.

Pure: the command line reads and prints. Key names and formats are those of the labels document.
"""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.nlu.lexicon import Lexicon
from bot.nlu.meaning import Expect, Heard, Meaning, Option, Question
from bot.nlu.spoken_options import options_in
from bot.nlu.understand import understand
from bot.values import Channel, Language

ZONE = ZoneInfo("America/Chicago")
REFERENCE = datetime(2026, 11, 25, 10, 0, tzinfo=ZONE)  # used where a line gives none, so that output never drifts
_REMINDER = ("reminder", "recordatorio", "le recordamos", "your appointment is", "su cita es")


def answer_line(lexicon: Lexicon, line: str) -> str:
    """One JSON line for one JSON line. A line that cannot be read gives `{"id": …, "error": …}`, no exception."""
    try:
        asked = json.loads(line)
    except ValueError as problem:
        return json.dumps({"id": None, "error": f"not JSON: {problem}"})
    if not isinstance(asked, dict):
        return json.dumps({"id": None, "error": "a JSON object was expected"})
    try:
        heard = _heard(asked)
    except ValueError as problem:
        return json.dumps({"id": asked.get("id"), "error": str(problem)}, ensure_ascii=False)
    return json.dumps(_written(asked.get("id"), understand(lexicon, heard)), ensure_ascii=False)


def why(lexicon: Lexicon, text: str) -> str:
    """What was understood and, line by line, the rule and the words that made it so."""
    meaning = understand(lexicon, Heard(text, REFERENCE))
    lines = [json.dumps(_written(None, meaning), ensure_ascii=False)]
    lines += [f"{reason.rule}: {reason.words!r}" for reason in meaning.reasons]
    if meaning.guesses:
        lines.append("not clear; would ask back: " + ", ".join(intent.value for intent in meaning.guesses))
    if len(lines) == 1:
        lines.append("nothing recognised")
    return "\n".join(lines)


def _heard(asked: dict[str, Any]) -> Heard:
    """Raises ValueError that names the field."""
    context = str(asked.get("context") or "")
    expects = asked.get("expects") or None
    kinds = {kind.value for kind in Expect}
    if expects is not None and expects not in kinds:
        raise ValueError(f"expects: {expects!r} is none of {sorted(kinds)}")
    options = _options(context) if expects == "choice" else ()
    question = Question(
        expects=Expect(expects) if expects else None,
        options=options,
        after_reminder=any(word in context.lower() for word in _REMINDER),
        context=context,
    )
    language = asked.get("lang") or None
    if language not in (None, "en", "es"):
        raise ValueError(f"lang: {language!r} is neither en nor es")
    channel = asked.get("channel") or "sms"
    if channel not in ("sms", "voice"):
        raise ValueError(f"channel: {channel!r} is neither sms nor voice")
    return Heard(
        text=str(asked.get("text") or ""),
        now=_reference(asked.get("reference")),
        channel=Channel(channel),
        language=Language(language) if language else None,
        question=question,
    )


def _options(context: str) -> tuple[Option, ...]:
    """Those that the question names; else six without words."""
    return options_in(context) or tuple(Option(str(key)) for key in range(1, 7))


def _reference(written: Any) -> datetime:
    if not written:
        return REFERENCE
    try:
        found = datetime.fromisoformat(str(written))
    except ValueError as problem:
        raise ValueError(f"reference: {problem}") from problem
    return found if found.tzinfo is not None else found.replace(tzinfo=ZONE)


def _written(line_id: Any, meaning: Meaning) -> dict[str, Any]:
    windows = meaning.windows
    alternatives = [*windows[1:], *(window for reading in meaning.readings for window in reading)]
    first = windows[0] if windows else None
    intents = meaning.intents or meaning.guesses[:1]
    written: dict[str, Any] = {
        "id": line_id,
        "language": meaning.language.value,
        "disposition": meaning.disposition.value,
        "red_flags": [flag.value for flag in meaning.red_flags],
        "intent": intents[0].value if intents else None,
        "intents": [intent.value for intent in intents],
        "opt_out": meaning.opt_out,
        "start": first.start if first else None,
        "end": first.end if first else None,
    }
    if alternatives:
        written["also"] = [[window.start, window.end] for window in alternatives]
    if meaning.answer is not None:
        written["answer"] = meaning.answer
    return written
