"""Opens a handoff, or raises the open one; writes the summary staff read first.

The urgency only goes up here: lowering it is a named person's act.
"""

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection

from bot.clinic import handoffs as rules
from bot.dialogue.predicates import ONSET
from bot.dialogue.session import Session
from bot.services import escalation
from bot.services.line import ClinicLine
from bot.storage import handoffs
from bot.storage.conversations import Thread
from bot.storage.handoffs import Handoff
from bot.values import Channel, HandoffId, HandoffReason, HandoffStatus, Language, Team, Urgency

MAX_SUMMARY = 4000  # characters; older requests fall off the end


def open_or_raise(
    line: ClinicLine,
    tx: Connection,
    thread: Thread,
    reason: HandoffReason,
    urgency: Urgency,
    team: Team,
    now: datetime,
) -> Handoff:
    """The conversation's open handoff after this request. The worse reason, urgency and team stay."""
    by_at = rules.promise(line.profile, line.hours, urgency, now)
    found = handoffs.find_open(tx, thread.conversation_id)
    request = summary(thread.session, reason, urgency, now)
    if found is None:
        new = Handoff(
            HandoffId(uuid4()),
            thread.conversation_id,
            rules.code(line.secret_bytes(5)),
            reason,
            urgency,
            team,
            HandoffStatus.WAITING,
            request,
            1,
            by_at,
            now,
        )
        handoffs.add(tx, new)
        escalation.seek(line, tx, new, now)
        return new
    is_missed = found.by_at <= now  # that promise is broken and owned up to: nobody is promised a time that has passed
    raised = replace(
        found,
        summary=f"{request}\n\n{found.summary}"[:MAX_SUMMARY],
        requests=found.requests + 1,
        by_at=by_at if is_missed else min(found.by_at, by_at),
    )
    if urgency.rank > found.urgency.rank:
        raised = replace(raised, reason=reason, urgency=urgency, team=team)
    handoffs.raise_to(tx, raised, now)
    if raised.status is HandoffStatus.WAITING and (is_missed or raised.urgency is not found.urgency):
        escalation.seek(line, tx, raised, now)
    return raised


def summary(session: Session, reason: HandoffReason, urgency: Urgency, now: datetime) -> str:
    """What staff read first: why, where the talk stands, and every answer in the order it was given."""
    channel = "phone" if session.channel is Channel.VOICE else "text"
    language = "Spanish" if session.language is Language.ES else "English"
    lines = [f"{now:%a %b %d, %I:%M %p} by {channel}, {language}: {_spaced(reason)} ({_spaced(urgency)})."]
    if session.disposition.acts_at_once:
        lines.append(f"Worst so far: {_spaced(session.disposition)}.")
    if session.screened_at is not None:
        lines.append(f"Safety screen passed {session.screened_at.astimezone(now.tzinfo):%a %I:%M %p}.")
    for name, answer in session.answers.items():
        lines.append(f"{_spaced(name.partition('.')[2] or name)}: {_readable(name, answer, now)}")
    return "\n".join(lines)


def _readable(name: str, answer: str, now: datetime) -> str:
    """An answer as staff would write it: the onset as days, a voicemail as what it is."""
    if name == ONSET:
        return _days(answer, now)
    return "(voicemail)" if answer.startswith("recording:") else answer


def _spaced(label: str) -> str:
    return label.replace("_", " ")


def _days(onset: str, now: datetime) -> str:
    """As in "Mon Nov 23 to Tue Nov 24" for two instants; anything else as it stands."""
    try:
        instants = [datetime.fromisoformat(side).astimezone(now.tzinfo) for side in onset.split("/")]
    except ValueError:
        return onset
    return " to ".join(f"{day:%a %b %d}" for day in dict.fromkeys(instant.date() for instant in instants))
