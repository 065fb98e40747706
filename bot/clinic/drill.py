"""The fire drill: a made-up danger from a number nobody has. Whoever sees or hears of it reads DRILL first."""

from datetime import datetime, time, timedelta

from pydantic import BaseModel, ConfigDict, Field

DRILL_PHONE = "+18005550199"  # of the range kept for fiction
DRILL_MARK = "DRILL"
DRILL_WORDS = "DRILL, nobody is in danger: I am numb between my legs and I can't pee"


class DrillPlan(BaseModel):
    """When the weekly drill is; `weekday` 0 is Monday. Without a weekday there is none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weekday: int | None = Field(default=None, ge=0, le=6)
    at: time = time(10, 0)

    def is_due(self, now: datetime, last_at: datetime | None) -> bool:
        """True from this week's moment to the end of its day, once; `now` is in the clinic's zone."""
        if self.weekday is None or now.weekday() != self.weekday or now.time() < self.at:
            return False
        return last_at is None or now - last_at > timedelta(days=1)
