"""The health record as services see it: what is busy, a visit into a free slot, and out again.

A slot is first marked as being taken for our visit, then the visit is written, then the slot is busy. Each step may be
repeated after a crash, and each carries the version that was read, so that of two who want a slot one is told so.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.channels.fhir import resources
from bot.channels.fhir.client import FhirClient, Resource
from bot.channels.fhir.resources import PATIENT, VISIT, identifier, instant, moment, with_status
from bot.clinic.appointments import Appointment
from bot.services.health_record import SlotGone
from bot.storage.mirror import Busy
from bot.storage.patients import Patient

TAKEN = "busy,busy-tentative,busy-unavailable"


class FhirRecord:
    """One clinic's part of a FHIR server. `schedules` gives each practitioner's Schedule there."""

    def __init__(self, client: FhirClient, schedules: Mapping[str, str]) -> None:
        self._client = client
        self._schedules = schedules

    def busy(self, since: datetime, until: datetime) -> Sequence[Busy]:
        """Everything that is not free, of every practitioner."""
        found = []
        for practitioner, schedule in self._schedules.items():
            slots = self._client.search(
                "Slot",
                schedule=f"Schedule/{schedule}",
                status=TAKEN,
                start=[f"ge{instant(since)}", f"lt{instant(until)}"],
            )
            found += [Busy(practitioner, moment(slot["start"]), moment(slot["end"])) for slot in slots]
        return found

    def book(self, visit: Appointment, patient: Patient) -> None:
        """Writes the visit into its slot, once. Raises SlotGone."""
        slot = self._slot(visit)
        if not self._find(visit):
            slot = self._mark(slot, visit)
            person = self._client.create(
                resources.patient(patient, visit.booked_from), unless=f"identifier={identifier(PATIENT, patient.id)}"
            )
            schedule = self._client.read("Schedule", self._schedules[visit.practitioner])
            self._client.create(
                resources.appointment(visit, slot, person["id"], schedule["actor"]),
                unless=f"identifier={identifier(VISIT, visit.id)}",
            )
        if slot["status"] != "busy":
            self._client.update(with_status(slot, "busy"))

    def cancel(self, visit: Appointment) -> None:
        """Takes the visit out and gives its slot back. What is not there is left alone."""
        for found in self._find(visit):
            if found["status"] != "cancelled":
                self._client.update(with_status(found, "cancelled"))
            for slot in found.get("slot", ()):
                taken = self._client.read("Slot", slot["reference"].partition("/")[2])
                if taken["status"] != "free":
                    self._client.update(
                        {key: kept for key, kept in with_status(taken, "free").items() if key != "comment"}
                    )

    def _find(self, visit: Appointment) -> list[Resource]:
        return self._client.search("Appointment", identifier=identifier(VISIT, visit.id))

    def _slot(self, visit: Appointment) -> Resource:
        """The slot that begins with the visit and lasts long enough, if it is free or already ours."""
        schedule = self._schedules.get(visit.practitioner)
        if schedule is None:
            raise SlotGone
        begins = instant(visit.starts_at)
        for slot in self._client.search("Slot", schedule=f"Schedule/{schedule}", start=begins):
            fits = moment(slot["start"]) == visit.starts_at and moment(slot["end"]) >= visit.ends_at
            if fits and (slot["status"] == "free" or slot.get("comment") == _mark_of(visit)):
                return slot
        raise SlotGone

    def _mark(self, slot: Resource, visit: Appointment) -> Resource:
        if slot["status"] != "free":
            return slot
        return self._client.update(with_status(slot, "busy-tentative", _mark_of(visit)))


def _mark_of(visit: Appointment) -> str:
    return identifier(VISIT, visit.id)
