"""The rules of handoffs: what is promised by when, and how a second request changes the first."""

from datetime import datetime, timedelta

from bot.clinic.hours import OpeningHours
from bot.clinic.profile import Profile
from bot.values import HandoffReason, Urgency

CLINICAL = frozenset({HandoffReason.RED_FLAG, HandoffReason.CRISIS, HandoffReason.POST_OP})
MOST_TRIES = 3  # calls in vain before a request is closed as "could not be reached"
_SHORTEST_NOTICE, _LONGEST_NOTICE = timedelta(minutes=5), timedelta(hours=1)


def promise(profile: Profile, hours: OpeningHours, urgency: Urgency, now: datetime) -> datetime:
    """By when somebody looks at it: minutes of open time for urgent requests, a business day for others.

    Urgent requests while closed count from the next opening; what to do tonight is said by the flow.
    """
    if urgency is Urgency.ROUTINE:
        return hours.end_of_next_business_day(now)
    minutes = profile.promises.emergency_minutes if urgency is Urgency.EMERGENCY else profile.promises.same_day_minutes
    start = hours.opens_at(now)
    return min(start + timedelta(minutes=minutes), max(hours.closes_at(start), start))


def near(made_at: datetime, by_at: datetime) -> datetime:
    """When staff are told that a promise runs out: with a quarter of its time left, five minutes to an hour."""
    notice = min(max((by_at - made_at) / 4, _SHORTEST_NOTICE), _LONGEST_NOTICE)
    return max(by_at - notice, made_at)


def reached_from(hours: OpeningHours, urgency: Urgency, reason: HandoffReason, now: datetime) -> datetime | None:
    """From when on staff are sought on their own phones; None for what waits in the queue.

    Danger is told at any hour. Another request for today is told once there is somebody to hear it.
    """
    if urgency is Urgency.ROUTINE:
        return None
    return now if urgency is Urgency.EMERGENCY or reason in CLINICAL else hours.opens_at(now)


def code(raw: bytes) -> str:
    """Five characters that staff can read to each other, from random bytes: no 0 O 1 I."""
    alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "".join(alphabet[byte % len(alphabet)] for byte in raw[:5])
