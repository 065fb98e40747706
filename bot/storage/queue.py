"""What waits for people, one row a person; and the search. Each is one statement, whatever the number of rows.

Written as SQL: these only read, and a reader should see at once that they do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from bot.clinic.drill import DRILL_MARK, DRILL_PHONE
from bot.storage.worst_answers import STANDING, STANDS, WorstAnswer
from bot.values import Channel, Disposition, HandoffReason, HandoffStatus, Language, Team, Urgency

MOST_ROWS = 200
MOST_FOUND = 30


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One person who waits, or with whom a staff member is."""

    id: UUID
    conversation_id: UUID
    code: str
    reason: HandoffReason
    urgency: Urgency
    team: Team
    status: HandoffStatus
    requests: int
    by_at: datetime
    opened_at: datetime
    raised_at: datetime
    claimed_by: str
    claimed_name: str
    name: str  # of the patients this number speaks for, or empty
    phone: str
    language: Language | None
    channel: Channel | None
    is_patient_last: bool  # wrote or spoke after the newest word of a staff member
    spoke_at: datetime | None
    snoozed_until: datetime | None
    care_lock: Disposition | None
    is_unanswered: bool  # every phone of the ladder was reached, and nobody came
    worst: WorstAnswer | None  # of the last three days, on any channel
    tries: int  # how often staff called in vain since it was asked for


@dataclass(frozen=True, slots=True)
class Found:
    """One person the search came upon."""

    conversation_id: UUID
    name: str
    phone: str
    code: str
    status: str
    last_at: datetime


_NAMES = """
    LEFT JOIN LATERAL (
        SELECT string_agg(p.name, ' / ' ORDER BY p.name) AS names
        FROM patient_numbers n JOIN patients p ON p.id = n.patient_id
        WHERE n.phone = c.phone AND n.wrong_at IS NULL
    ) who ON true
"""
_QUEUE = text(f"""
    SELECT h.id, h.conversation_id, h.code, h.reason, h.urgency, h.team, h.status, h.requests, h.by_at, h.opened_at,
           h.raised_at, coalesce(h.claimed_by, ''), coalesce(s.name, ''), coalesce(who.names, ''),
           coalesce(c.phone, ''), c.language, talk.channel,
           coalesce(talk.heard_at > coalesce(talk.answered_at, '-infinity'), false), talk.heard_at,
           rest.until_at, c.care_lock,
           k.nobody_at IS NOT NULL AND h.status = 'waiting', worst.disposition, worst.channel, worst.said_at,
           noted.tries
    FROM handoffs h
    JOIN conversations v ON v.id = h.conversation_id
    JOIN contacts c ON c.id = v.contact_id
    LEFT JOIN staff s ON s.id::text = h.claimed_by
    LEFT JOIN climbs k ON k.handoff_id = h.id
    LEFT JOIN LATERAL (
        SELECT max(m.created_at) FILTER (WHERE m.status = 'received') AS heard_at,
               max(m.created_at) FILTER (WHERE w.message_id IS NOT NULL) AS answered_at,
               (array_agg(m.channel ORDER BY m.created_at DESC))[1] AS channel
        FROM messages m LEFT JOIN staff_messages w ON w.message_id = m.id
        WHERE m.conversation_id = h.conversation_id
    ) talk ON true
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE n.kind = 'call_ended' AND n.body = 'not_reached') AS tries,
               max(n.created_at) FILTER (WHERE n.kind = 'snoozed') AS rested_at
        FROM staff_notes n WHERE n.conversation_id = h.conversation_id AND n.created_at >= h.opened_at
    ) noted
    LEFT JOIN LATERAL (  -- whoever writes again, or asks for more, is awake
        SELECT z.until_at FROM handoff_snoozes z
        WHERE z.handoff_id = h.id AND z.until_at > :now AND h.urgency <> 'emergency'
          AND greatest(talk.heard_at, h.raised_at) <= noted.rested_at
    ) rest ON true
    {_NAMES}
    {STANDING}
    WHERE h.status <> 'closed'
    ORDER BY rest.until_at IS NOT NULL,
             CASE h.urgency WHEN 'emergency' THEN 0 WHEN 'same_day' THEN 1 ELSE 2 END, h.opened_at
    LIMIT {MOST_ROWS}
""")  # noqa: S608  nothing of a person is in it
_COUNTS = text("""
    SELECT team, urgency, count(*), min(opened_at), min(by_at) FROM handoffs
    WHERE status = 'waiting' GROUP BY team, urgency
""")
_SEARCH = f"""
    SELECT DISTINCT ON (v.contact_id) v.id, coalesce(who.names, ''), coalesce(c.phone, ''),
           coalesce(h.code, ''), coalesce(h.status, ''), v.opened_at
    FROM conversations v
    JOIN contacts c ON c.id = v.contact_id
    LEFT JOIN handoffs h ON h.conversation_id = v.id
    {_NAMES}
    WHERE v.contact_id IN (%s)
    ORDER BY v.contact_id, v.opened_at DESC, h.opened_at DESC
    LIMIT {MOST_FOUND}
"""  # noqa: S608  nothing of a person is in it
_BY_CODE = text(
    _SEARCH
    % "SELECT w.contact_id FROM handoffs x JOIN conversations w ON w.id = x.conversation_id WHERE x.code = :code"
)
_DIGITS = f"SELECT id FROM contacts WHERE reverse(phone) LIKE :digits || '%' LIMIT {MOST_FOUND}"  # noqa: S608
_BY_NUMBER = text(_SEARCH % _DIGITS)
_BY_NAME = text(
    _SEARCH
    % f"""SELECT k.id FROM contacts k JOIN patient_numbers n ON n.phone = k.phone
          JOIN patients p ON p.id = n.patient_id
          WHERE p.folded_name LIKE ALL(:parts) LIMIT {MOST_FOUND}"""  # noqa: S608
)


