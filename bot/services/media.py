"""Voicemails and photos: kept at the gateway, brought to staff through our own door, deleted when their time is over.

Addresses are made from ids that were checked when they came in, never read from a message. What staff open is an
audit line before it is fetched; no connection to the database is held meanwhile.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

import structlog

from bot.services.audit import Asker, note
from bot.services.line import ClinicLine
from bot.storage import media
from bot.storage.media import Kept

MOST_AT_ONCE = 50  # deleted in one go

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A sound or a picture, of a kind that a page may show."""

    content_type: str
    body: bytes


class MediaStore(Protocol):
    """Where sounds and pictures lie. Neither method raises: what cannot be had is None or False."""

    def fetch(self, kept: Kept) -> Fetched | None: ...

    def delete(self, kept: Kept) -> bool:
        """True when it is gone, also where it was gone before."""
        ...


def play(line: ClinicLine, store: MediaStore, asker: Asker, recording: str) -> Fetched | None:
    """A voicemail, for a staff member."""
    with line.database.begin() as tx:
        kept = media.recording(tx, recording)
        if kept is None:
            return None
        note(tx, asker, "voicemail_played", kept.conversation_id, line.now(), recording=recording)
    return store.fetch(kept)


def look(line: ClinicLine, store: MediaStore, asker: Asker, photo: UUID) -> Fetched | None:
    """A photo, for a staff member."""
    with line.database.begin() as tx:
        kept = media.photo(tx, photo)
        if kept is None:
            return None
        note(tx, asker, "photo_seen", kept.conversation_id, line.now(), photo=str(photo))
    return store.fetch(kept)


def delete_old(line: ClinicLine, store: MediaStore, days: int) -> int:
    """Deletes at the gateway what is older; what could not be deleted is tried again next time. Returns how many."""
    now = line.now()
    with line.database.begin() as tx:
        old = media.older_than(tx, now - timedelta(days=days), MOST_AT_ONCE)
    gone = [kept for kept in old if store.delete(kept)]
    with line.database.begin() as tx:
        for kept in gone:
            media.mark_deleted(tx, kept, now)
    if len(gone) < len(old):
        _log.warning("media_not_deleted", left=len(old) - len(gone))
    return len(gone)
