"""What the caller does while the line waits: keys, words, silence, a voicemail, hanging up."""

from dataclasses import replace
from typing import assert_never

from bot.channels.simulator import answering, calls, queueing, staff_phones
from bot.channels.simulator.exchange import Exchange
from bot.channels.simulator.handset import (
    Gathering,
    Over,
    Queued,
    Recording,
    Ringing,
    Speaker,
    Talking,
    WithStaff,
)
from bot.channels.simulator.moves import Presses, Records, Says

_SECONDS_A_KEY = 1
_SPEECH_SECONDS = 3


def press(exchange: Exchange, move: Presses) -> None:
    """Keys go to the question that is open; those pressed after its answer are lost, as on a real line."""
    wait = exchange.call.wait
    exchange.hear(Speaker.CALLER, f"keys {' '.join(move.keys)}")
    if isinstance(wait, Recording) and move.keys[:1] and move.keys[0] in wait.finishing_keys:
        _record(exchange, wait, 5, move.keys[0])
        return
    if isinstance(wait, Queued):
        queueing.press(exchange, wait, move.keys[:1])
        return
    if not isinstance(wait, Gathering) or not wait.takes_keys:
        exchange.network("The line is not listening to keys now.")
        return
    for place, key in enumerate(move.keys, start=1):
        exchange.pass_time(_SECONDS_A_KEY)
        pressed = wait.pressed if key == wait.finishing_key else wait.pressed + key
        wait = replace(wait, pressed=pressed)
        if key == wait.finishing_key or len(pressed) == wait.key_count:
            if move.keys[place:]:
                exchange.network(f"Keys {move.keys[place:]} came too late: the line was already answering.")
            _answer_keys(exchange, wait, key if key == wait.finishing_key else "")
            return
    exchange.call = replace(exchange.call, wait=wait)
    if move.waits:
        exchange.pass_time(wait.timeout_seconds)
        _answer_keys(exchange, wait, "")


def say(exchange: Exchange, move: Says) -> None:
    """Words go to a question that takes speech, to a recording, or to the person on the other end."""
    wait = exchange.call.wait
    exchange.hear(Speaker.CALLER, f"“{move.words}”")
    exchange.pass_time(_SPEECH_SECONDS)
    match wait:
        case Gathering(takes_speech=True):
            confidence = f"{move.confidence:.2f}"
            fields = [("SpeechResult", move.words), ("Confidence", confidence), ("Language", wait.language)]
            calls.request(exchange, wait.action, fields)
        case Gathering():
            exchange.network("The line is listening to keys only.")
            stay_silent(exchange)
        case Recording():
            _record(exchange, wait, max(2, len(move.words.split()) // 2) + wait.silence_seconds, "")
        case Talking() | WithStaff():
            pass
        case _:
            exchange.network("Nobody is listening yet.")


def stay_silent(exchange: Exchange) -> None:
    """Nothing happens until the line has waited long enough."""
    match exchange.call.wait:
        case Gathering() as wait:
            exchange.pass_time(wait.timeout_seconds)
            if not wait.pressed:
                exchange.hear(Speaker.CALLER, "silence")
            _answer_keys(exchange, wait, "")
        case Recording() as wait:
            exchange.hear(Speaker.CALLER, "silence")
            _record(exchange, wait, wait.silence_seconds or wait.max_seconds, "")
        case Queued() as wait:
            queueing.wait_on(exchange, wait)
        case Talking() | WithStaff() | Ringing() | Over():
            pass
        case _ as never:
            assert_never(never)


def record(exchange: Exchange, move: Records) -> None:
    """A voicemail; without a recording going on, nobody hears it."""
    wait = exchange.call.wait
    if not isinstance(wait, Recording):
        exchange.network("Nothing is being recorded now.")
        return
    if move.is_silent:
        exchange.hear(Speaker.CALLER, "silence")
        _record(exchange, wait, wait.silence_seconds or move.seconds, "")
        return
    exchange.hear(Speaker.CALLER, f"leaves a message of {move.seconds} seconds")
    key = "#" if "#" in wait.finishing_keys else wait.finishing_keys[:1]
    _record(exchange, wait, move.seconds, key)


def hang_up(exchange: Exchange, recorded_seconds: int = 0) -> None:
    """The caller ends the call. What was going on is told first, as the gateway does."""
    wait = exchange.call.wait
    if isinstance(wait, Ringing):
        answering.decline(exchange)
        return
    exchange.hear(Speaker.CALLER, "hangs up")
    match wait:
        case Recording():
            exchange.pass_time(recorded_seconds)
            if recorded_seconds:
                fields = _recording_fields(exchange, recorded_seconds, "hangup")
                calls.tell(exchange, wait.action, fields, "completed")
                _recording_told(exchange, wait, fields)
        case Talking():
            staff_phones.hang_up_leg(exchange, wait)
            if wait.action:
                calls.tell(exchange, wait.action, staff_phones.talk_fields(wait), "completed")
        case Queued(action=action) if action:
            waited = str(exchange.call.seconds - wait.joined_at_seconds)
            fields = [("QueueResult", "hangup"), ("QueueSid", wait.queue_sid), ("QueueTime", waited)]
            calls.tell(exchange, action, fields, "completed")
        case _:
            pass
    calls.finish(exchange, "The call has ended.")


def _answer_keys(exchange: Exchange, wait: Gathering, finished_by: str) -> None:
    """What was pressed goes to the line; nothing at all goes on with the document, unless it asks for that."""
    if wait.pressed or wait.asks_when_empty:
        fields = [("Digits", wait.pressed), ("FinishedOnKey", finished_by), ("msg", "Gather End")]
        calls.request(exchange, wait.action, fields)
    else:
        calls.go_on(exchange)


def _record(exchange: Exchange, wait: Recording, seconds: int, key: str) -> None:
    """A recording without a second in it asks for no action: the document goes on."""
    seconds = min(seconds, wait.max_seconds)
    exchange.pass_time(seconds)
    if seconds == 0:
        calls.go_on(exchange)
        return
    fields = _recording_fields(exchange, seconds, key)
    calls.request(exchange, wait.action, fields)
    _recording_told(exchange, wait, fields)


def _recording_fields(exchange: Exchange, seconds: int, key: str) -> list[tuple[str, str]]:
    sid = exchange.sid("RE")
    account = exchange.trunk.account_sid
    url = f"https://gateway.invalid/2010-04-01/Accounts/{account}/Recordings/{sid}"
    return [
        ("RecordingUrl", url),
        ("RecordingSid", sid),
        ("RecordingDuration", str(seconds)),
        ("Digits", key),
    ]


def _recording_told(exchange: Exchange, wait: Recording, fields: list[tuple[str, str]]) -> None:
    """Once the recording can be fetched, the line is told at its own address for that."""
    if wait.status_url:
        kept = [field for field in fields if field[0] != "Digits"]
        more = [("RecordingStatus", "completed"), ("RecordingChannels", "1"), ("RecordingSource", "RecordVerb")]
        account_sid, call_sid = exchange.trunk.account_sid, exchange.call.sid
        exchange.notify(wait.status_url, [("AccountSid", account_sid), ("CallSid", call_sid), *kept, *more])
