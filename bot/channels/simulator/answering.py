"""The clinic calls this phone: it rings, and is answered, declined, or left to ring."""

from dataclasses import replace

from bot.channels.simulator import calls
from bot.channels.simulator.exchange import Exchange
from bot.channels.simulator.handset import Call, Over, Ringing, WithStaff
from bot.channels.simulator.incoming import Incoming

DECLINED, MISSED = "busy", "no-answer"


def ring(exchange: Exchange, incoming: Incoming | None) -> None:
    """What rings now, if anything. A phone in a call does not ring; one that rang until a moment ago has missed it."""
    call = exchange.handset.call
    if call is not None and isinstance(call.wait, Ringing):
        if incoming is None or incoming.sid != call.sid:
            _stop(exchange, "You did not answer.", MISSED)
    elif incoming is not None and not exchange.handset.is_in_call:
        exchange.call = Call(incoming.sid, incoming.line, Ringing(), incoming=incoming)
        exchange.network("Your phone rings. It shows the clinic's number.")


def answer(exchange: Exchange) -> None:
    """Picks up: a person is there at once, anything else begins with its document."""
    incoming = exchange.call.incoming
    if incoming is None or not isinstance(exchange.call.wait, Ringing):
        exchange.network("Nothing is ringing.")
    elif not exchange.trunk.ends_ringing(incoming.sid):
        _stop(exchange, "It has stopped ringing.", MISSED)
    elif incoming.is_person:
        exchange.network("You are talking with a member of staff.")
        exchange.call = replace(exchange.call, wait=WithStaff())
    else:
        exchange.network("You answer.")
        calls.request(exchange, incoming.path, [("AnsweredBy", "human")])


def decline(exchange: Exchange) -> None:
    """The line learns that this phone is busy."""
    if exchange.trunk.ends_ringing(exchange.call.sid):
        calls.finish(exchange, "You decline.", DECLINED)
    else:
        _stop(exchange, "It has stopped ringing.", MISSED)


def _stop(exchange: Exchange, words: str, status: str) -> None:
    """Whoever let it ring too long: the line knows already."""
    exchange.network(words)
    exchange.call = replace(exchange.call, wait=Over(status))
