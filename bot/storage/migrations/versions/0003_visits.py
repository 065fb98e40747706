"""Visits: practitioners and rooms, patients and their numbers, slots, appointments, the waitlist, verification tries.

Holds and visits share `slots`, so that one constraint keeps all of them apart. The ids of practitioners and rooms are
whole numbers because a range of one number is what a plain GiST index can compare; no extension is needed.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE practitioners (
    id integer PRIMARY KEY,
    key text NOT NULL UNIQUE,
    name text NOT NULL,
    daily_cap integer
);
CREATE TABLE rooms (
    id integer PRIMARY KEY,
    key text NOT NULL UNIQUE,
    location text NOT NULL
);
CREATE TABLE patients (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    folded_name text NOT NULL,
    born_on date NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX patients_by_birth ON patients (born_on, folded_name);
CREATE TABLE patient_numbers (
    patient_id uuid NOT NULL REFERENCES patients (id),
    phone text NOT NULL,
    added_at timestamptz NOT NULL,
    verified_at timestamptz,
    wrong_at timestamptz,
    PRIMARY KEY (patient_id, phone)
);
CREATE INDEX patient_numbers_by_phone ON patient_numbers (phone);
CREATE TABLE slots (
    id uuid PRIMARY KEY,
    practitioner_id integer NOT NULL REFERENCES practitioners (id),
    room_id integer NOT NULL REFERENCES rooms (id),
    type text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    day_on date NOT NULL,
    during tstzrange NOT NULL GENERATED ALWAYS AS (tstzrange(starts_at, ends_at)) STORED,
    status text NOT NULL CHECK (status IN ('busy', 'busy_tentative', 'free')),
    held_for text,
    expires_at timestamptz,
    CHECK (starts_at < ends_at),
    CHECK ((status = 'busy_tentative') = (expires_at IS NOT NULL AND held_for IS NOT NULL)),
    CONSTRAINT one_visit_a_practitioner EXCLUDE USING gist (
        int4range(practitioner_id, practitioner_id, '[]') WITH &&, during WITH &&) WHERE (status <> 'free'),
    CONSTRAINT one_visit_a_room EXCLUDE USING gist (
        int4range(room_id, room_id, '[]') WITH &&, during WITH &&) WHERE (status <> 'free')
);
CREATE INDEX slots_taken_by_time ON slots (starts_at, ends_at, practitioner_id, room_id) INCLUDE (status, expires_at)
    WHERE status <> 'free';
CREATE INDEX slots_taken_by_day ON slots (day_on, practitioner_id, type) INCLUDE (status, expires_at)
    WHERE status <> 'free';
CREATE INDEX slots_held ON slots (held_for, expires_at) WHERE status = 'busy_tentative';
CREATE TABLE appointments (
    id uuid PRIMARY KEY,
    code text NOT NULL,
    patient_id uuid NOT NULL REFERENCES patients (id),
    slot_id uuid NOT NULL UNIQUE REFERENCES slots (id),
    type text NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'booked', 'arrived', 'fulfilled', 'cancelled', 'noshow')),
    version integer NOT NULL DEFAULT 1,
    natural_key text NOT NULL,
    booked_from text,
    channel text NOT NULL,
    plan text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    moved_from uuid UNIQUE REFERENCES appointments (id),
    change_asked text CHECK (change_asked IN ('move', 'drop')),
    booked_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    late_minutes integer
);
CREATE UNIQUE INDEX booked_once ON appointments (natural_key) WHERE status IN ('pending', 'booked', 'arrived');
CREATE UNIQUE INDEX code_of_one ON appointments (code) WHERE status IN ('pending', 'booked', 'arrived');
CREATE INDEX appointments_of_patient ON appointments (patient_id);
CREATE INDEX appointments_by_number ON appointments (booked_from) WHERE status IN ('pending', 'booked', 'arrived');
CREATE TABLE waitlist (
    id uuid PRIMARY KEY,
    patient_id uuid NOT NULL REFERENCES patients (id),
    phone text,
    type text NOT NULL,
    windows text NOT NULL,
    urgency integer NOT NULL DEFAULT 0,
    status text NOT NULL CHECK (status IN ('waiting', 'offered', 'booked', 'expired', 'left')),
    joined_at timestamptz NOT NULL,
    slot_id uuid,
    offer_ends_at timestamptz,
    CHECK ((status = 'offered') = (offer_ends_at IS NOT NULL))
);
CREATE UNIQUE INDEX waiting_once ON waitlist (patient_id, type) WHERE status IN ('waiting', 'offered');
CREATE INDEX waitlist_in_turn ON waitlist (type, urgency DESC, joined_at) WHERE status = 'waiting';
CREATE TABLE verification_tries (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sender text NOT NULL,
    patient_id uuid REFERENCES patients (id),
    matched boolean NOT NULL,
    tried_at timestamptz NOT NULL
);
CREATE INDEX verification_tries_by_sender ON verification_tries (sender, tried_at);
CREATE INDEX verification_tries_by_patient ON verification_tries (patient_id, tried_at);
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    for table in (
        "verification_tries", "waitlist", "appointments", "slots", "patient_numbers", "patients", "rooms",
        "practitioners",
    ):  # fmt: skip
        op.execute(f"DROP TABLE {table}")
