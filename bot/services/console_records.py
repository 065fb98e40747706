"""What staff change on a person's record: marks, and the care lock that only a nurse clears."""

from bot.clinic.staff_rules import Mark, NoteKind, Right
from bot.services.console_forms import LONGEST_NOTE, Form, Here, Told, act, clean
from bot.services.line import ClinicLine
from bot.storage import acts, contacts, worst_answers
from bot.values import Channel


def clear_lock(line: ClinicLine, form: Form, reason: str) -> Told:
    """A nurse, with a reason: self-care may be given again, after a new screen."""

    def work(here: Here) -> Told:
        why = clean(reason)[:LONGEST_NOTE]
        if not form.asker.member.may(Right.CLINICAL):
            return Told.NOT_ALLOWED
        if not why:
            return Told.NEEDS_REASON
        was = acts.clear_lock(here.tx, here.story.contact.id)
        if was is None:
            return Told.TOO_LATE
        return here.keep(NoteKind.LOCK_CLEARED, why, "lock_cleared", was=was.value)

    return act(line, form, work)


def lower_worst(line: ClinicLine, form: Form, reason: str) -> Told:
    """A nurse, with a reason: what was said lately alarms nobody any more. The care lock is another matter."""

    def work(here: Here) -> Told:
        why = clean(reason)[:LONGEST_NOTE]
        if not form.asker.member.may(Right.CLINICAL):
            return Told.NOT_ALLOWED
        if not why:
            return Told.NEEDS_REASON
        was = here.story.worst
        if was is None or not worst_answers.lower(here.tx, here.story.contact.id, here.me, why, here.now):
            return Told.TOO_LATE
        return here.keep(NoteKind.WORST_LOWERED, why, "worst_lowered", was=was.disposition.value)

    return act(line, form, work)


def mark(line: ClinicLine, form: Form, given: Mark, *, is_on: bool) -> Told:
    """What staff know of the number: text only, interpreter, do not contact, nuisance."""

    def work(here: Here) -> Told:
        contact_id = here.story.contact.id
        if not is_on:
            acts.unmark(here.tx, contact_id, given)
        else:
            acts.mark(here.tx, contact_id, given, here.me, here.now)
            if given is Mark.DO_NOT_CONTACT:
                contacts.do_not_contact(here.tx, contact_id, Channel.SMS, here.now)
        body = given.value if is_on else f"-{given.value}"
        return here.keep(NoteKind.MARKED, body, "marked", mark=body)

    return act(line, form, work)


def is_nuisance(line: ClinicLine, phone: str) -> bool:
    """True for a number staff have blocked: the doors answer danger alone."""
    with line.database.begin() as tx:
        return acts.is_nuisance(tx, phone)
