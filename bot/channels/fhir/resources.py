"""Our values as FHIR R4 resources, and back. Pure; the tests hold each against the standard's own models."""

from datetime import UTC, datetime
from typing import Any

from bot.clinic.appointments import Appointment
from bot.storage.patients import Patient

VISIT = "urn:clinic-line:visit"  # the system of our identifiers
PATIENT = "urn:clinic-line:patient"

Resource = dict[str, Any]


def instant(at: datetime) -> str:
    """An instant as FHIR writes it, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(written: str) -> datetime:
    """The instant that a resource names, whatever its offset."""
    return datetime.fromisoformat(written).astimezone(UTC)


def patient(person: Patient, phone: str | None) -> Resource:
    """A patient as staff will find them: the name as given, nothing guessed about its parts."""
    resource: Resource = {
        "resourceType": "Patient",
        "identifier": [{"system": PATIENT, "value": str(person.id)}],
        "name": [{"text": person.name}],
        "birthDate": person.born_on.isoformat(),
    }
    if phone:
        resource["telecom"] = [{"system": "phone", "value": phone, "use": "mobile"}]
    return resource


def appointment(visit: Appointment, slot: Resource, patient_id: str, actors: list[Resource]) -> Resource:
    """A booked visit in a slot. `actors` are the references of the slot's schedule: who and where."""
    people = [{"reference": f"Patient/{patient_id}"}, *actors]
    return {
        "resourceType": "Appointment",
        "identifier": [{"system": VISIT, "value": str(visit.id)}],
        "status": "booked",
        "start": instant(visit.starts_at),
        "end": instant(visit.ends_at),
        "slot": [{"reference": f"Slot/{slot['id']}"}],
        "participant": [{"actor": actor, "status": "accepted"} for actor in people],
    }


def with_status(resource: Resource, status: str, comment: str | None = None) -> Resource:
    """A resource in another state; a slot's comment tells for which visit it is kept."""
    changed = {**resource, "status": status}
    if comment is not None:
        changed["comment"] = comment
    return changed


def identifier(system: str, value: object) -> str:
    """How a resource of ours is searched for."""
    return f"{system}|{value}"
