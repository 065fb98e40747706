"""When the clinic is open, and when next. All instants are aware; wall clocks are the clinic's."""

from datetime import date, datetime, timedelta
from functools import lru_cache, partial

from bot.clinic.federal_holidays import is_kept
from bot.clinic.profile import Profile

HORIZON_DAYS = 60  # a clinic that opens no day within this has no next opening


class OpeningHours:
    """Answers for one profile, and for the next one when the clinic changes its hours."""

    def __init__(self, profile: Profile) -> None:
        self.zone = profile.zone_info
        self.follow(profile)

    def follow(self, profile: Profile) -> None:
        """From now on the hours and closed days of this profile, for everybody who asks here."""
        self._span_of = lru_cache(maxsize=HORIZON_DAYS * 2)(partial(_find_span, profile))

    def is_open(self, now: datetime) -> bool:
        """True while staff are in."""
        span = self._span_of(now.astimezone(self.zone).date())
        return span is not None and span[0] <= now < span[1]

    def opens_at(self, now: datetime) -> datetime:
        """The next opening at or after now; now itself while open."""
        local = now.astimezone(self.zone).date()
        for ahead in range(HORIZON_DAYS):
            span = self._span_of(local + timedelta(days=ahead))
            if span is not None and now < span[1]:
                return max(now, span[0])
        return now + timedelta(days=HORIZON_DAYS)

    def closes_at(self, now: datetime) -> datetime:
        """When the business day that contains now, or else the next one, ends."""
        opening = self.opens_at(now)
        span = self._span_of(opening.astimezone(self.zone).date())
        return span[1] if span is not None else opening

    def end_of_next_business_day(self, now: datetime) -> datetime:
        """The close of the business day after the one that is running or comes next."""
        return self.closes_at(self.closes_at(now) + timedelta(minutes=1))


def _find_span(profile: Profile, day: date) -> tuple[datetime, datetime] | None:
    span = profile.hours.of(day.weekday())
    if span is None or day in profile.closed.days or is_kept(day, profile.closed.holidays):
        return None
    opens, closes = (datetime.combine(day, wall, tzinfo=profile.zone_info) for wall in span)
    return opens, closes
