"""Counts without a patient's fact: each figure is one statement over a span of time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from bot.values import Channel


@dataclass(frozen=True, slots=True)
class Claims:
    """How long people waited for a staff member. Seconds; None where nobody was claimed."""

    urgency: str
    opened: int
    claimed: int
    median: float | None
    slowest_tenth: float | None  # the ninetieth percentile


@dataclass(frozen=True, slots=True)
class Promised:
    """What became of the promises of the ledger that are over. One that an earlier promise replaced is none."""

    urgency: str
    kept: int
    broken: int

    @property
    def made(self) -> int:
        return self.kept + self.broken


@dataclass(frozen=True, slots=True)
class Texting:
    """What was sent; to people alone, what was not to our own staff. `talks`: the conversations it was sent in."""

    texts: int
    segments: int
    failed: int
    to_people: int  # segments
    talks: int

    @property
    def segments_a_talk(self) -> float:
        return self.to_people / self.talks if self.talks else 0.0


@dataclass(frozen=True, slots=True)
class Heard:
    """What people wrote and said."""

    people: Mapping[date, int]  # who wrote on a day, each once
    words: Mapping[tuple[int, str], int]  # messages of an hour of the day, by channel


# A drill is nobody's request: it stands in its own line of the page and in no other figure.
_NO_DRILL = "NOT IN (SELECT handoff_id FROM drills)"
_NO_DRILL_TALK = "NOT IN (SELECT x.conversation_id FROM drills d JOIN handoffs x ON x.id = d.handoff_id)"
# By quarters of an hour first: a zone's hours and days begin at one, and looking each word's zone up takes longest.
_HEARD = text(f"""
    WITH heard AS (
        SELECT date_bin('15 minutes', created_at, '2000-01-01') AS at, channel, conversation_id, count(*) AS words
        FROM messages WHERE status = 'received' AND created_at >= :since AND created_at < :until
          AND conversation_id {_NO_DRILL_TALK} GROUP BY 1, 2, 3
    )
    SELECT (at AT TIME ZONE :zone)::date, extract(hour FROM at AT TIME ZONE :zone)::int, channel,
           sum(words)::int, count(DISTINCT conversation_id)
    FROM heard GROUP BY GROUPING SETS ((1, 3), (2, 3))
""")  # noqa: S608  nothing of a person is in it
_CALLED = text("""
    SELECT (started_at AT TIME ZONE :zone)::date, count(*) FROM calls
    WHERE started_at >= :since AND started_at < :until GROUP BY 1
""")
_REASONS = text(f"""
    SELECT reason, count(*) FROM handoffs WHERE opened_at >= :since AND opened_at < :until AND id {_NO_DRILL}
    GROUP BY 1 ORDER BY 2 DESC, 1
""")  # noqa: S608  nothing of a person is in it
_CLAIMS = text(f"""
    SELECT urgency, count(*), count(claimed_at),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM claimed_at - opened_at)),
           percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM claimed_at - opened_at))
    FROM handoffs WHERE opened_at >= :since AND opened_at < :until AND id {_NO_DRILL}
    GROUP BY 1 ORDER BY CASE urgency WHEN 'emergency' THEN 0 WHEN 'same_day' THEN 1 ELSE 2 END
""")  # noqa: S608  nothing of a person is in it
_OPT_OUTS = text("""
    SELECT change, count(*) FROM consents WHERE changed_at >= :since AND changed_at < :until GROUP BY 1
""")
_TEXTING = text(f"""
    SELECT count(*), coalesce(sum(segments), 0), count(*) FILTER (WHERE status IN ('failed', 'undelivered')),
           coalesce(sum(segments) FILTER (WHERE coalesce(kind, '') <> ALL(:staff)), 0),
           count(DISTINCT conversation_id) FILTER (WHERE coalesce(kind, '') <> ALL(:staff))
    FROM messages WHERE channel = 'sms' AND status NOT IN ('received', 'withdrawn', 'suppressed', 'expired')
    AND created_at >= :since AND created_at < :until AND conversation_id {_NO_DRILL_TALK}
""")  # noqa: S608  nothing of a person is in it
_FAILURES = text(f"""
    SELECT coalesce(error_code, ''), count(*) FROM messages
    WHERE status IN ('failed', 'undelivered') AND created_at >= :since AND created_at < :until
      AND conversation_id {_NO_DRILL_TALK} GROUP BY 1 ORDER BY 2 DESC, 1
