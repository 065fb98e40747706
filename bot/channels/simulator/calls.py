"""A call as the gateway runs it: executes a document until the line waits for somebody, or the call ends."""

from dataclasses import replace
from typing import assert_never

from bot.channels.simulator import documents as doc
from bot.channels.simulator import forms
from bot.channels.simulator.documents import Audible, Verb
from bot.channels.simulator.exchange import (
    VOICE,
    VOICE_FALLBACK,
    VOICE_STATUS,
    Exchange,
    Page,
    spoken_seconds,
)
from bot.channels.simulator.forms import Form
from bot.channels.simulator.handset import (
    Call,
    Gathering,
    Over,
    Queued,
    Recording,
    Speaker,
)
from bot.channels.simulator.incoming import Incoming, endings
from bot.channels.simulator.reading import read

MAX_DOCUMENTS = 30  # without anything heard in between; a correct line needs three or four
APPLICATION_ERROR = "We're sorry. An application error has occurred. Goodbye."


def start(exchange: Exchange) -> None:
    """Rings the line and executes what it answers."""
    phone = exchange.handset
    sid = exchange.sid("CA")
    exchange.call = Call(sid, phone.line, Over("ringing"))
    exchange.network("The clinic line answers.")
    form = forms.call(phone, exchange.trunk.account_sid, sid, "ringing")
    run(exchange, _fetch(exchange, VOICE, form))


def request(exchange: Exchange, url: str, fields: Form, method: str = "POST") -> None:
    """Asks the line for the next document and executes it."""
    run(exchange, _fetch(exchange, url, _form(exchange, fields), method))


def tell(exchange: Exchange, url: str, fields: Form, status: str) -> None:
    """Asks for a document that nobody will hear: the caller is gone."""
    exchange.notify(url, _form(exchange, fields, status))


def go_on(exchange: Exchange) -> None:
    """Nothing was heard: the rest of the document follows."""
    call = exchange.call
    document = read(call.document, doc.VOICE_VERBS)
    run(exchange, Page(call.url, call.document, document), call.next_verb)


