"""What waits for people, one row a person. Each is one statement, whatever the number of rows.

Written as SQL: these only read, and a reader should see at once that they do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from bot.clinic.drill import DRILL_MARK, DRILL_PHONE
from bot.storage.fingerprints import fingerprint_of
from bot.storage.worst_answers import STANDING, STANDS, WorstAnswer
from bot.values import Channel, Disposition, HandoffReason, HandoffStatus, Language, Team, Urgency

MOST_ROWS = 50  # of one page, beside one's own: nobody reads further before taking one


@dataclass(frozen=True, slots=True)
class View:
    """Whose queue somebody looks at: these teams', and what they took themselves. An emergency that nobody has taken
    is in everybody's.
    """

    teams: tuple[Team, ...]
    member: UUID


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
    snoozed_until: datetime | None
    care_lock: Disposition | None
    is_unanswered: bool  # every phone of the ladder was reached, and nobody came
    worst: WorstAnswer | None  # of the last three days, on any channel
    tries: int  # how often staff called in vain since it was asked for


NAMES = """
    LEFT JOIN LATERAL (
        SELECT string_agg(p.name, ' / ' ORDER BY p.name) AS names
        FROM patient_numbers n JOIN patients p ON p.id = n.patient_id
        WHERE n.phone = c.phone AND n.wrong_at IS NULL
    ) who ON true
"""


def _in_turn(of: str) -> str:
    """Most urgent first, then the longest wait; as the index `handoffs_in_turn` has it."""
    urgent_first = f"CASE {of}.urgency WHEN 'emergency' THEN 0 WHEN 'same_day' THEN 1 ELSE 2 END"
    return f"{urgent_first}, {of}.opened_at, {of}.code"


_IN_VIEW = """
    o.status <> 'closed' AND o.claimed_by IS DISTINCT FROM :member
    AND (o.team = ANY(:teams) OR (o.urgency = 'emergency' AND o.claimed_by IS NULL))
"""
# Set aside until an hour, and neither heard of nor asked for since: whoever writes again is awake.
_RESTING = """
    SELECT z.handoff_id, z.until_at
    FROM handoff_snoozes z JOIN handoffs o ON o.id = z.handoff_id
    CROSS JOIN LATERAL (
        SELECT max(n.created_at) AS at FROM staff_notes n
        WHERE n.conversation_id = o.conversation_id AND n.kind = 'snoozed' AND n.created_at >= o.opened_at
    ) rested
    WHERE z.until_at > :now AND o.status <> 'closed' AND o.urgency <> 'emergency' AND o.raised_at <= rested.at
      AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = o.conversation_id
                      AND m.status = 'received' AND m.created_at > rested.at)
"""
# First who is shown, then what is told of each: what stands beside a request is looked up for those alone. What
# somebody took they always see, however long the queue is.
_SHOWN = f"""
    (SELECT o.*, NULL::timestamptz AS until_at FROM handoffs o
     WHERE {_IN_VIEW} AND o.id NOT IN (SELECT handoff_id FROM resting)
     ORDER BY {_in_turn("o")} LIMIT {MOST_ROWS + 1})
    UNION ALL
    (SELECT o.*, z.until_at FROM resting z JOIN handoffs o ON o.id = z.handoff_id
     WHERE {_IN_VIEW} ORDER BY {_in_turn("o")} LIMIT {MOST_ROWS + 1})
    UNION ALL
    (SELECT o.*, z.until_at FROM handoffs o LEFT JOIN resting z ON z.handoff_id = o.id
     WHERE o.status = 'claimed' AND o.claimed_by = :member)
