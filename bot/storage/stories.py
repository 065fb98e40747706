"""One person's whole story: who they are, what was said on every channel, and what staff did. Always eight reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from bot.clinic.drill import DRILL_MARK, DRILL_PHONE
from bot.clinic.staff_rules import Mark
from bot.dialogue.session import Session, from_json
from bot.storage import worst_answers
from bot.storage.conversations import Contact, contact_of
from bot.storage.fingerprints import fingerprint_of
from bot.storage.worst_answers import WorstAnswer
from bot.values import Channel, HandoffReason, HandoffStatus, Team, Urgency

MOST_ENTRIES = 400  # of each kind, the newest; a story longer than this is a nuisance, not a patient


class EntryKind(StrEnum):
    """What a line of the timeline is."""

    HEARD = "heard"  # the person wrote or said it
    SAID = "said"  # the line said it
    STAFF = "staff"  # a staff member wrote it to the person
    CALL = "call"
    VOICEMAIL = "voicemail"
    PHOTO = "photo"
    PAGE = "page"  # a staff phone was told that somebody waits
    HANDOFF = "handoff"
    NOTE = "note"  # among staff, never sent
    VISIT = "visit"  # booked, whoever booked it; the label says how it stands now


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline."""

    at: datetime
    kind: EntryKind
    body: str = ""
    name: str = ""  # the staff member
    label: str = ""  # the message's status, the note's kind, the handoff's reason
    channel: str = ""
    places: tuple[str, ...] = ()
    segments: int = 0
    seconds: int = 0
    urgency: str = ""
    rung: int = 0
    edition: str = ""  # of all content, when these words were told
    number_check: str = ""  # what the network said of the caller's number


@dataclass(frozen=True, slots=True)
class OpenHandoff:
    """The handoff that is not closed."""

    id: UUID
    code: str
    reason: HandoffReason
    urgency: Urgency
    team: Team
    status: HandoffStatus
    summary: str
    requests: int
    by_at: datetime
    opened_at: datetime
    claimed_by: str
    claimed_name: str


@dataclass(frozen=True, slots=True)
class Story:
    """Everything staff see of one person. `sessions` are the newest first."""

    conversation_id: UUID
    is_open: bool
    contact: Contact
    is_do_not_contact: bool
    names: str
    marks: frozenset[Mark]
    handoff: OpenHandoff | None
    sessions: tuple[Session, ...]
    entries: tuple[Entry, ...]
    worst: WorstAnswer | None = None  # of the last three days, on any channel


_CONTACT = "SELECT contact_id FROM conversations WHERE id = :id"
_HEAD = text("""
    SELECT c.id, c.phone, c.language, c.opted_out_at, c.is_text_only, c.care_lock, c.do_not_contact_at,
           v.closed_at IS NULL,
           (SELECT string_agg(p.name, ' / ' ORDER BY p.name) FROM patient_numbers n
            JOIN patients p ON p.id = n.patient_id WHERE n.phone = c.phone AND n.wrong_at IS NULL),
           (SELECT array_agg(k.mark) FROM contact_marks k WHERE k.contact_id = c.id)
    FROM conversations v JOIN contacts c ON c.id = v.contact_id WHERE v.id = :id
""")
_HANDOFFS = f"""
    SELECT h.id, h.code, h.reason, h.urgency, h.team, h.status, h.summary, h.requests, h.by_at, h.opened_at,
           coalesce(h.claimed_by, ''), coalesce(s.name, ''), h.conversation_id
    FROM handoffs h JOIN conversations v ON v.id = h.conversation_id
    LEFT JOIN staff s ON s.id::text = h.claimed_by
    WHERE v.contact_id = ({_CONTACT}) ORDER BY h.opened_at DESC, h.code LIMIT {MOST_ENTRIES}
"""  # noqa: S608  nothing of a person is in it
_MESSAGES = f"""
    SELECT m.created_at, m.status, m.body, m.places, m.segments, m.channel, s.name, coalesce(m.edition, '')
    FROM messages m JOIN conversations v ON v.id = m.conversation_id
    LEFT JOIN staff_messages w ON w.message_id = m.id LEFT JOIN staff s ON s.id = w.staff_id
    WHERE v.contact_id = ({_CONTACT})
    ORDER BY m.created_at DESC, m.status = 'received', m.number DESC LIMIT {MOST_ENTRIES}
"""  # noqa: S608  nothing of a person is in it
_CALLS = f"""
    SELECT k.started_at, 'call', coalesce(extract(epoch FROM k.ended_at - k.started_at), 0)::int,
           k.accepted_at IS NOT NULL, k.ended_at IS NULL, '', coalesce(k.number_check, '')
    FROM calls k JOIN sessions s ON s.id = k.session_id JOIN conversations v ON v.id = s.conversation_id
    WHERE v.contact_id = ({_CONTACT})
    UNION ALL
    SELECT r.left_at, 'voicemail', r.seconds, r.deleted_at IS NOT NULL, false, r.id, ''
    FROM recordings r JOIN conversations v ON v.id = r.conversation_id WHERE v.contact_id = ({_CONTACT})
    UNION ALL
    SELECT o.received_at, 'photo', 0, o.deleted_at IS NOT NULL, false, o.id::text, ''
    FROM photos o JOIN conversations v ON v.id = o.conversation_id WHERE v.contact_id = ({_CONTACT})
    UNION ALL
    SELECT p.paged_at, 'page', p.rung, p.accepted_at IS NOT NULL, p.way = 'call', p.name, ''
    FROM pages p JOIN handoffs h ON h.id = p.handoff_id JOIN conversations v ON v.id = h.conversation_id
    WHERE v.contact_id = ({_CONTACT})
    ORDER BY 1 DESC, 2, 6 LIMIT {MOST_ENTRIES}
"""  # noqa: S608  nothing of a person is in it
_VISITS = f"""
    SELECT a.booked_at, s.starts_at, a.type, a.id::text,
           CASE WHEN EXISTS (SELECT 1 FROM appointments x WHERE x.moved_from = a.id) THEN 'moved' ELSE a.status END
    FROM contacts c JOIN patient_numbers n ON n.phone = c.phone AND n.wrong_at IS NULL
    JOIN appointments a ON a.patient_id = n.patient_id JOIN slots s ON s.id = a.slot_id
    WHERE c.id = ({_CONTACT}) ORDER BY a.booked_at DESC, a.id LIMIT {MOST_ENTRIES}
"""  # noqa: S608  nothing of a person is in it
_NOTES = f"""
    SELECT n.created_at, n.kind, n.body, s.name
    FROM staff_notes n JOIN conversations v ON v.id = n.conversation_id JOIN staff s ON s.id = n.staff_id
    WHERE v.contact_id = ({_CONTACT}) ORDER BY n.number DESC LIMIT {MOST_ENTRIES}
"""  # noqa: S608  nothing of a person is in it
_QUERIES = (_HANDOFFS, _MESSAGES, _CALLS, _VISITS, _NOTES)
_FINGERPRINT, _PARTS = fingerprint_of(*_QUERIES), tuple(text(query) for query in _QUERIES)
_SESSIONS = text("SELECT state FROM sessions WHERE conversation_id = :id ORDER BY last_at DESC, id LIMIT 10")


