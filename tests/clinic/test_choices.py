"""Which few times are offered."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clinic.choices import choose, wall
from bot.clinic.slots import Slot, Taken
from bot.clinic.windows import ANY_TIME, Window, on_day_of, parse
from tests.clinic.scheduling import ZONE, available, stretch, told

LONG = ("2026-11-23T00:00", "2026-12-05T00:00")


def offered(written: str, taken: Taken | None = None, passed: tuple[str, ...] = ()) -> list[str]:
    free = available(taken=taken)
    return [slot[:-2] for slot in told(choose(parse(written), free, 3, passed=passed).slots)]


def test_without_a_wish_the_soonest_comes_first_and_the_rest_is_spread() -> None:
    assert offered("") == ["Mon 23 11:00", "Mon 23 13:00", "Tue 24 08:00"]


@pytest.mark.parametrize(
    ("written", "slots"),
    [
        ("2026-11-25/", ["Wed 25 08:00", "Wed 25 13:00", "Mon 23 11:00"]),  # Wednesday
        ("2026-11-24T12:00/2026-11-24T17:00", ["Tue 24 13:00", "Tue 24 15:00", "Mon 23 11:00"]),  # Tuesday afternoon
        ("2026-11-24T15:00/", ["Tue 24 15:00", "Mon 23 11:00"]),  # tomorrow at 3: two hours on, the shift ends
        ("2026-11-30/;2026-12-02/", ["Mon 30 08:00", "Wed 02 08:00", "Mon 23 11:00"]),  # Monday or Wednesday
        ("T16:00/", ["Mon 23 16:00", "Tue 24 16:00", "Wed 25 16:00"]),  # after four
        ("T16:00/T17:00", ["Mon 23 16:00", "Tue 24 16:00", "Wed 25 16:00"]),
        ("2026-12-01/2026-12-03", ["Tue 01 08:00", "Tue 01 13:00", "Mon 23 11:00"]),
        ("/T10:00", ["Tue 24 08:00", "Wed 25 08:00", "Fri 27 08:00"]),  # before ten
        ("blursday/", ["Mon 23 11:00", "Mon 23 13:00", "Tue 24 08:00"]),  # unreadable: any time
        ("2026-11-24/2999-12-31", ["Tue 24 08:00", "Tue 24 13:00", "Mon 23 11:00"]),  # no end
    ],
)
def test_each_wish_gets_a_time_and_the_soonest_comes_after_them(written: str, slots: list[str]) -> None:
    assert offered(written) == slots


def test_a_time_that_was_heard_and_not_taken_is_not_offered_again() -> None:
    free = available()
    first = choose((), free, 3)
    second = choose((), free, 3, passed=[slot.key for slot in first.slots])
    assert not set(first.slots) & set(second.slots)


@pytest.mark.parametrize("written", ["2026-11-26/", "2026-11-28/", "2026-11-20/", "2031-01-01/"])
def test_where_nothing_is_free_the_nearest_times_are_offered_and_said_to_be_others(written: str) -> None:
    choices = choose(parse(written), available(), 3)
    assert not choices.is_as_wished
    assert len(choices.slots) == 3


def test_the_nearest_to_a_closed_thanksgiving_lie_around_it() -> None:
    assert offered("2026-11-26T10:00/2026-11-26T12:00") == ["Wed 25 11:40", "Wed 25 16:40", "Fri 27 08:00"]


def test_when_all_is_taken_nothing_is_offered() -> None:
    everything = {key: [stretch("2026-11-01T00:00", "2027-12-05T00:00")] for key in ("a", "b")}
    choices = choose((), available(taken=Taken(everything)), 3)
    assert choices.slots == ()


BUSY = st.lists(st.tuples(st.integers(0, 12 * 24 * 60), st.integers(1, 900)), max_size=15)
DAYS = st.dates(date(2026, 11, 20), date(2026, 12, 20))
TIMES = st.sampled_from([None, time(8), time(10), time(13), time(15, 40)])


@st.composite
def windows(draw: st.DrawFn) -> Window:
    first, last = draw(st.none() | DAYS), draw(st.none() | DAYS)
    return Window(first, last, draw(TIMES), draw(TIMES))


def taken_by(busy: list[tuple[int, int]]) -> Taken:
    origin = stretch(*LONG)[0]
    stretches: list[tuple[int, int]] = []
    for first, length in sorted(busy):
        if not stretches or origin + first > stretches[-1][1]:
            stretches.append((origin + first, origin + first + length))
    return Taken({"a": stretches, "b": stretches})


@settings(deadline=None)  # of a shared machine
@given(st.lists(windows(), max_size=3), BUSY, st.integers(1, 4))
def test_choices_are_free_few_in_order_and_no_time_comes_twice(
    wishes: list[Window], busy: list[tuple[int, int]], limit: int
) -> None:
    free = available(taken=taken_by(busy))
    choices = choose(wishes, free, limit)
    assert len(choices.slots) <= limit
    assert all(free.has(slot) for slot in choices.slots)
    starts = [slot.starts_at for slot in choices.slots]
    assert len(starts) == len(set(starts))
    assert starts[:-1] == sorted(starts[:-1])  # the last one may be only sooner, and not what was wished for
    if starts != sorted(starts):
        assert not any(wish.has(wall(choices.slots[-1], free)) for wish in wishes)
    if choices.is_as_wished and choices.slots:
        assert any(wish.has(wall(slot, free)) for wish in wishes or [ANY_TIME] for slot in choices.slots)


@settings(deadline=None)  # of a shared machine
@given(windows(), BUSY)
def test_a_wish_that_can_be_met_is_met_by_its_first_time(wish: Window, busy: list[tuple[int, int]]) -> None:
    free = available(taken=taken_by(busy))
    every = [slot for day in free.days() for slot in free.on(day)]
    meeting = [slot for slot in every if wish.has(wall(slot, free))]
    choices = choose([wish], free, 3)
    assert choices.is_as_wished is bool(meeting)
    if meeting:
        assert min(slot.starts_at for slot in meeting) in {slot.starts_at for slot in choices.slots}
    elif every:
        assert _nearest(wish, every) in {abs(_gap(wish, slot)) for slot in choices.slots}


def _gap(wish: Window, slot: Slot) -> timedelta:
    free = available()
    around = min(max(wish.anchor(free.today).date(), free.today), free.last_day)
    moment = datetime.combine(around, wish.anchor(free.today).time())
    return slot.starts_at.astimezone(ZONE).replace(tzinfo=None) - moment


def _nearest(wish: Window, slots: list[Slot]) -> timedelta:
    return min(abs(_gap(wish, slot)) for slot in slots)


@pytest.mark.parametrize(
    ("said", "before", "meant"),
    [
        ("T13:00/", "2026-11-27/", "2026-11-27T13:00/"),
        ("T12:00/T17:00", "2026-11-27/", "2026-11-27T12:00/2026-11-27T17:00"),
        ("T13:00/", "2026-11-27/2026-11-30", "T13:00/"),
        ("T13:00/", "", "T13:00/"),
        ("T13:00/", "2026-11-27/;2026-11-30/", "T13:00/"),
        ("2026-11-30/", "2026-11-27/", "2026-11-30/"),
    ],
)
def test_an_hour_without_a_day_is_meant_on_the_one_day_spoken_of(said: str, before: str, meant: str) -> None:
    assert on_day_of(said, before) == meant
