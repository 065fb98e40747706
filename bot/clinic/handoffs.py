"""The rules of handoffs: what is promised by when, and how a second request changes the first."""

from datetime import datetime, timedelta

from bot.clinic.hours import OpeningHours
from bot.clinic.profile import Profile
from bot.values import Urgency


def promise(profile: Profile, hours: OpeningHours, urgency: Urgency, now: datetime) -> datetime:
    """By when somebody looks at it: minutes of open time for urgent requests, a business day for others.

    Urgent requests while closed count from the next opening; what to do tonight is said by the flow.
    """
    if urgency is Urgency.ROUTINE:
        return hours.end_of_next_business_day(now)
    minutes = profile.promises.emergency_minutes if urgency is Urgency.EMERGENCY else profile.promises.same_day_minutes
    start = hours.opens_at(now)
    return min(start + timedelta(minutes=minutes), max(hours.closes_at(start), start))


def code(raw: bytes) -> str:
    """Five characters that staff can read to each other, from random bytes: no 0 O 1 I."""
    alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "".join(alphabet[byte % len(alphabet)] for byte in raw[:5])
