"""What is free: shifts, breaks, closures, limits, what is taken, and nights on which the clock changes."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clinic.slots import Stretch, Taken, instant, without
from tests.clinic.scheduling import ZONE, at, available, changed, night_clinic, stretch, told

TUESDAY = date(2026, 11, 24)


def test_a_day_offers_the_grid_of_each_shift_without_its_break() -> None:
    free = told(available().on(TUESDAY))
    assert free[:3] == ["Tue 24 08:00 a", "Tue 24 08:00 b", "Tue 24 08:20 a"]
    assert free[-1] == "Tue 24 16:40 b"
    assert not [slot for slot in free if " 12:" in slot]


def test_a_visit_must_fit_before_the_break() -> None:
    assert "Tue 24 11:20 a" in told(available("new_patient").on(TUESDAY))
    assert "Tue 24 11:40 a" not in told(available("new_patient").on(TUESDAY))


def test_lead_time_hides_the_next_hours_but_not_from_staff() -> None:
    today = date(2026, 11, 23)
    assert told(available().on(today))[0] == "Mon 23 11:00 a"
    assert told(available(is_staff=True).on(today))[0] == "Mon 23 09:20 a"


def test_nothing_is_free_beyond_the_horizon() -> None:
    free = available()
    assert free.on(free.last_day + timedelta(days=1)) == ()
    assert list(free.days())[-1] == date(2026, 12, 23)


@pytest.mark.parametrize("day", [date(2026, 11, 26), date(2026, 11, 28), date(2026, 11, 22)])
def test_holidays_weekends_and_past_days_have_no_slots(day: date) -> None:
    assert available().on(day) == ()


def test_a_closure_closes_its_location() -> None:
    closed = changed(
        ("format = 1", 'format = 1\nclosures = [{first = 2026-11-24, last = 2026-11-24, location = "fort_worth"}]')
    )
    assert available(schedule=closed).on(TUESDAY) == ()


def test_what_is_taken_is_not_free_for_its_practitioner() -> None:
    taken = Taken(practitioners={"a": [stretch("2026-11-24T08:10", "2026-11-24T09:00")]})
    free = told(available(taken=taken).on(TUESDAY))
    assert free[:4] == ["Tue 24 08:00 b", "Tue 24 08:20 b", "Tue 24 08:40 b", "Tue 24 09:00 a"]


def test_a_taken_room_is_not_free_for_anybody() -> None:
    taken = Taken(rooms={"room_2": [stretch("2026-11-24T08:00", "2026-11-24T17:00")]})
    assert not [slot for slot in told(available(taken=taken).on(TUESDAY)) if slot.endswith("b")]


def test_a_practitioner_at_the_days_cap_is_full_except_for_staff() -> None:
    full = Taken(full=frozenset({("a", TUESDAY)}))
    assert not [slot for slot in told(available(taken=full).on(TUESDAY)) if slot.endswith("a")]
    assert [slot for slot in told(available(taken=full, is_staff=True).on(TUESDAY)) if slot.endswith("a")]


def test_a_slot_is_found_again_by_its_key() -> None:
    free = available()
    slot = free.on(TUESDAY)[4]
    assert free.find(slot.key) == slot
    assert free.has(slot)
    assert [free.find(key) for key in ("", "yesterday", "20261124T140100Z-a", "20261124T1401Z-a")] == [None] * 4


CHANGES = [  # the night, and whether the clock goes forward
    (date(2026, 11, 1), False),
    (date(2027, 3, 14), True),
    (date(2027, 11, 7), False),
    (date(2028, 3, 12), True),
]
ZONES = [
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "America/Adak", "America/Indiana/Indianapolis",
]  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("night", "is_forward"), CHANGES)
def test_on_a_night_of_a_changing_clock_each_wall_time_exists_and_is_offered_once(
    zone: str, night: date, is_forward: bool
) -> None:
    schedule, hours = night_clinic(zone)
    local = ZoneInfo(zone)
    eve = datetime.combine(night - timedelta(days=1), datetime.min.time(), tzinfo=local)
    slots = [slot for slot in available(now=eve, schedule=schedule, hours=hours).on(night) if slot.practitioner == "a"]
    walls = [f"{slot.starts_at.astimezone(local):%H:%M}" for slot in slots]
    changes = at("2026-07-01", local).utcoffset() != at("2026-12-01", local).utcoffset()
    everyday = [f"{hour:02}:{minute:02}" for hour in range(6) for minute in (0, 20, 40)]
    skipped = "02" if is_forward and changes else "--"
    assert walls == [wall for wall in everyday if not wall.startswith(skipped)]
    assert all(slot.ends_at - slot.starts_at == timedelta(minutes=20) for slot in slots)


def test_a_visit_across_the_night_keeps_its_wall_time() -> None:
    before, after = (
        available(now=at("2026-10-30T07:00")).on(date(2026, 10, 30)),
        available(now=at("2026-10-30T07:00")).on(date(2026, 11, 2)),
    )
    assert {f"{slot.starts_at.astimezone(ZONE):%H:%M}" for slot in after} >= {"08:00"}
    assert before[-1].starts_at.astimezone(ZONE).strftime("%H:%M") == "16:40"


STRETCHES = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 40)), max_size=12)


def apart(pairs: list[tuple[int, int]]) -> list[Stretch]:
    """Sorted stretches that do not touch, from starts and lengths."""
    found: list[Stretch] = []
    for first, length in sorted(pairs):
        if not found or first > found[-1][1]:
            found.append((first, first + length))
    return found


@settings(deadline=None)  # of a shared machine
@given(STRETCHES, STRETCHES)
def test_what_is_left_is_exactly_what_was_not_taken(free: list[tuple[int, int]], busy: list[tuple[int, int]]) -> None:
    def minutes(stretches: list[Stretch]) -> set[int]:
        return {at for first, last in stretches for at in range(first, last)}

    left = without(apart(free), apart(busy))
    assert minutes(left) == minutes(apart(free)) - minutes(apart(busy))
    assert all(first < last for first, last in left)


@settings(deadline=None)  # of a shared machine
@given(
    st.lists(st.tuples(st.integers(0, 26 * 60), st.integers(1, 200)), max_size=10),
    st.lists(st.tuples(st.integers(0, 26 * 60), st.integers(1, 200)), max_size=6),
    st.sampled_from(["spasm", "new_patient", "follow_up"]),
)
def test_no_free_slot_overlaps_anything_that_is_taken(
    busy: list[tuple[int, int]], rooms: list[tuple[int, int]], kind: str
) -> None:
    midnight = stretch("2026-11-24T00:00", "2026-11-25T00:00")[0]
    taken = {"a": [(midnight + first, midnight + last) for first, last in apart(busy)]}
    in_room = {"room_1": [(midnight + first, midnight + last) for first, last in apart(rooms)]}
    free = available(kind, Taken(taken, in_room))
    untouched = available(kind).on(TUESDAY)
    for slot in untouched:
        overlapped = slot.practitioner == "a" and any(
            slot.starts_at < instant(last) and instant(first) < slot.ends_at
            for first, last in (*taken["a"], *in_room["room_1"])
        )
        assert free.has(slot) is not overlapped
