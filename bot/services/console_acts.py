"""What staff do to a handoff. One owner at a time, enforced by statements that name the state they expect."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from bot.clinic import handoffs as rules
from bot.clinic.staff_rules import NoteKind, Outcome, Right
from bot.services import escalation
from bot.services.audit import note
from bot.services.console_forms import (
    LONGEST_NOTE,
    LONGEST_TEXT,
    Form,
    Here,
    Texted,
    Told,
    act,
    clean,
    may_text,
    seconds,
)  # fmt: skip
from bot.services.line import ClinicLine
from bot.storage import acts, handoffs, promises, staff
from bot.storage.handoffs import Handoff
from bot.values import ConversationId, HandoffId, HandoffReason, HandoffStatus, Language, Team, Urgency


def claim(line: ClinicLine, form: Form) -> Told:
    """Takes the waiting handoff; of two at once, one wins. From now on the line is silent, danger apart."""

    def work(here: Here) -> Told:
        if here.handoff is None or not acts.claim(here.tx, here.handoff.id, here.me, here.now):
            return Told.TOO_LATE
        escalation.settle(here.tx, here.handoff.id, here.now)
        return here.keep(NoteKind.CLAIMED, "", "claimed", waited=seconds(here.now - here.handoff.opened_at))

    return act(line, form, work)


def take_over(line: ClinicLine, form: Form) -> Told:
    """Starts a handoff of one's own in a conversation that has none."""

    def work(here: Here) -> Told:
        if here.handoff is not None or not here.story.is_open:
            return Told.TOO_LATE
        by_at = rules.promise(line.profile, line.hours, Urgency.ROUTINE, here.now)
        opened = Handoff(
            HandoffId(uuid4()), ConversationId(form.conversation_id), rules.code(line.secret_bytes(5)),
            HandoffReason.TALK_TO_HUMAN, Urgency.ROUTINE, Team.FRONT_DESK, HandoffStatus.WAITING,
            "", 1, by_at, here.now,
        )  # fmt: skip
        handoffs.add(here.tx, opened)
        acts.claim(here.tx, opened.id, here.me, here.now)
        return here.keep(NoteKind.CLAIMED, "", "took_over")

    return act(line, form, work)


def release(line: ClinicLine, form: Form, team: Team | None) -> Told:
    """Back to the queue, perhaps of another team; a waiting one may be moved by anybody."""

    def work(here: Here) -> Told:
        if here.handoff is None:
            return Told.TOO_LATE
        if here.handoff.status is HandoffStatus.WAITING and team:
            if not acts.move_team(here.tx, here.handoff.id, team):
                return Told.TOO_LATE
            promises.hand_over(here.tx, here.handoff.id, team.value)
        else:
            waiting = _promised_anew(line, here, here.waiting(team))
            if not acts.release(here.tx, here.handoff.id, here.me, waiting.team, waiting.by_at):
                return Told.TOO_LATE
            escalation.seek(line, here.tx, waiting, here.now)
        return here.keep(NoteKind.RELEASED, team.value if team else "", "released", team=team or here.handoff.team)

    return act(line, form, work)


def _promised_anew(line: ClinicLine, here: Here, waiting: Handoff) -> Handoff:
    """With a promise that can still be kept: the first one may have run out while a person had it."""
    if waiting.by_at > here.now:
        return waiting
    return replace(waiting, by_at=rules.promise(line.profile, line.hours, waiting.urgency, here.now))


def hand_to(line: ClinicLine, form: Form, colleague: UUID) -> Told:
    """Gives it to a colleague, who owns it at once."""

    def work(here: Here) -> Told:
        found = staff.find(here.tx, colleague)
        if found is None or found.is_disabled or not found.member.may(Right.ACT):
            return Told.NOT_ALLOWED
        if here.handoff is None or not acts.hand_to(here.tx, here.handoff.id, here.me, colleague):
            return Told.TOO_LATE
        return here.keep(NoteKind.HANDED, found.member.name, "handed_over", to=str(colleague))

    return act(line, form, work)


def write_note(line: ClinicLine, form: Form, body: str) -> Told:
    """Words among staff; nobody sends them."""

    def work(here: Here) -> Told:
        words = clean(body)
        if not words or len(words) > LONGEST_NOTE:
            return Told.NEEDS_WORDS
        return here.keep(NoteKind.NOTE, words, "noted")

    return act(line, form, work)


def reply(line: ClinicLine, form: Form, texted: Texted) -> Told:
    """A text from the clinic, kept as due: the sender takes it from there. Only the owner writes."""

    def work(here: Here) -> Told:
        refusal = may_text(here)
        if refusal:
            return refusal
        if not here.is_mine():
            return Told.TOO_LATE
        if not texted.body.strip() or len(texted.body) > LONGEST_TEXT:
            return Told.NEEDS_WORDS
        sent = acts.add_text(here.tx, form.conversation_id, here.me, texted.body, texted.segments, here.now)
        note(here.tx, form.asker, "replied", form.conversation_id, here.now, message=str(sent))
        return Told.DONE

    return act(line, form, work)


def set_urgency(line: ClinicLine, form: Form, before: Urgency, after: Urgency, reason: str) -> Told:
    """Raised by anybody; lowered with a reason, and where a danger caused it by a nurse alone."""

    def work(here: Here) -> Told:
        if here.handoff is None:
            return Told.TOO_LATE
        why = clean(reason)[:LONGEST_NOTE]
        is_lower = after.rank < before.rank
        if is_lower and here.handoff.reason in rules.CLINICAL and not form.asker.member.may(Right.CLINICAL):
            return Told.NOT_ALLOWED
        if is_lower and not why:
            return Told.NEEDS_REASON
        by_at = rules.promise(line.profile, line.hours, after, here.now)
        by_at = by_at if is_lower else min(by_at, here.handoff.by_at)
        if not acts.set_urgency(here.tx, here.handoff.id, before, after, by_at):
            return Told.TOO_LATE
        if not is_lower and here.handoff.status is HandoffStatus.WAITING:
            escalation.seek(line, here.tx, replace(here.waiting(), urgency=after, by_at=by_at), here.now)
        body = f"{before.value} → {after.value}" + (f": {why}" if why else "")
        return here.keep(NoteKind.URGENCY, body, "urgency_set", before=before.value, after=after.value)

    return act(line, form, work)


def close(line: ClinicLine, form: Form, outcome: Outcome, farewell: Mapping[Language, Texted]) -> Told:
    """Finished: the line answers again, and the person is told so where that may be written to them."""

    def work(here: Here) -> Told:
        if here.handoff is None or not acts.close(here.tx, here.handoff.id, here.me, outcome, here.now):
            return Told.TOO_LATE
        escalation.settle(here.tx, here.handoff.id, here.now)
        words = farewell.get(here.story.contact.language or Language.EN)
        if words and words.body and may_text(here) is None:
            acts.add_text(here.tx, form.conversation_id, None, words.body, words.segments, here.now)
        return here.keep(NoteKind.CLOSED, outcome.value, "closed", outcome=outcome.value)

    return act(line, form, work)


def snooze(line: ClinicLine, form: Form, until: datetime) -> Told:
    """Rests until an hour of today or tomorrow; an emergency never rests."""

    def work(here: Here) -> Told:
        if here.handoff is None or not here.now < until < here.now + timedelta(days=4):
            return Told.TOO_LATE
        if here.handoff.urgency is Urgency.EMERGENCY:
            return Told.NOT_ALLOWED
        acts.snooze(here.tx, here.handoff.id, here.me, until)
        return here.keep(NoteKind.SNOOZED, until.isoformat(), "snoozed")

    return act(line, form, work)
