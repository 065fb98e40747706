"""How values look on a page: clocks of the clinic, numbers as people write them, words in the reader's language."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from babel.dates import format_date, format_skeleton, format_time
from flask import Blueprint, g, request

from bot.clinic.handoffs import MOST_TRIES
from bot.clinic.staff_rules import Right
from bot.services.console_forms import Told
from bot.services.line import ClinicLine
from bot.values import Language
from bot.web.auth import Door
from bot.web.console.wording import words


class Shower:
    """What every template of the console may call."""

    def __init__(self, line: ClinicLine, door: Door) -> None:
        self._line = line
        self._door = door

    def serve(self, routes: Blueprint) -> None:
        """Hands everything to the templates of this blueprint."""
        routes.context_processor(self._everything)

    def _everything(self) -> dict[str, Any]:
        spoken = language()
        here = _Clock(self._line.now(), spoken)
        return {
            "t": _translator(spoken),
            "lang": spoken.value,
            "other_lang": spoken.other.value,
            "csrf": self._door.form_token,
            "form_id": lambda: str(uuid4()),
            "when": here.when,
            "clock": here.clock,
            "day": here.day,
            "waited": here.waited,
            "long_day": here.long_day,
            "short_day": here.short_day,
            "iso_day": here.iso_day,
            "before": lambda on: on - timedelta(days=1),
            "after": lambda on: on + timedelta(days=1),
            "instant": datetime.fromisoformat,
            "length_of": lambda seconds: "–" if seconds is None else lasted(timedelta(seconds=seconds)),
            "known_told": {f"told.{told}" for told in Told},
            "phone": phone,
            "clinic": self._line.profile.name,
            "me": getattr(g, "member", None),
            "Right": Right,
            "now": self._line.now(),
            "most_tries": MOST_TRIES,
        }


def language() -> Language:
    """The reader's language: their own, or before the login the browser's."""
    member = getattr(g, "member", None)
    if member is not None:
        found: Language = member.language
        return found
    best = request.accept_languages.best_match([Language.EN.value, Language.ES.value])
    return Language(best) if best else Language.EN


def phone(number: str | None) -> str:
    """(214) 555-0117 for our own numbers, the digits for others."""
    if number and number.startswith("+1") and len(number) == 12:
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number or "—"


def _translator(spoken: Language) -> Callable[..., str]:
    def translate(key: str, **fields: object) -> str:
        return words(key, spoken, **fields)

    return translate


class _Clock:
    """Instants beside the clinic's own wall clock."""

    def __init__(self, now: datetime, spoken: Language) -> None:
        self._now = now
        self._locale = "es_US" if spoken is Language.ES else "en_US"
        self._spoken = spoken

    def clock(self, at: datetime) -> str:
        local = at.astimezone(self._now.tzinfo)
        return _clock(local.hour, local.minute, self._locale)

    def day(self, at: datetime | date) -> str:
        local = self._local(at)
        today = self._now.date()
        if local == today:
            return words("today", self._spoken)
        if local == today - timedelta(days=1):
            return words("yesterday", self._spoken)
        return format_skeleton("MMMEd", local, locale=self._locale)

    def long_day(self, at: datetime | date) -> str:
        """Tuesday, December 1, 2026."""
        return format_date(self._local(at), "full", locale=self._locale)

    def short_day(self, at: datetime | date) -> str:
        """Dec 1, 2026: the whole year, for a birthday."""
        return format_date(self._local(at), "medium", locale=self._locale)

    def iso_day(self, at: datetime | date) -> str:
        """2026-12-01, for an address."""
        return self._local(at).isoformat()

    def _local(self, at: datetime | date) -> date:
        return at.astimezone(self._now.tzinfo).date() if isinstance(at, datetime) else at

    def when(self, at: datetime) -> str:
        """The clock alone for today, else day and clock."""
        local = at.astimezone(self._now.tzinfo)
        if local.date() == self._now.date():
            return self.clock(at)
        return f"{format_date(local, 'EEE MMM d', locale=self._locale)}, {self.clock(at)}"

    def waited(self, since: datetime) -> str:
        """How long since then, in the largest fitting unit."""
        return lasted(self._now - since)


@cache
def _clock(hour: int, minute: int, locale: str) -> str:
    """10:20 AM, put together once: a long story shows hundreds of clocks, and they were a third of its cost."""
    return format_time(time(hour, minute), "short", locale=locale)


def lasted(length: timedelta) -> str:
    """45 s, 12 min, 3 h 05, 2 d 4 h."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h {minutes % 60:02}"
    return f"{minutes // 1440} d {minutes % 1440 // 60} h"
