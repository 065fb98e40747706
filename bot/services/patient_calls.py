"""A member of staff calls a patient through the line: their own phone rings first, and the patient sees the clinic.

Only phones of the rota may be rung, and only the patient's own number is dialled: nobody calls the world from here.
"""

import structlog
from sqlalchemy import Connection

from bot.clinic.staff_rules import NoteKind
from bot.services.audit import note_line
from bot.services.console_forms import Form, Here, Told, act
from bot.services.gateway import Accepted, Outcome, Refused
from bot.services.line import ClinicLine
from bot.services.ringing import Caller
from bot.storage import acts, patient_calls
from bot.storage.patient_calls import CallStatus, PatientCall

MOST_AT_ONCE = 20
_AT_STAFF = (CallStatus.DUE, CallStatus.RINGING)

_log = structlog.get_logger(__name__)


def phones(line: ClinicLine) -> list[tuple[str, str]]:
    """Name and number of every phone of the rota, each number once."""
    known = {duty.phone: duty.name for duty in line.rota.duties}
    return [(name, phone) for phone, name in known.items()]


def ask(line: ClinicLine, form: Form, phone: str) -> Told:
    """Rings this phone of the rota, and then the patient."""

    def work(here: Here) -> Told:
        contact = here.story.contact
        if contact.phone is None:
            return Told.NO_NUMBER
        if here.story.is_do_not_contact:
            return Told.DO_NOT_CONTACT
        if all(phone != known for _, known in phones(line)):
            return Told.NOT_ALLOWED
        patient_calls.add(here.tx, form.conversation_id, here.me, phone, line.outbound.new_key(), here.now)
        return here.keep(NoteKind.CALLING, "", "patient_called")

    return act(line, form, work)


def tried(line: ClinicLine, form: Form) -> Told:
    """Called from another phone, in vain: it counts as the line's own calls do."""

    def work(here: Here) -> Told:
        return here.keep(NoteKind.CALL_ENDED, CallStatus.NOT_REACHED.value, "patient_not_reached")

    return act(line, form, work)


def ring_due(line: ClinicLine, caller: Caller) -> int:
    """Rings staff phones for such calls. Returns how many."""
    for rung in range(MOST_AT_ONCE):
        with line.database.begin() as tx:
            call = patient_calls.take_to_ring(tx)
        if call is None:
            return rung
        outcome = _ring(caller, call)
        if isinstance(outcome, Refused):
            _log.error("phone_cannot_be_rung", call=str(call.id), code=outcome.code)
        if not isinstance(outcome, Accepted):
            _end(line, call.key, CallStatus.FAILED)
    return MOST_AT_ONCE


def picked_up(line: ClinicLine, key: str) -> bool:
    """The staff phone was picked up, perhaps by a machine. False for a call nobody knows, or one that is over."""
    with line.database.begin() as tx:
        call = patient_calls.find(tx, key)
        return call is not None and call.status in _AT_STAFF


def accept(line: ClinicLine, key: str) -> PatientCall | None:
    """1 was pressed: the patient is dialled now. None for a call that is over. Told twice it is the same."""
    with line.database.begin() as tx:
        call = patient_calls.find(tx, key)
        if call is None or not call.patient:
            return None
        is_new = patient_calls.move(tx, call.id, _AT_STAFF, CallStatus.DIALLING, line.now())
        return call if is_new or call.status is CallStatus.DIALLING else None


def talked(line: ClinicLine, key: str, *, is_joined: bool) -> None:
    """The patient's phone has stopped ringing, or the talk is over."""
    _end(line, key, CallStatus.SPOKEN if is_joined else CallStatus.NOT_REACHED, (CallStatus.DIALLING,))


def over(line: ClinicLine, key: str) -> None:
    """The staff phone is free again. Where 1 was never pressed, the patient was never called."""
    _end(line, key, CallStatus.UNANSWERED)
    _end(line, key, CallStatus.HUNG_UP, (CallStatus.DIALLING,))


def _ring(caller: Caller, call: PatientCall) -> Outcome | None:
    try:
        return caller.ring(call.phone, call.line, call.key)
    except Exception:  # noqa: BLE001  whatever broke may have broken after the gateway took it
        _log.warning("ringing_broke", call=str(call.id))
        return None


def _end(line: ClinicLine, key: str, after: CallStatus, before: tuple[CallStatus, ...] = _AT_STAFF) -> None:
    """How it ended, once, with a line in the timeline under the name of whoever called."""

    def work(tx: Connection) -> None:
        now = line.now()
        call = patient_calls.find(tx, key)
        if call is not None and patient_calls.move(tx, call.id, before, after, now):
            acts.add_note(tx, call.conversation_id, call.staff_id, NoteKind.CALL_ENDED, after.value, now)
            note_line(tx, "patient_call_ended", call.conversation_id, now, how=after.value)

    line.database.run(work)
