"""The tables of visits, as SQLAlchemy sees them. The truth about their making is in `migrations/`.

Names and birth dates of patients stand in `patients`, their phones in `patient_numbers`, `appointments.booked_from`
and `waitlist.phone`: one rule of keeping and deleting finds them all.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    Table,
    Text,
    Uuid,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import TSTZRANGE

from bot.storage.tables import METADATA

__all__ = [
    "METADATA",
    "appointments",
    "patient_numbers",
    "patients",
    "practitioners",
    "rooms",
    "slots",
    "verification_tries",
    "waitlist",
]

_INSTANT = DateTime(timezone=True)

# Whoever sees people: seeded from the schedule. The id is the schedule's number.
practitioners = Table(
    "practitioners",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("daily_cap", Integer),
)

# Where they are seen: seeded from the schedule.
rooms = Table(
    "rooms",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, unique=True),
    Column("location", Text, nullable=False),
)

# The persons cared for.
patients = Table(
    "patients",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("folded_name", Text, nullable=False),  # without accents, case and marks
    Column("born_on", Date, nullable=False),
    Column("created_at", _INSTANT, nullable=False),
)

# Which number speaks for which patient. A family may share one; a number may turn out to be somebody else's.
patient_numbers = Table(
    "patient_numbers",
    METADATA,
    Column("patient_id", ForeignKey("patients.id"), primary_key=True),
    Column("phone", Text, primary_key=True),  # E.164
    Column("added_at", _INSTANT, nullable=False),
    Column("verified_at", _INSTANT),  # reminders go only to these
    Column("wrong_at", _INSTANT),  # "I'm not Maria"
)

# Time that is held or booked. A freed slot keeps its row: it tells where a dropped visit was.
slots = Table(
    "slots",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("practitioner_id", ForeignKey("practitioners.id"), nullable=False),
    Column("room_id", ForeignKey("rooms.id"), nullable=False),
    Column("type", Text, nullable=False),
    Column("starts_at", _INSTANT, nullable=False),
    Column("ends_at", _INSTANT, nullable=False),
    Column("day_on", Date, nullable=False),  # the clinic's own day, for caps and day lists
    Column("during", TSTZRANGE, Computed("tstzrange(starts_at, ends_at)"), nullable=False),
    Column("status", Text, nullable=False),  # busy, busy_tentative (a hold), free
    Column("held_for", Text),  # who decides: a session, a waitlist entry, a staff member
    Column("expires_at", _INSTANT),
)

# Visits, kept for ever. A moved visit is cancelled and points nowhere; the new one points back.
appointments = Table(
    "appointments",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False),  # unique among visits that stand; a moved visit keeps it
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("slot_id", ForeignKey("slots.id"), nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),  # what a reminder was written for
    Column("natural_key", Text, nullable=False),
    Column("booked_from", Text),  # the number it was booked from
    Column("channel", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("moved_from", ForeignKey("appointments.id"), unique=True),
    Column("change_asked", Text),  # move or drop, while staff or the health record decide
    Column("booked_at", _INSTANT, nullable=False),
    Column("changed_at", _INSTANT, nullable=False),
    Column("confirmed_at", _INSTANT),
    Column("late_minutes", Integer),
    Column("in_record", Boolean, nullable=False, server_default="false"),  # the health record holds it
)

# Who would come earlier.
waitlist = Table(
    "waitlist",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("phone", Text),
    Column("type", Text, nullable=False),
    Column("windows", Text, nullable=False),  # the time-window format
    Column("urgency", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("joined_at", _INSTANT, nullable=False),
    Column("slot_id", Uuid),  # held for this person while offered; no reference, an expired hold is deleted
    Column("offer_ends_at", _INSTANT),
)

# Tries to be recognised, counted for a day.
verification_tries = Table(
    "verification_tries",
    METADATA,
    Column("id", Integer, Identity(), primary_key=True),
    Column("sender", Text, nullable=False),  # the number, or the contact where there is none
    Column("patient_id", ForeignKey("patients.id")),
    Column("matched", Boolean, nullable=False),
    Column("tried_at", _INSTANT, nullable=False),
)