def finish(exchange: Exchange, words: str, status: str = "completed") -> None:
    """The call is over, and the line is told."""
    exchange.network(words)
    exchange.call = replace(exchange.call, wait=Over(status), document="", next_verb=0)
    if exchange.call.incoming is not None:
        _tell_end_of_ours(exchange, exchange.call.incoming, status)
        return
    seconds = 0 if status == "busy" else exchange.call.seconds
    fields = [("CallDuration", str(seconds)), ("Duration", str(-(-seconds // 60)))]
    exchange.notify(VOICE_STATUS, _form(exchange, fields, status))


def _tell_end_of_ours(exchange: Exchange, incoming: Incoming, status: str) -> None:
    for path, fields in endings(incoming, status, is_joined=status == "completed"):
        exchange.notify(path, [("CallSid", incoming.sid), ("AccountSid", exchange.trunk.account_sid), *fields])


def run(exchange: Exchange, page: Page | None, first: int = 0) -> None:
    """Executes documents one after the other until somebody is waited for."""
    for _ in range(MAX_DOCUMENTS):
        if page is None:
            exchange.hear(Speaker.LINE, APPLICATION_ERROR)
            finish(exchange, "The gateway hangs up.")
            return
        redirect = _execute(exchange, page, first)
        if redirect is None:
            return
        url = exchange.resolve(redirect.url, page.url)
        page = _fetch(exchange, url, _form(exchange, []), redirect.method)
        first = 0
    exchange.alert(11215, f"{MAX_DOCUMENTS} documents and nobody was listened to.")
    finish(exchange, "The gateway hangs up: the line goes round in circles.")


def speak(exchange: Exchange, said: Audible, speaker: Speaker = Speaker.LINE) -> None:
    match said:
        case doc.Say():
            exchange.hear(speaker, said.words, said.language, said.times)
            exchange.pass_time(spoken_seconds(said))
        case doc.Play():
            exchange.network(f"A recording is played: {said.url}")
            exchange.pass_time(spoken_seconds(said))
        case doc.Pause():
            exchange.pass_time(said.seconds)
        case _:
            assert_never(said)


def _fetch(exchange: Exchange, url: str, form: Form, method: str = "POST") -> Page | None:
    return exchange.fetch_or_fall_back(url, form, doc.VOICE_VERBS, VOICE_FALLBACK, method)


def _form(exchange: Exchange, fields: Form, status: str = "in-progress") -> Form:
    call = exchange.call
    return [*forms.call(exchange.handset, exchange.trunk.account_sid, call.sid, status), *fields]


def _execute(exchange: Exchange, page: Page, first: int) -> doc.Redirect | None:
    """The document from its verb `first` on. Returns where it leads, or None where the call waits or is over."""
    for index in range(first, len(page.document.verbs)):
        verb = page.document.verbs[index]
        match verb:
            case doc.Say() | doc.Play() | doc.Pause():
                speak(exchange, verb)
            case doc.Redirect():
                return verb
            case doc.Hangup():
                finish(exchange, "The line hangs up.")
                return None
            case doc.Reject():
                _reject(exchange, verb, is_first=index == 0)
                return None
            case doc.Leave() | doc.Message() | doc.Dial():
                exchange.alert(12200, f"{type(verb).__name__} does nothing here.")
            case _:
                exchange.call = replace(exchange.call, url=page.url, document=page.body, next_verb=index + 1)
                _wait(exchange, verb, page.url)
                return None
    finish(exchange, "The line has nothing more to say, and hangs up.")
    return None


def _reject(exchange: Exchange, verb: doc.Reject, *, is_first: bool) -> None:
    if not is_first:
        exchange.alert(12200, "Reject must be the first verb; the call has been answered already.")
    words = "The line is busy." if verb.reason == "busy" else "The line does not take the call."
    finish(exchange, words, "busy" if verb.reason == "busy" else "no-answer")


def _wait(exchange: Exchange, verb: doc.Gather | doc.Enqueue | doc.Record, current: str) -> None:
    match verb:
        case doc.Gather():
            for said in verb.prompt:
                speak(exchange, said)
            _listen(exchange, verb, current)
        case doc.Enqueue():
            _warn_of_get(exchange, verb)
            _queue(exchange, verb, current)
        case doc.Record():
            _record(exchange, verb, current)
        case _:
            assert_never(verb)


def _listen(exchange: Exchange, verb: doc.Gather, current: str) -> None:
    _warn_of_get(exchange, verb)
    wait = Gathering(
        action=exchange.resolve(verb.action, current),
        takes_keys=verb.takes_keys,
        takes_speech=verb.takes_speech,
        key_count=verb.key_count,
        finishing_key=verb.finishing_key,
        timeout_seconds=verb.timeout_seconds,
        speech_timeout_seconds=verb.speech_timeout_seconds,
        asks_when_empty=verb.asks_when_empty,
        language=verb.language,
    )
    exchange.call = replace(exchange.call, wait=wait)


def _queue(exchange: Exchange, verb: doc.Enqueue, current: str) -> None:
    exchange.network("Waiting in line for a person.")
    wait = Queued(
        action=exchange.resolve(verb.action, current) if verb.action else "",
        name=verb.name,
        wait_url=exchange.resolve(verb.wait_url, current) if verb.wait_url else "",
        queue_sid=exchange.sid("QU"),
        joined_at_seconds=exchange.call.seconds,
    )
    exchange.call = replace(exchange.call, wait=wait)


def _record(exchange: Exchange, verb: doc.Record, current: str) -> None:
    _warn_of_get(exchange, verb)
    if verb.has_beep:
        exchange.network("Beep.")
    wait = Recording(
        action=exchange.resolve(verb.action, current),
        finishing_keys=verb.finishing_keys,
        max_seconds=verb.max_seconds,
        silence_seconds=verb.silence_seconds,
        status_url=exchange.resolve(verb.status_url, current) if verb.status_url else "",
    )
    exchange.call = replace(exchange.call, wait=wait)


def _warn_of_get(exchange: Exchange, verb: Verb) -> None:
    if getattr(verb, "method", "POST") != "POST":
        exchange.alert(12200, f"{type(verb).__name__} asks for GET; this line answers to POST, so POST is used.")
