"""When somebody who agreed is asked how they are: the schedule of clinical.md 6 as K11 corrected it. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

SWITCH = 72  # the check-in at the change from ice to heat counts from the onset, not from the talk
CLOSEST = timedelta(hours=20)  # two check-ins nearer than this are one


def check_ins_at(after_hours: Sequence[int], now: datetime, heat_at: datetime | None) -> list[datetime]:
    """The instants, in their order. `heat_at`: when heat may start; the check-in there is left out once it is past."""
    meant = [(now + timedelta(hours=hours), False) for hours in after_hours if hours != SWITCH]
    if SWITCH in after_hours and heat_at is not None and heat_at > now:
        meant.append((heat_at, True))
    kept: list[tuple[datetime, bool]] = []
    for at, is_switch in sorted(meant):
        if kept and at - kept[-1][0] < CLOSEST:
            if not is_switch:
                continue
            kept.pop()
        kept.append((at, is_switch))
    return [at for at, _ in kept]
