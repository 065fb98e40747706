"""The reviewed lexicon, read once for all tests of understanding."""

from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.nlu.meaning import Expect, Heard, Meaning, Option, Question
from bot.nlu.understand import Lexicon, understand
from bot.values import Channel, Language, RedFlag

UNDERSTANDING = Path(__file__).resolve().parents[2] / "flows" / "understanding"
WEDNESDAY = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("America/Chicago"))


@cache
def lexicon() -> Lexicon:
    return Lexicon.parse(files(), {path.stem: path.read_bytes() for path in UNDERSTANDING.glob("*.model")})


def files() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(UNDERSTANDING.glob("*.toml"))}


def hear(text: str, language: Language | None = None) -> Meaning:
    return understand(lexicon(), Heard(text, WEDNESDAY, language=language))


def answer(
    text: str,
    expects: Expect,
    *,
    options: tuple[Option, ...] = (),
    flags: tuple[RedFlag, ...] = (),
    confidence: float | None = None,
) -> Meaning:
    question = Question(expects, options, flags)
    channel = Channel.SMS if confidence is None else Channel.VOICE
    return understand(lexicon(), Heard(text, WEDNESDAY, channel, None, confidence, question))
