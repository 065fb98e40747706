"""The staff's side of a waiting call: phones that ring by themselves, each a call of its own, and the talk.

The caller hears none of what a staff phone hears before the two are joined.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.channels.simulator import calls, forms, queueing
from bot.channels.simulator import documents as doc
from bot.channels.simulator.exchange import Exchange, Page, StaffPhone
from bot.channels.simulator.forms import Form
from bot.channels.simulator.handset import Queued, Speaker, Talking
from bot.channels.simulator.moves import RingOutcome

MAX_DOCUMENTS = 5  # one answered phone is played before it must be clear who is there
RING_SECONDS = 20
_STATUS = {
    RingOutcome.ANSWERED: "completed",
    RingOutcome.MACHINE: "completed",
    RingOutcome.NO_ANSWER: "no-answer",
    RingOutcome.BUSY: "busy",
    RingOutcome.FAILED: "failed",
}
_NEWS = {
    RingOutcome.ANSWERED: "A staff member answers.",
    RingOutcome.MACHINE: "A voicemail machine answers the staff phone.",
    RingOutcome.NO_ANSWER: "Nobody answers.",
    RingOutcome.BUSY: "The staff phone is busy.",
    RingOutcome.FAILED: "The staff phone cannot be reached.",
}


def ring(exchange: Exchange, wait: Queued, outcome: RingOutcome) -> None:
    """What becomes of the phones that ring for this caller now: the first is picked up, or none."""
    phones = exchange.trunk.staff_phones(exchange.call.sid)
    if not phones:
        exchange.network("No staff phone is ringing.")
        queueing.wait_on(exchange, wait)
        return
    exchange.network("Staff phones ring: " + " and ".join(_in_print(phone.number) for phone in phones))
    exchange.pass_time(RING_SECONDS if outcome is RingOutcome.NO_ANSWER else 6)
    exchange.hear(Speaker.STAFF, _NEWS[outcome])
    picks_up = outcome in (RingOutcome.ANSWERED, RingOutcome.MACHINE)
    if picks_up and _is_joined(exchange, wait, phones[0], "1" if outcome is RingOutcome.ANSWERED else ""):
        return
    _ring_out(exchange, phones[:1], _STATUS[outcome])
    _ring_out(exchange, phones[1:], "no-answer" if picks_up else _STATUS[outcome])
    exchange.trunk.staff_phones(exchange.call.sid)  # the next rung begins, or nobody is left
    queueing.wait_on(exchange, wait)


def talk_ends(exchange: Exchange, wait: Talking, seconds: int) -> None:
    """The staff member hangs up first; the line says how the call goes on."""
    exchange.pass_time(seconds)
    exchange.call = replace(exchange.call, transferred_seconds=exchange.call.transferred_seconds + seconds)
    exchange.network("The staff member hangs up.")
    hang_up_leg(exchange, wait)
    fields = talk_fields(wait)
    if wait.action:
        calls.request(exchange, wait.action, fields)
    else:
        calls.go_on(exchange)


def hang_up_leg(exchange: Exchange, wait: Talking) -> None:
    """The line learns that the staff phone is free again."""
    exchange.notify(wait.leg_status_url, _leg_form(exchange, wait.leg_sid, wait.number, "completed"))


def talk_fields(wait: Talking) -> Form:
    """What the line is told after a talk."""
    return [("QueueResult", "bridged"), ("QueueSid", wait.queue_sid), ("QueueTime", "0")]


def _is_joined(exchange: Exchange, wait: Queued, phone: StaffPhone, presses: str) -> bool:
    """Plays the phone's own documents to whoever picked up. A dial into the caller's line joins the two."""
    leg_sid = exchange.sid("CA")
    form = _leg_form(exchange, leg_sid, phone.number, "in-progress")
    page = exchange.fetch(phone.url, form, doc.LEG_VERBS)
    for _ in range(MAX_DOCUMENTS):
        if page is None:
            return False
        ending = _played(exchange, page, presses)
        match ending:
            case doc.Dial(queue=queue) if queue == wait.name:
                _join(exchange, wait, phone, leg_sid, exchange.resolve(ending.queue_url, page.url))
                return True
            case (str() as url, fields):
                page = exchange.fetch(exchange.resolve(url, page.url), [*form, *fields], doc.LEG_VERBS)
            case _:
                exchange.hear(Speaker.STAFF, "The staff phone is hung up without being joined.")
                return False
    exchange.alert(11215, "The staff phone's documents never end.")
    return False


def _join(exchange: Exchange, wait: Queued, phone: StaffPhone, leg_sid: str, url: str) -> None:
    form = [*forms.call(exchange.handset, exchange.trunk.account_sid, exchange.call.sid, "in-progress")]
    page = exchange.fetch(url, form, doc.WAIT_VERBS) if url else None
    for verb in page.document.verbs if page else ():
        if isinstance(verb, doc.Say | doc.Play | doc.Pause):
            calls.speak(exchange, verb)
    exchange.network("You are through to a person.")
    talking = Talking(wait.action, leg_sid, wait.queue_sid, phone.number, phone.status_url)
    exchange.call = replace(exchange.call, wait=talking)


def _played(exchange: Exchange, page: Page, presses: str) -> doc.Dial | tuple[str, Form] | None:
    """One document of a staff phone: a dial, where it goes on with which fields, or None where it hangs up."""
    for verb in page.document.verbs:
        match verb:
            case doc.Say() | doc.Play() | doc.Pause():
                calls.speak(exchange, verb, Speaker.STAFF)
            case doc.Gather():
                for said in verb.prompt:
                    calls.speak(exchange, said, Speaker.STAFF)
                if presses:
                    exchange.hear(Speaker.STAFF, f"presses {presses}")
                else:
                    exchange.pass_time(verb.timeout_seconds)
                if presses or verb.asks_when_empty:
                    return verb.action, [("Digits", presses)]
            case doc.Redirect():
                return verb.url, []
            case doc.Dial():
                return verb
            case _:
                return None
    return None


def _ring_out(exchange: Exchange, phones: Sequence[StaffPhone], status: str) -> None:
    for phone in phones:
        exchange.notify(phone.status_url, _leg_form(exchange, exchange.sid("CA"), phone.number, status))


def _leg_form(exchange: Exchange, leg_sid: str, number: str, status: str) -> Form:
    return forms.our_call(exchange.trunk.account_sid, leg_sid, exchange.handset.line, number, status)


def _in_print(number: str) -> str:
    is_national = number.startswith("+1") and len(number) == 12
    return f"({number[2:5]}) {number[5:8]}-{number[8:]}" if is_national else number
