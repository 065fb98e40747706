"""The staff's side of a call: phones that ring, the screening that tells a person from a machine, the waiting
line, and the talk itself. The caller hears none of the screening."""

from dataclasses import replace

from bot.channels.simulator import calls, forms
from bot.channels.simulator import documents as doc
from bot.channels.simulator.exchange import Exchange, Page
from bot.channels.simulator.forms import Form
from bot.channels.simulator.handset import Queued, Ringing, RungNumber, Speaker, Talking
from bot.channels.simulator.moves import RingOutcome

MAX_SCREENS = 5  # documents one answered phone is played before it must be clear who is there
_STATUS = {
    RingOutcome.ANSWERED: "completed",
    RingOutcome.MACHINE: "no-answer",  # answered, but never joined to the caller
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


def ring(exchange: Exchange, wait: Ringing, outcome: RingOutcome) -> None:
    """The phones have rung: the caller is joined, or the line is told that nobody came."""
    exchange.pass_time(wait.timeout_seconds if outcome is RingOutcome.NO_ANSWER else 6)
    exchange.hear(Speaker.STAFF, _NEWS[outcome])
    leg_sid = exchange.sid("CA")
    if outcome in (RingOutcome.ANSWERED, RingOutcome.MACHINE) and wait.numbers:
        presses = "1" if outcome is RingOutcome.ANSWERED else ""
        if _is_joined(exchange, wait, wait.numbers[0], leg_sid, presses):
            exchange.network("You are through to a person." if presses else "You hear a voicemail greeting.")
            exchange.call = replace(exchange.call, wait=Talking(wait.action, leg_sid))
            return
        exchange.hear(Speaker.STAFF, "The staff phone is hung up without being joined.")
        outcome = RingOutcome.MACHINE
    fields = [("DialCallSid", leg_sid), ("DialCallStatus", _STATUS[outcome]), ("DialBridged", "false")]
    _after(exchange, wait.action, fields)


def take_from_queue(exchange: Exchange, wait: Queued, outcome: RingOutcome) -> None:
    """Somebody takes the caller who waits in line; anything else means waiting on."""
    if outcome is not RingOutcome.ANSWERED:
        wait_on(exchange, wait)
        return
    exchange.network("You are through to a person.")
    exchange.call = replace(exchange.call, wait=Talking(wait.action, exchange.sid("CA"), wait.queue_sid))


def wait_on(exchange: Exchange, wait: Queued) -> None:
    """The waiting line's own document, once more. It may hang up, or let the caller go."""
    if not wait.wait_url:
        exchange.network("Music plays.")
        exchange.pass_time(30)
        return
    waited = exchange.call.seconds - wait.joined_at_seconds
    fields = [("QueueSid", wait.queue_sid), ("QueueTime", str(waited)), ("QueuePosition", "1")]
    fields += [("CurrentQueueSize", "1"), ("MaxQueueSize", "1000"), ("AvgQueueTime", "0")]
    form = [*forms.call(exchange.handset, exchange.trunk.account_sid, exchange.call.sid, "in-progress"), *fields]
    page = exchange.fetch(wait.wait_url, form, doc.VOICE_VERBS)
    for verb in page.document.verbs if page else ():
        match verb:
            case doc.Say() | doc.Play() | doc.Pause():
                calls.speak(exchange, verb)
            case doc.Hangup():
                calls.finish(exchange, "The line hangs up.")
                return
            case doc.Leave():
                _after(exchange, wait.action, [("QueueResult", "leave"), *fields[:2]])
                return
            case _:
                exchange.alert(12200, f"{type(verb).__name__} is not played to somebody who waits in line.")


def talk_ends(exchange: Exchange, wait: Talking, seconds: int) -> None:
    """The staff member hangs up first; the line says how the call goes on."""
    exchange.pass_time(seconds)
    exchange.call = replace(exchange.call, transferred_seconds=exchange.call.transferred_seconds + seconds)
    exchange.network("The staff member hangs up.")
    _after(exchange, wait.action, talk_fields(wait, seconds))


def talk_fields(wait: Talking, seconds: int) -> Form:
    """What the line is told after a talk."""
    if wait.queue_sid:
        return [("QueueResult", "bridged"), ("QueueSid", wait.queue_sid), ("QueueTime", "0")]
    return [
        ("DialCallSid", wait.leg_sid),
        ("DialCallStatus", "completed"),
        ("DialBridged", "true"),
        ("DialCallDuration", str(seconds)),
    ]


def _after(exchange: Exchange, action: str, fields: Form) -> None:
    """With an action the rest of the document is dead; without one it goes on."""
    if action:
        calls.request(exchange, action, fields)
    else:
        calls.go_on(exchange)


def _is_joined(exchange: Exchange, wait: Ringing, phone: RungNumber, leg_sid: str, presses: str) -> bool:
    """Plays the screening to whoever answered. An empty document, or its end, joins the two."""
    if not phone.screening_url:
        return True
    call_sid, account = exchange.call.sid, exchange.trunk.account_sid
    form = forms.staff_leg(account, leg_sid, call_sid, wait.caller_id, phone.number)
    page = exchange.fetch(phone.screening_url, form, doc.SCREEN_VERBS)
    for _ in range(MAX_SCREENS):
        if page is None:
            return False
        ending = _screen(exchange, page, presses)
        if isinstance(ending, bool):
            return ending
        url, fields = ending
        page = exchange.fetch(url, [*form, *fields], doc.SCREEN_VERBS)
    exchange.alert(11215, "The screening never ends.")
    return False


def _screen(exchange: Exchange, page: Page, presses: str) -> bool | tuple[str, Form]:
    """One screening document: joined or not, or where it goes on with which fields."""
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
                    return exchange.resolve(verb.action, page.url), [("Digits", presses)]
            case doc.Redirect():
                return exchange.resolve(verb.url, page.url), []
            case _:
                return False
    return True