def read(tx: Connection, now: datetime) -> list[QueueRow]:
    """Everybody who waits or is being served: most urgent first, then the longest wait; who rests comes last."""
    return [_row(row) for row in tx.execute(_QUEUE, {"now": now, "since": now - STANDS})]


@dataclass(frozen=True, slots=True)
class Count:
    """How many wait for a team at an urgency, since when, and the nearest promise."""

    team: Team
    urgency: Urgency
    waiting: int
    since: datetime
    by_at: datetime


def counts(tx: Connection) -> list[Count]:
    """Numbers and clocks without a patient's fact, for the screen on the wall."""
    return [Count(Team(row[0]), Urgency(row[1]), row[2], row[3], row[4]) for row in tx.execute(_COUNTS)]


def by_code(tx: Connection, code: str) -> list[Found]:
    """The person a handoff's code belongs to."""
    return [Found(*row) for row in tx.execute(_BY_CODE, {"code": code})]


def by_last_digits(tx: Connection, digits: str) -> list[Found]:
    """People whose number ends in these digits."""
    return [Found(*row) for row in tx.execute(_BY_NUMBER, {"digits": digits[::-1]})]


def by_name(tx: Connection, words: Sequence[str]) -> list[Found]:
    """People in whose folded name every one of these words stands. The words are letters, nothing else."""
    return [Found(*row) for row in tx.execute(_BY_NAME, {"parts": [f"%{word}%" for word in words]})]


def _row(row: Sequence[Any]) -> QueueRow:
    return QueueRow(
        row[0], row[1], row[2], HandoffReason(row[3]), Urgency(row[4]), Team(row[5]), HandoffStatus(row[6]), row[7],
        row[8], row[9], row[10], row[11], row[12], DRILL_MARK if row[14] == DRILL_PHONE else row[13], row[14],
        Language(row[15]) if row[15] else None,
        Channel(row[16]) if row[16] else None,
        row[17], row[18], row[19],
        Disposition(row[20]) if row[20] else None,
        bool(row[21]),
        WorstAnswer(Disposition(row[22]), Channel(row[23]), row[24]) if row[22] else None,
        row[25],
    )  # fmt: skip