"""  # noqa: S608  nothing of a person is in it
_QUEUE = f"""
    WITH resting AS ({_RESTING})
    SELECT h.id, h.conversation_id, h.code, h.reason, h.urgency, h.team, h.status, h.requests, h.by_at, h.opened_at,
           h.raised_at, coalesce(h.claimed_by, ''), coalesce(s.name, ''), coalesce(who.names, ''),
           coalesce(c.phone, ''), c.language, newest.channel, coalesce(spoke.is_patient, false), h.until_at,
           c.care_lock, k.nobody_at IS NOT NULL AND h.status = 'waiting', worst.disposition, worst.channel,
           worst.said_at, noted.tries
    FROM ({_SHOWN}) h
    JOIN conversations v ON v.id = h.conversation_id
    JOIN contacts c ON c.id = v.contact_id
    LEFT JOIN staff s ON s.id::text = h.claimed_by
    LEFT JOIN LATERAL (SELECT nobody_at FROM climbs WHERE handoff_id = h.id LIMIT 1) k ON true
    LEFT JOIN LATERAL (
        SELECT m.channel FROM messages m WHERE m.conversation_id = h.conversation_id ORDER BY m.number DESC LIMIT 1
    ) newest ON true
    LEFT JOIN LATERAL (
        SELECT m.status = 'received' AS is_patient FROM messages m LEFT JOIN staff_messages w ON w.message_id = m.id
        WHERE m.conversation_id = h.conversation_id AND (m.status = 'received' OR w.message_id IS NOT NULL)
        ORDER BY m.number DESC LIMIT 1
    ) spoke ON true
    CROSS JOIN LATERAL (
        SELECT count(*) AS tries FROM staff_notes n
        WHERE n.conversation_id = h.conversation_id AND n.created_at >= h.opened_at
          AND n.kind = 'call_ended' AND n.body = 'not_reached'
    ) noted
    {NAMES}
    {STANDING}
    ORDER BY h.until_at IS NOT NULL, {_in_turn("h")}
"""  # noqa: S608  nothing of a person is in it
_WAITING = "SELECT team, count(*) FROM handoffs WHERE status = 'waiting' GROUP BY team ORDER BY team"
_FINGERPRINT, _ROWS, _TEAMS = fingerprint_of(_QUEUE, _WAITING), text(_QUEUE), text(_WAITING)
_COUNTS = text("""
    SELECT team, urgency, count(*), min(opened_at), min(by_at) FROM handoffs
    WHERE status = 'waiting' GROUP BY team, urgency
""")


def fingerprint(tx: Connection, view: View, now: datetime) -> str:
    """Changes when anything changes that a page of this view shows. Read before the rows: then nothing is missed."""
    found: str = tx.execute(_FINGERPRINT, _bound(view, now)).scalar_one()
    return found


def read(tx: Connection, view: View, now: datetime) -> tuple[list[QueueRow], bool]:
    """Who waits or is being served, most urgent first, then the longest wait; who rests comes last. And whether
    there are more than these.
    """
    rows = [_row(row) for row in tx.execute(_ROWS, _bound(view, now))]
    beyond = {row.id for row in [row for row in rows if row.claimed_by != str(view.member)][MOST_ROWS:]}
    return [row for row in rows if row.id not in beyond], bool(beyond)


def waiting(tx: Connection) -> dict[Team, int]:
    """How many nobody has taken, for each team that somebody waits for."""
    return {Team(row[0]): row[1] for row in tx.execute(_TEAMS)}


def _bound(view: View, now: datetime) -> dict[str, object]:
    teams = [team.value for team in view.teams]
    return {"now": now, "since": now - STANDS, "teams": teams, "member": str(view.member)}


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


def _row(row: Sequence[Any]) -> QueueRow:
    return QueueRow(
        row[0], row[1], row[2], HandoffReason(row[3]), Urgency(row[4]), Team(row[5]), HandoffStatus(row[6]), row[7],
        row[8], row[9], row[10], row[11], row[12], DRILL_MARK if row[14] == DRILL_PHONE else row[13], row[14],
        Language(row[15]) if row[15] else None,
        Channel(row[16]) if row[16] else None,
        row[17], row[18],
        Disposition(row[19]) if row[19] else None,
        bool(row[20]),
        WorstAnswer(Disposition(row[21]), Channel(row[22]), row[23]) if row[21] else None,
        row[24],
    )  # fmt: skip
