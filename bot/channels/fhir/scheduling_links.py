"""Times as SMART Scheduling Links: a manifest, and files of one resource a line. Nobody's name but the clinic's own.

Source: HL7 SMART Scheduling Links, "Slot Publisher API". Practitioners are told by their keys in the schedule alone.
"""

import json
from collections.abc import Iterable
from datetime import datetime

from bot.channels.fhir.resources import Resource, instant
from bot.services.line import ClinicLine
from bot.services.open_times import Files, OpenTime
from bot.values import Language

LOCATIONS, SCHEDULES, SLOTS = "locations.ndjson", "schedules.ndjson", "slots.ndjson"
TYPES = {LOCATIONS: "Location", SCHEDULES: "Schedule", SLOTS: "Slot"}
BOOKING_PHONE = "http://fhir-registry.smarthealthit.org/StructureDefinition/booking-phone"
VISIT_TYPE = "urn:clinic-line:visit-type"


def files(line: ClinicLine, times: list[OpenTime]) -> Files:
    """The three files. The same times make the same bytes."""
    return {
        LOCATIONS: _lines(_locations(line)),
        SCHEDULES: _lines(_schedules(line)),
        SLOTS: _lines(_slot(time, line.profile.numbers.appointment_line) for time in times),
    }


def manifest(base_url: str, folder: str, since: datetime) -> bytes:
    """Where the files are, and since when they say what they say."""
    output = [{"type": kind, "url": f"{base_url}{folder}/{name}"} for name, kind in TYPES.items()]
    told = {"transactionTime": instant(since), "request": f"{base_url}/$bulk-publish", "output": output, "error": []}
    return json.dumps(told, indent=1).encode()


def _locations(line: ClinicLine) -> Iterable[Resource]:
    """The street is not told: it is not on the clinic's page, and stands in no fact of ours."""
    for place in line.desk.schedule.locations:
        yield {
            "resourceType": "Location",
            "id": _id(place.key),
            "name": line.profile.name,
            "description": place.say[Language.EN],
            "telecom": [{"system": "phone", "value": line.profile.numbers.appointment_line}],
        }


def _schedules(line: ClinicLine) -> Iterable[Resource]:
    """One for each practitioner, type of visit and place."""
    schedule = line.desk.schedule
    for kind in schedule.types:
        for key in kind.practitioners:
            rooms = {shift.room for shift in schedule.practitioner(key).shifts}
            for place in sorted({schedule.location_of(room).key for room in rooms}):
                yield {
                    "resourceType": "Schedule",
                    "id": _schedule_id(key, kind.key, place),
                    "serviceType": [
                        {"coding": [{"system": VISIT_TYPE, "code": kind.key}], "text": kind.say[Language.EN]}
                    ],
                    "actor": [{"reference": f"Location/{_id(place)}", "display": line.profile.name}],
                }


def _slot(time: OpenTime, phone: str) -> Resource:
    slot = time.slot
    told: Resource = {
        "resourceType": "Slot",
        "id": f"{slot.starts_at:%Y%m%dT%H%MZ}.{_schedule_id(slot.practitioner, time.kind.key, slot.location)}",
        "schedule": {"reference": f"Schedule/{_schedule_id(slot.practitioner, time.kind.key, slot.location)}"},
        "status": "free" if time.is_free else "busy",
        "start": instant(slot.starts_at),
        "end": instant(slot.ends_at),
    }
    if time.is_free:
        told["extension"] = [{"url": BOOKING_PHONE, "valueString": phone}]
    return told


def _schedule_id(practitioner: str, kind: str, place: str) -> str:
    return ".".join(map(_id, (practitioner, kind, place)))


def _id(key: str) -> str:
    """FHIR ids know no underscore."""
    return key.replace("_", "-")


def _lines(resources: Iterable[Resource]) -> bytes:
    return "".join(json.dumps(one, separators=(",", ":")) + "\n" for one in resources).encode()
