"""What the clinic changes itself, instead of the file it started with. Each change is an audit line."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.clinic.canned import REPLIES, CannedReply, filled
from bot.services.audit import Asker, note
from bot.services.line import ClinicLine
from bot.storage import clinic_changes
from bot.values import Language

CANNED = "canned_replies"
MOST_REPLIES = 40
LONGEST_TITLE = 60
LONGEST_REPLY = 600


@dataclass(frozen=True, slots=True)
class Replies:
    """The canned replies, and the version a change is made on."""

    replies: tuple[CannedReply, ...]
    version: int


def replies(line: ClinicLine) -> Replies:
    """The clinic's canned replies; those of the program until somebody changes one."""
    with line.database.begin() as tx:
        found = clinic_changes.find(tx, CANNED)
    if found is None:
        return Replies(REPLIES, 0)
    told = tuple(
        CannedReply(one["title"], {spoken: one["say"].get(spoken.value, "") for spoken in Language})
        for one in found.value
    )
    return Replies(told, found.version)


def canned_replies(line: ClinicLine, spoken: Language, staff: str) -> list[tuple[str, str]]:
    """Title and words in one language with the fields filled in, ready to be sent."""
    return [
        (one.title, filled(one.say[spoken], line.profile, staff))
        for one in replies(line).replies
        if one.say.get(spoken)
    ]


def change_replies(line: ClinicLine, asker: Asker, changed: Sequence[CannedReply], seen: int) -> bool:
    """Keeps the replies that have a title and words. False when somebody else changed them meanwhile."""
    kept = [one for one in changed if one.title.strip() and any(words.strip() for words in one.say.values())]
    value = [
        {
            "title": one.title.strip()[:LONGEST_TITLE],
            "say": {spoken.value: words.strip()[:LONGEST_REPLY] for spoken, words in one.say.items()},
        }
        for one in kept[:MOST_REPLIES]
    ]
    now = line.now()
    with line.database.begin() as tx:
        is_done = clinic_changes.put(tx, CANNED, value, seen, asker.member.id, now)
        if is_done:
            note(tx, asker, "canned_replies_changed", None, now, replies=len(value), version=seen + 1)
        return is_done
