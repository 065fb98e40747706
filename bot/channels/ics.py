"""Entries as an iCalendar file (RFC 5545): what phones and calendar programs read."""

from collections.abc import Sequence

from icalendar import Calendar, Event

from bot.services.calendar_files import Entry

PRODUCT = "-//clinic line//visits//EN"


def calendar_file(entries: Sequence[Entry]) -> bytes:
    """The file, in UTC, with CRLF and folded lines."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for entry in entries:
        calendar.add_component(_event(entry))
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.id)
    event.add("sequence", entry.version)
    event.add("dtstamp", entry.changed_at)
    event.add("dtstart", entry.begins_at)
    event.add("dtend", entry.ends_at)
    event.add("summary", entry.title)
    event.add("location", entry.place)
    event.add("description", entry.note)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if entry.is_off else "CONFIRMED")
    return event
