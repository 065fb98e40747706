"""The waiting line as the gateway runs it: its document is played again and again, and a key may lead out of it."""

from dataclasses import replace

from bot.channels.simulator import calls, forms
from bot.channels.simulator import documents as doc
from bot.channels.simulator.exchange import Exchange, Page
from bot.channels.simulator.forms import Form
from bot.channels.simulator.handset import Queued

MAX_DOCUMENTS = 5  # one after the other within a single wait; a correct line needs two


def begin(exchange: Exchange) -> None:
    """Whoever has just been put in line hears its document at once."""
    call = exchange.handset.call
    while call is not None and isinstance(call.wait, Queued) and call.wait.is_new:
        exchange.call = replace(call, wait=replace(call.wait, is_new=False))
        if call.wait.wait_url:
            wait_on(exchange, replace(call.wait, is_new=False))
        call = exchange.handset.call


def wait_on(exchange: Exchange, wait: Queued) -> None:
    """The waiting line's own document, once more. It may hang up, listen for a key, or let the caller go."""
    if not wait.wait_url:
        exchange.network("Music plays.")
        exchange.pass_time(30)
        return
    waited = exchange.call.seconds - wait.joined_at_seconds
    fields = [("QueueSid", wait.queue_sid), ("QueueTime", str(waited)), ("QueuePosition", "1")]
    fields += [("CurrentQueueSize", "1"), ("MaxQueueSize", "1000"), ("AvgQueueTime", "0")]
    _play(exchange, wait, exchange.fetch(wait.wait_url, _form(exchange, fields), doc.WAIT_VERBS))


def press(exchange: Exchange, wait: Queued, key: str) -> None:
    """The first key counts, where the line listens for one."""
    if not wait.key_action:
        exchange.network("The line is not listening to keys now.")
        return
    page = exchange.fetch(wait.key_action, _form(exchange, [("Digits", key)]), doc.WAIT_VERBS)
    _play(exchange, wait, page)


def leave(exchange: Exchange, wait: Queued, result: str) -> None:
    """Out of the line, back to the document that put the caller there, or to its action."""
    waited = exchange.call.seconds - wait.joined_at_seconds
    fields = [("QueueResult", result), ("QueueSid", wait.queue_sid), ("QueueTime", str(waited))]
    if wait.action:
        calls.request(exchange, wait.action, fields)
    else:
        calls.go_on(exchange)


def _play(exchange: Exchange, wait: Queued, page: Page | None) -> None:
    for _ in range(MAX_DOCUMENTS):
        if page is None:
            return
        redirect = _played(exchange, wait, page)
        if redirect is None:
            return
        page = exchange.fetch(exchange.resolve(redirect.url, page.url), _form(exchange, []), doc.WAIT_VERBS)
    exchange.alert(11215, "The waiting line goes round in circles.")


def _played(exchange: Exchange, wait: Queued, page: Page) -> doc.Redirect | None:
    """The document, and where it leads; None where the caller waits on, or does not wait any more."""
    exchange.call = replace(exchange.call, wait=replace(wait, key_action=""))
    for verb in page.document.verbs:
        match verb:
            case doc.Say() | doc.Play() | doc.Pause():
                calls.speak(exchange, verb)
            case doc.Gather():
                for said in verb.prompt:
                    calls.speak(exchange, said)
                exchange.pass_time(verb.timeout_seconds)
                key_action = exchange.resolve(verb.action, page.url)
                exchange.call = replace(exchange.call, wait=replace(wait, key_action=key_action))
            case doc.Redirect():
                return verb
            case doc.Hangup():
                calls.finish(exchange, "The line hangs up.")
                return None
            case doc.Leave():
                leave(exchange, wait, "leave")
                return None
            case _:
                exchange.alert(12200, f"{type(verb).__name__} is not played to somebody who waits in line.")
    return None


def _form(exchange: Exchange, fields: Form) -> Form:
    call = exchange.call
    return [*forms.call(exchange.handset, exchange.trunk.account_sid, call.sid, "in-progress"), *fields]
