"""One person's story: the summary on top, everything said below, and what may be done beside it."""

from datetime import datetime
from itertools import groupby
from uuid import UUID

from flask import Blueprint, Response, abort, g, render_template, request

from bot.channels.gsm import count, to_gsm
from bot.clinic.appointments import AppointmentStatus
from bot.clinic.staff_rules import Mark, NoteKind, Outcome, Right
from bot.services import clinic_changes, console, patient_calls, staff_accounts
from bot.services.console import Page
from bot.services.sbar import summarise
from bot.storage.patient_calls import CallStatus
from bot.storage.stories import Entry, EntryKind, Story
from bot.values import Channel, Language, Team, Urgency
from bot.web.auth import Door, Program, asker, open_to
from bot.web.console.queue import unless_unchanged
from bot.web.console.showing import language

CHANNELS = tuple(Channel)
CENTS_A_SEGMENT = 1.13  # list price with the carrier's fee; see the cost model


def add(routes: Blueprint, bot: Program, _: Door) -> None:
    """The routes of one conversation."""

    @routes.get("/conversations/<uuid:conversation_id>")
    @open_to(Right.SEE)
    def conversation(conversation_id: UUID) -> str:
        read = console.read_story(bot.line, asker(), conversation_id)
        if not isinstance(read, Page):
            abort(404)
        return render_template("console/conversation.html", told=request.args.get("told", ""), **_shown(bot, read))

    @routes.get("/conversations/<uuid:conversation_id>/live")
    @open_to(Right.SEE, is_poll=True)
    def live(conversation_id: UUID) -> Response:
        return unless_unchanged(lambda seen: _live(bot, conversation_id, seen))

    @routes.post("/measure")
    @open_to(Right.ACT)
    def measure() -> str:
        body = to_gsm(request.form.get("body", "")[:2000])
        return render_template("console/_measure.html", body=body, **cost(body))


def cost(body: str) -> dict[str, object]:
    """What a text would cost as it would be sent."""
    size = count(body)
    segments = size.segments if body else 0
    return {"segments": segments, "units": size.units, "cents": round(segments * CENTS_A_SEGMENT, 2)}


def _live(bot: Program, conversation_id: UUID, seen: str) -> tuple[str, str] | None:
    read = console.read_story(bot.line, asker(), conversation_id, seen)
    if read is None:
        abort(404)
    if not isinstance(read, Page):
        return None
    return render_template("console/_timeline.html", **_timeline(bot, read)), read.print


def _timeline(bot: Program, read: Page) -> dict[str, object]:
    zone = bot.line.hours.zone
    days = groupby(read.story.entries, key=lambda entry: entry.at.astimezone(zone).date())
    return {
        "story": read.story,
        "days": [(entries[0].at, entries) for entries in (list(of_day) for _, of_day in days)],
        "etag": read.print,
        "state": _state(read.story),
    }


def _is_coming(entry: Entry, now: datetime) -> bool:
    """True for a visit that stands and lies ahead."""
    stands = entry.kind is EntryKind.VISIT and entry.label in (AppointmentStatus.PENDING, AppointmentStatus.BOOKED)
    return stands and datetime.fromisoformat(entry.body) > now


def _is_in_vain(entry: Entry) -> bool:
    """True for a call of staff that the patient did not answer."""
    return entry.label == NoteKind.CALL_ENDED and entry.body == CallStatus.NOT_REACHED


def _state(story: Story) -> str:
    """Changes when what may be done changes: the page then offers to be read anew."""
    handoff = story.handoff
    return f"{handoff.status}-{handoff.claimed_by}-{handoff.urgency}-{handoff.team}" if handoff else "none"


def _shown(bot: Program, read: Page) -> dict[str, object]:
    story, member = read.story, asker().member
    handoff = story.handoff
    spoken = story.contact.language or Language.EN
    colleagues = [
        account.member
        for account in staff_accounts.everybody(bot.line)
        if not account.is_disabled and account.password and account.member.may(Right.ACT) and account.member != member
    ]
    return {
        **_timeline(bot, read),
        "handoff": handoff,
        "tries": sum(_is_in_vain(entry) and entry.at >= handoff.opened_at for entry in story.entries) if handoff else 0,
        "coming": [entry for entry in story.entries if _is_coming(entry, bot.line.now())],
        "sbar": summarise(story, bot.line.book, bot.line.edition, language()),
        "is_mine": handoff is not None and handoff.claimed_by == str(member.id),
        "canned": clinic_changes.canned_replies(bot.line, spoken, g.member.name),
        "spoken": spoken,
        "rota_phones": patient_calls.phones(bot.line),
        "colleagues": colleagues,
        "teams": tuple(Team),
        "urgencies": tuple(Urgency),
        "outcomes": tuple(Outcome),
        "all_marks": tuple(Mark),
        "may_text": bool(story.contact.phone) and not story.contact.is_opted_out and not story.is_do_not_contact,
        "channels": sorted(
            {entry.channel for entry in story.entries if entry.kind is not EntryKind.PAGE and entry.channel in CHANNELS}
        ),
    }