""")  # noqa: S608  nothing of a person is in it
_PROMISES = text(f"""
    SELECT h.urgency, count(*) FILTER (WHERE p.ending = 'kept'), count(*) FILTER (WHERE p.ending = 'broken')
    FROM promises p JOIN handoffs h ON h.id = p.handoff_id
    WHERE p.made_at >= :since AND p.made_at < :until AND p.ending IN ('kept', 'broken') AND h.id {_NO_DRILL}
    GROUP BY 1
""")  # noqa: S608  nothing of a person is in it
_CONVERSATIONS = text(f"""
    SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM handoffs h WHERE h.conversation_id = v.id))
    FROM conversations v
    WHERE (EXISTS (SELECT FROM messages m WHERE m.conversation_id = v.id AND m.status = 'received')
           OR EXISTS (SELECT FROM sessions s WHERE s.conversation_id = v.id AND s.channel = 'voice'))
      AND opened_at >= :since AND opened_at < :until AND v.id {_NO_DRILL_TALK}
""")  # noqa: S608  nothing of a person is in it

_WAYS = text("""
    WITH told AS (
        SELECT p.place, lead(p.place) OVER (
            PARTITION BY m.conversation_id, m.channel ORDER BY m.number, p.n
        ) AS after
        FROM messages m CROSS JOIN LATERAL unnest(m.places) WITH ORDINALITY AS p(place, n)
        WHERE m.created_at >= :since AND m.created_at < :until AND m.status <> 'received'
    )
    SELECT place, after, count(*) FROM told WHERE after IS NOT NULL GROUP BY 1, 2
""")


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when, in a zone by its name."""

    since: datetime
    until: datetime
    zone: str

    @property
    def bound(self) -> dict[str, object]:
        """The span as the statements take it."""
        return {"since": self.since, "until": self.until}


def heard(tx: Connection, span: Span) -> Heard:
    """Who wrote, on each day, and how much was heard in each hour of the day."""
    rows = tx.execute(_HEARD, {**span.bound, "zone": span.zone}).all()
    return Heard(
        {row[0]: row[4] for row in rows if row[0] is not None and row[2] == Channel.SMS.value},
        {(row[1], row[2]): row[3] for row in rows if row[1] is not None},
    )


def called(tx: Connection, span: Span) -> dict[date, int]:
    """Calls on each day."""
    return {row[0]: row[1] for row in tx.execute(_CALLED, {**span.bound, "zone": span.zone})}


def reasons(tx: Connection, span: Span) -> list[tuple[str, int]]:
    """Why staff were needed, the commonest first."""
    return [(row[0], row[1]) for row in tx.execute(_REASONS, span.bound)]


def ways(tx: Connection, span: Span) -> dict[tuple[str, str], int]:
    """How often one step was told right after another, in one talk."""
    return {(row[0], row[1]): row[2] for row in tx.execute(_WAYS, span.bound)}


def claims(tx: Connection, span: Span) -> list[Claims]:
    """How long people waited, by urgency."""
    return [Claims(row[0], row[1], row[2], _plain(row[3]), _plain(row[4])) for row in tx.execute(_CLAIMS, span.bound)]


def promises(tx: Connection, span: Span) -> dict[str, Promised]:
    """What became of what was promised within this span, by urgency."""
    return {row[0]: Promised(*row) for row in tx.execute(_PROMISES, span.bound)}


def failures(tx: Connection, span: Span) -> list[tuple[str, int]]:
    """What could not be delivered, by the gateway's code, the commonest first."""
    return [(row[0], row[1]) for row in tx.execute(_FAILURES, span.bound)]


def consent_changes(tx: Connection, span: Span) -> dict[str, int]:
    """Who asked for silence, and who came back."""
    return {row[0]: row[1] for row in tx.execute(_OPT_OUTS, span.bound)}


def texting(tx: Connection, span: Span, staff_kinds: Sequence[str]) -> Texting:
    """What was sent, and what did not arrive. `staff_kinds`: the kinds of message that go to our own people."""
    return Texting(*tx.execute(_TEXTING, {**span.bound, "staff": list(staff_kinds)}).one())


def conversations(tx: Connection, span: Span) -> tuple[int, int]:
    """In how many that began somebody wrote or called, and how many of them never needed a person."""
    row = tx.execute(_CONVERSATIONS, span.bound).one()
    return row[0], row[1]


def _plain(seconds: object) -> float | None:
    return None if seconds is None else float(str(seconds))
