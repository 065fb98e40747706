"""Figures people would rather see than read: counts over some weeks, without a patient's fact."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.clinic.message_kinds import MessageClass
from bot.dialogue.drawing import draw
from bot.dialogue.drawing.crowds import along
from bot.services.audit import Asker, note
from bot.services.line import ClinicLine
from bot.storage import drills, figures
from bot.storage.drills import Drill
from bot.storage.figures import Claims, Promised, Span, Texting
from bot.values import Channel, Language

SPANS = (7, 28, 91)  # days
MOST_DRILLS = 5


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the page draws. `by_day` has every day of the span, `by_hour` all twenty-four hours."""

    days: int
    since: date
    until: date
    by_day: tuple[tuple[date, int, int], ...]  # day, people who wrote, calls
    by_hour: tuple[tuple[int, int, int], ...]  # hour, by text, by voice
    reasons: tuple[tuple[str, int], ...]
    claims: tuple[Claims, ...]
    promises: Mapping[str, Promised]  # by urgency
    conversations: int
    served_without_staff: int
    opted_out: int
    opted_in: int
    texting: Texting
    failures: tuple[tuple[str, int], ...]  # the gateway's code, how often
    drills: tuple[Drill, ...]

    @property
    def kept(self) -> int:
        return sum(one.kept for one in self.promises.values())

    @property
    def promised(self) -> int:
        """Promises whose time is over, or that were kept before."""
        return sum(one.made for one in self.promises.values())

    @property
    def kept_share(self) -> float | None:
        return self.kept / self.promised if self.promised else None


def picture(line: ClinicLine, asker: Asker, name: str, days: int, language: Language) -> str | None:
    """The picture of a flow, its lines as wide as many people went that way; None where there is no such flow."""
    flow = line.book.flows.get(name)
    if flow is None:
        return None
    days, now = days if days in SPANS else SPANS[0], line.now()
    with line.database.begin() as tx:
        told = figures.ways(tx, _span(line, days, now))
        note(tx, asker, "figures_read", None, now, days=days)
    return draw(flow, language=language, counts=along(flow, told))


def _span(line: ClinicLine, days: int, now: datetime) -> Span:
    first = now.date() - timedelta(days=days - 1)
    midnight = datetime.combine(first, time(), tzinfo=line.hours.zone)
    return Span(midnight, now + timedelta(seconds=1), line.profile.zone)


def _staff_kinds(line: ClinicLine) -> list[str]:
    return [kind.name for kind in line.outbound.kinds if kind.message_class is MessageClass.STAFF]


def read(line: ClinicLine, asker: Asker, days: int) -> Figures:
    """The figures of the last so many days, today included."""
    days = days if days in SPANS else SPANS[0]
    now = line.now()
    today = now.date()
    first = today - timedelta(days=days - 1)
    span = _span(line, days, now)
    with line.database.begin() as tx:
        heard, called = figures.heard(tx, span), figures.called(tx, span)
        begun, alone = figures.conversations(tx, span)
        changes = figures.consent_changes(tx, span)
        note(tx, asker, "figures_read", None, now, days=days)
        return Figures(
            days,
            first,
            today,
            tuple(
                (day, heard.people.get(day, 0), called.get(day, 0))
                for day in (first + timedelta(days=number) for number in range(days))
            ),
            tuple(
                (hour, heard.words.get((hour, Channel.SMS.value), 0), heard.words.get((hour, Channel.VOICE.value), 0))
                for hour in range(24)
            ),
            tuple(figures.reasons(tx, span)),
            tuple(figures.claims(tx, span)),
            figures.promises(tx, span),
            begun,
            alone,
            changes.get("opted_out", 0),
            changes.get("opted_in", 0),
            figures.texting(tx, span, _staff_kinds(line)),
            tuple(figures.failures(tx, span)),
            tuple(drills.latest(tx, MOST_DRILLS)),
        )
