"""Who works at the clinic and what each may do. One table, asked by every route and every act."""

from enum import StrEnum

from bot.values import Team


class Right(StrEnum):
    """What somebody may do in the console."""

    SEE = "see"  # the queue, the search and every conversation
    ACT = "act"  # claim, answer, note, close
    CLINICAL = "clinical"  # clear a care lock, lower an urgency that a danger caused
    FIGURES = "figures"  # counts without patient facts
    CLINIC = "clinic"  # hours, closed days, canned replies
    ACCOUNTS = "accounts"  # staff accounts and their invites
    AUDIT = "audit"  # who read and did what


class Role(StrEnum):
    """What a staff member is. Declared as the console lists them."""

    FRONT_DESK = "front_desk"
    NURSE = "nurse"
    LEAD = "manager"  # runs the office; the official label stays
    AUDITOR = "auditor"  # reads the audit and the figures, never a conversation


_CONSOLE = {Right.SEE, Right.ACT, Right.FIGURES}
_RIGHTS = {
    Role.FRONT_DESK: frozenset(_CONSOLE),
    Role.NURSE: frozenset({*_CONSOLE, Right.CLINICAL}),
    Role.LEAD: frozenset({*_CONSOLE, Right.CLINIC, Right.ACCOUNTS, Right.AUDIT}),
    Role.AUDITOR: frozenset({Right.FIGURES, Right.AUDIT}),
}
_TEAMS = {
    Role.NURSE: (Team.NURSE, Team.SURGERY, Team.ON_CALL),
    Role.FRONT_DESK: (Team.FRONT_DESK, Team.BILLING, Team.RECORDS),
}


class Outcome(StrEnum):
    """How a handoff ended."""

    ANSWERED = "answered"  # the person has what they asked for
    CALLED = "called"  # spoken with by phone
    BOOKED = "booked"  # a visit was arranged
    SENT_TO_CARE = "sent_to_care"  # emergency room or 911
    NOT_REACHED = "not_reached"  # tried, and nobody answered
    NOTHING_NEEDED = "nothing_needed"  # a test, a wrong number, a nuisance


class Mark(StrEnum):
    """What staff know of a number."""

    TEXT_ONLY = "text_only"  # cannot or does not want to speak
    INTERPRETER = "interpreter"  # needs one for a language the line does not speak
    DO_NOT_CONTACT = "do_not_contact"  # nothing unprompted: somebody else may hold the phone
    NUISANCE = "nuisance"  # blocked; red flags are still answered


class NoteKind(StrEnum):
    """What a line of staff in the timeline is about."""

    NOTE = "note"  # their own words
    CLAIMED = "claimed"
    RELEASED = "released"
    HANDED = "handed"  # to a colleague or a team
    URGENCY = "urgency"  # raised, or lowered with a reason
    LOCK_CLEARED = "lock_cleared"
    WORST_LOWERED = "worst_lowered"  # what was said on the worst day counts no more, with a reason
    MARKED = "marked"
    SNOOZED = "snoozed"
    CLOSED = "closed"
    CALLING = "calling"  # rings their own phone, and then the patient's
    CALL_ENDED = "call_ended"  # the words are how
    VISIT_BOOKED = "visit_booked"  # the words are the visit's time, as of the next three
    VISIT_MOVED = "visit_moved"
    VISIT_DROPPED = "visit_dropped"
    VISIT_CONFIRMED = "visit_confirmed"


def may(role: Role, right: Right, *, is_break_glass: bool = False) -> bool:
    """True where the role has the right. The break-glass account may do all that care needs, whatever its role."""
    return right in _RIGHTS[role] or (is_break_glass and right in {Right.SEE, Right.ACT, Right.CLINICAL})


def teams_of(role: Role) -> tuple[Team, ...]:
    """The teams whose queue this role sees first; every team where it has none of its own."""
    return _TEAMS.get(role, tuple(Team))
