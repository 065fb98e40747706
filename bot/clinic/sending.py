"""Whether a message may go now, later or never, and what follows when the gateway refuses it. Pure.

Emergency wording passes every rule here but its deadline: suppression and caps never withhold it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.clinic.contact_rules import Caps, Hours
from bot.clinic.message_kinds import Kind, MessageClass
from bot.values import MessageStatus


class Reason(StrEnum):
    """Why a message ended without being sent."""

    OPTED_OUT = "opted_out"  # the person asked for silence
    DO_NOT_CONTACT = "do_not_contact"  # somebody else may hold the phone
    NO_CONSENT = "no_consent"  # never agreed to this, or took it back
    NO_NUMBER = "no_number"  # nowhere to send it
    ABROAD = "abroad"  # a country the clinic does not send to
    TOO_LATE = "too_late"  # its deadline has passed
    CAPPED = "capped"  # the person got enough already, and its deadline comes before the next free day
    OUTDATED = "outdated"  # written for an older version of what it is about
    NOT_NEEDED = "not_needed"  # its reason is gone
    BY_CALL = "by_call"  # the person is told by phone instead
    REFUSED = "refused"  # the gateway will not take it
    UNDECIDED = "undecided"  # nobody can tell whether it went, and its kind is not sent twice


@dataclass(frozen=True, slots=True)
class Go:
    """It may be sent now."""


@dataclass(frozen=True, slots=True)
class Later:
    """It may be sent from this instant on."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Never:
    """It ends here, with its reason."""

    status: MessageStatus
    reason: Reason


Verdict = Go | Later | Never


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of the person and the subject at the moment of sending."""

    is_opted_out: bool
    is_do_not_contact: bool
    has_agreed: bool  # to the kind's purpose; True where none is needed
    is_current: bool  # the subject still has the version the message was written for
    is_at_home: bool  # the number belongs to a country the clinic sends to
    sent_today: int  # capped messages
    sent_this_week: int
    zone: ZoneInfo


def judge(
    kind: Kind, hours: Hours | None, caps: Caps, deadline_at: datetime, standing: Standing, now: datetime
) -> Verdict:
    """The one place where it is decided whether a message goes. The gravest reason is named first."""
    if not standing.is_at_home and not kind.is_emergency:
        return Never(MessageStatus.FAILED, Reason.ABROAD)
    if not kind.is_emergency and kind.message_class is not MessageClass.STAFF:
        silence = _silence(kind, standing)
        if silence is not None:
            return Never(MessageStatus.SUPPRESSED, silence)
    if not standing.is_current:
        return Never(MessageStatus.WITHDRAWN, Reason.OUTDATED)
    if now >= deadline_at:
        return Never(MessageStatus.EXPIRED, Reason.TOO_LATE)
    at = _first_moment(kind, hours, caps, standing, now)
    if at <= now:
        return Go()
    if at < deadline_at:
        return Later(at)
    is_capped = hours is None or hours.allow(now, standing.zone)
    return Never(MessageStatus.EXPIRED, Reason.CAPPED if is_capped else Reason.TOO_LATE)


def _silence(kind: Kind, standing: Standing) -> Reason | None:
    if standing.is_do_not_contact:
        return Reason.DO_NOT_CONTACT
    if standing.is_opted_out and not kind.is_after_opt_out:
        return Reason.OPTED_OUT
    return None if standing.has_agreed else Reason.NO_CONSENT


def _first_moment(kind: Kind, hours: Hours | None, caps: Caps, standing: Standing, now: datetime) -> datetime:
    if hours is None:
        return now
    is_full = standing.sent_today >= caps.a_day or standing.sent_this_week >= caps.a_week
    if kind.is_capped and is_full:
        return hours.opens_tomorrow(now, standing.zone)  # a full week is asked again each day
    return hours.next_lawful(now, standing.zone)


class Failure(StrEnum):
    """Why the gateway did not take a message, or could not bring it."""

    OPTED_OUT = "opted_out"  # the person has blocked us there
    BLOCKED = "blocked"  # the network blocks us for this person
    BAD_NUMBER = "bad_number"  # no such number, or not in use
    VOICE_ONLY = "voice_only"  # a number that gets no texts
    UNREACHABLE = "unreachable"  # phone off, roaming, or nobody can tell
    NO_ROUTE = "no_route"  # not from this sender, or not in the time it had
    NOT_NOW = "not_now"  # held to be an unlawful hour there
    FILTERED = "filtered"  # taken for spam: the wording must be looked at, never sent again
    TOO_MANY = "too_many"  # slow down
    NOT_ALLOWED = "not_allowed"  # a country or a risk that is switched off on purpose
    SET_UP = "set_up"  # credentials, registration, sender: nothing at all will go
    OTHER = "other"  # not known to us

    @property
    def is_for_operators(self) -> bool:
        """True where no message can leave until somebody corrects the set-up."""
        return self is Failure.SET_UP

    @property
    def may_pass(self) -> bool:
        """True where nothing was sent and the same message may be tried again at once."""
        return self in (Failure.TOO_MANY, Failure.SET_UP)

    @property
    def is_of_the_hour(self) -> bool:
        """True where another hour may do better: one more try, where the kind has one."""
        return self in (Failure.UNREACHABLE, Failure.NOT_NOW, Failure.TOO_MANY)

    @property
    def means_silence(self) -> bool:
        """True where the person, or the network for them, wants no texts from us."""
        return self in (Failure.OPTED_OUT, Failure.BLOCKED)
