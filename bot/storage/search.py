"""The search for a person, by what staff know of them. Each is one statement, whatever the number of rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, text

from bot.storage.queue import NAMES

MOST_FOUND = 30


@dataclass(frozen=True, slots=True)
class Found:
    """One person the search came upon."""

    conversation_id: UUID
    name: str
    phone: str
    code: str
    status: str
    last_at: datetime


_SEARCH = f"""
    SELECT DISTINCT ON (v.contact_id) v.id, coalesce(who.names, ''), coalesce(c.phone, ''),
           coalesce(h.code, ''), coalesce(h.status, ''), v.opened_at
    FROM conversations v
    JOIN contacts c ON c.id = v.contact_id
    LEFT JOIN handoffs h ON h.conversation_id = v.id
    {NAMES}
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


def by_code(tx: Connection, code: str) -> list[Found]:
    """The person a handoff's code belongs to."""
    return [Found(*row) for row in tx.execute(_BY_CODE, {"code": code})]


def by_last_digits(tx: Connection, digits: str) -> list[Found]:
    """People whose number ends in these digits."""
    return [Found(*row) for row in tx.execute(_BY_NUMBER, {"digits": digits[::-1]})]


def by_name(tx: Connection, words: Sequence[str]) -> list[Found]:
    """People in whose folded name every one of these words stands. The words are letters, nothing else."""
    return [Found(*row) for row in tx.execute(_BY_NAME, {"parts": [f"%{word}%" for word in words]})]