def fingerprint(tx: Connection, conversation_id: UUID) -> str:
    """Changes when a line of the story does, or its handoff. Read before the story: then nothing is missed."""
    found: str = tx.execute(_FINGERPRINT, {"id": conversation_id}).scalar_one()
    return found


def find(tx: Connection, conversation_id: UUID, now: datetime) -> Story | None:
    """The story around a conversation, with everything else of the same contact; None for an unknown one."""
    here = {"id": conversation_id}
    head = tx.execute(_HEAD, here).first()
    if head is None:
        return None
    handoffs, messages, calls, visits, notes = (tx.execute(part, here).all() for part in _PARTS)
    entries = [_message(row) for row in reversed(messages)]
    entries += [_call(row) for row in calls]
    entries += [Entry(row[9], EntryKind.HANDOFF, row[1], label=row[2], urgency=row[3]) for row in handoffs]
    entries += [
        Entry(at, EntryKind.VISIT, starts_at.isoformat(), kind, status, places=(visit_id,))
        for at, starts_at, kind, visit_id, status in visits
    ]
    entries += [Entry(row[0], EntryKind.NOTE, row[2], row[3], row[1]) for row in reversed(notes)]
    entries.sort(key=lambda entry: entry.at)  # within one instant the order above stays
    return Story(
        conversation_id,
        head[7],
        contact_of(head),
        head[6] is not None,
        DRILL_MARK if head[1] == DRILL_PHONE else head[8] or "",
        frozenset(Mark(mark) for mark in head[9] or ()),
        next((_handoff(row) for row in handoffs if row[12] == conversation_id and row[5] != "closed"), None),
        tuple(from_json(state) for state in tx.scalars(_SESSIONS, here)),
        tuple(entries),
        worst_answers.standing(tx, head[0], now),
    )


def _message(row: Sequence[Any]) -> Entry:
    at, status, body, places, segments, channel, name, edition = row
    kind = EntryKind.HEARD if status == "received" else EntryKind.STAFF if name else EntryKind.SAID
    return Entry(at, kind, body, name or "", status, channel, tuple(places), segments, edition=edition)


def _call(row: Sequence[Any]) -> Entry:
    at, kind, seconds, is_accepted, is_running, name, check = row
    if kind == EntryKind.PAGE.value:
        way = Channel.VOICE if is_running else Channel.SMS
        return Entry(at, EntryKind.PAGE, name=name, label="accepted" if is_accepted else "", channel=way, rung=seconds)
    if kind in (EntryKind.VOICEMAIL.value, EntryKind.PHOTO.value):
        label = "deleted" if is_accepted else ""
        return Entry(at, EntryKind(kind), name, label=label, seconds=seconds)
    label = "running" if is_running and kind == "call" else "answered" if is_accepted else ""
    return Entry(at, EntryKind(kind), label=label, channel="voice", seconds=seconds, number_check=check)


def _handoff(row: Sequence[Any]) -> OpenHandoff:
    return OpenHandoff(
        row[0], row[1], HandoffReason(row[2]), Urgency(row[3]), Team(row[4]), HandoffStatus(row[5]), row[6], row[7],
        row[8], row[9], row[10], row[11],
    )  # fmt: skip
