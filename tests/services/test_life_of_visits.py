"""Whatever people and time do, in whatever order: no time is taken twice, and every visit is where it was promised."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from bot.clinic.appointments import Appointment, AppointmentId
from bot.clinic.slots import Slot
from bot.services.booking import Booked, Gone, Wish, book, hold
from bot.services.desk import Desk
from bot.services.reminders import Reminders
from bot.services.visits import Dropped, Moved, Refused, close_unattended, drop, expire_holds, move
from bot.services.waitlist import accept, expire_offers, join, offer_next
from bot.storage.database import Database
from bot.values import Channel
from tests import databases
from tests.bots import a_bot
from tests.services.visiting import DESK, MARIA, NOW, SPASM, free_on, misfits, seed, taken_twice

PEOPLE = [
    replace(MARIA, name=f"Person {letter}", phone=f"+181755502{number:02}") for number, letter in enumerate("abcdef")
]
REMINDED = """
    SELECT messages.subject, messages.version, messages.due_at, slots.starts_at FROM messages
    LEFT JOIN appointments ON messages.subject = 'visit:' || appointments.id
    LEFT JOIN slots ON slots.id = appointments.slot_id
    WHERE messages.kind LIKE 'reminder%' AND messages.status = 'due'
"""
WHO = st.sampled_from(PEOPLE)
DAYS = st.integers(0, 4)
PLACES = st.integers(0, 5)


class Visits(RuleBasedStateMachine):
    """People at one clinic. `standing` is what each was told last; the database must agree after every step."""

    database: Database
    desk: Desk
    visits: Bundle[AppointmentId] = Bundle("visits")

    def __init__(self) -> None:
        super().__init__()
        databases.empty(self.database)
        seed(self.database)
        self.now: datetime = NOW
        self.standing: dict[AppointmentId, Appointment] = {}

    @initialize()
    def begin(self) -> None:
        self.now = NOW

    def _free(self, days: int, place: int) -> Slot | None:
        with self.database.begin() as tx:
            free = free_on(tx, (self.now + timedelta(days=days)).date(), now=self.now)
        return free[place % len(free)] if free else None

    @rule(who=WHO, days=DAYS, place=PLACES)
    def holds(self, who: Wish, days: int, place: int) -> None:
        slot = self._free(days, place)
        if slot is None:
            return
        with self.database.begin() as tx:
            assert not isinstance(hold(self.desk, tx, SPASM, slot.key, who.name, self.now), Gone)

    @rule(target=visits, who=WHO, days=DAYS, place=PLACES)
    def books(self, who: Wish, days: int, place: int) -> object:
        slot = self._free(days, place)
        if slot is None:
            return multiple()
        with self.database.begin() as tx:
            booked = book(self.desk, tx, SPASM, slot.key, who.name, who, self.now)
            again = book(self.desk, tx, SPASM, slot.key, who.name, who, self.now)
        assert isinstance(booked, Booked)
        assert again == Booked(booked.visit, is_new=False)
        self.standing[booked.visit.id] = booked.visit
        return booked.visit.id

    @rule(who=WHO, visit=visits)
    def wants_what_is_taken(self, who: Wish, visit: AppointmentId) -> None:
        taken = self.standing.get(visit)
        if taken is None or taken.booked_from == who.phone:
            return
        key = f"{taken.starts_at:%Y%m%dT%H%MZ}-{taken.practitioner}"
        with self.database.begin() as tx:
            assert isinstance(book(self.desk, tx, SPASM, key, who.name, who, self.now), Gone)

    @rule(target=visits, visit=visits, days=DAYS, place=PLACES)
    def moves(self, visit: AppointmentId, days: int, place: int) -> object:
        slot = self._free(days, place)
        if slot is None:
            return multiple()
        with self.database.begin() as tx:
            moved = move(self.desk, tx, visit, slot.key, "mover", Channel.SMS, self.now)
        if not isinstance(moved, Moved) or not moved.is_new:
            return multiple()
        assert visit in self.standing
        del self.standing[visit]
        self.standing[moved.visit.id] = moved.visit
        return moved.visit.id

    @rule(visit=consumes(visits), is_staff=st.booleans())
    def drops(self, visit: AppointmentId, is_staff: bool) -> None:
        with self.database.begin() as tx:
            outcome = drop(self.desk, tx, visit, self.now, is_staff=is_staff)
        if isinstance(outcome, Dropped) and outcome.is_new:
            assert visit in self.standing
            del self.standing[visit]
        elif visit in self.standing:
            assert isinstance(outcome, Refused)

    @rule(minutes=st.sampled_from([1, 4, 6, 40, 200, 1000]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def holds_run_out(self) -> None:
        with self.database.begin() as tx:
            expire_holds(tx, self.now)
            assert tx.scalar(text("SELECT count(*) FROM slots WHERE expires_at <= :now"), {"now": self.now}) == 0

    @rule()
    def nobody_comes(self) -> None:
        with self.database.begin() as tx:
            missed = close_unattended(self.desk, tx, self.now)
        for visit in missed:
            assert visit.starts_at < self.now
            del self.standing[visit.id]

    @rule(visit=visits)
    def would_come_earlier(self, visit: AppointmentId) -> None:
        known = self.standing.get(visit)
        if known is not None:
            with self.database.begin() as tx:
                join(tx, known.patient_id, known.booked_from, "spasm", "", 0, self.now)

    @rule(target=visits, takes_it=st.booleans())
    def is_offered_an_earlier_time(self, takes_it: bool) -> object:
        with self.database.begin() as tx:
            expire_offers(tx, self.now)
            offer = offer_next(self.desk, tx, self.now)
            if offer is None or not takes_it:
                return multiple()
            taken = accept(self.desk, tx, offer.entry.id, Channel.SMS, self.now)
        assert taken is not None
        if isinstance(taken, Moved):
            del self.standing[taken.old.id]
        self.standing[taken.visit.id] = taken.visit
        return taken.visit.id

    @invariant()
    def no_time_is_taken_twice(self) -> None:
        with self.database.begin() as tx:
            assert (taken_twice(tx), misfits(tx)) == (0, 0)

    @invariant()
    def nobody_keeps_two_times(self) -> None:
        with self.database.begin() as tx:
            query = "SELECT count(*) - count(DISTINCT held_for) FROM slots WHERE status = 'busy_tentative'"
            assert tx.scalar(text(query)) == 0

    @invariant()
    def reminders_are_of_visits_as_they_stand(self) -> None:
        with self.database.begin() as tx:
            due = tx.execute(text(REMINDED)).all()
        standing = {(f"visit:{key}", visit.version) for key, visit in self.standing.items()}
        assert {(row[0], row[1]) for row in due} <= standing
        assert all(row[2] <= row[3] for row in due)

    @invariant()
    def everybody_has_what_they_were_told(self) -> None:
        with self.database.begin() as tx:
            rows = tx.execute(
                text("""
                    SELECT appointments.id, slots.starts_at FROM appointments JOIN slots ON slots.id = slot_id
                    WHERE appointments.status IN ('pending', 'booked', 'arrived')
                """)
            ).all()
        assert {row[0]: row[1] for row in rows} == {key: visit.starts_at for key, visit in self.standing.items()}


def test_no_order_of_events_takes_a_time_twice_or_loses_a_visit(database: Database) -> None:
    class Here(Visits):
        pass

    Here.database = database
    bot = a_bot(database)
    Here.desk = replace(DESK, watcher=Reminders(bot.line, bot.outbound))
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
