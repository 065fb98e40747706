"""Texts through the pretend gateway, with the keywords a gateway answers by itself before the line may."""

from dataclasses import replace

from bot.channels.simulator import documents as doc
from bot.channels.simulator import forms
from bot.channels.simulator.exchange import SMS, SMS_FALLBACK, Exchange, Page
from bot.channels.simulator.handset import text
from bot.channels.simulator.moves import Texts
from bot.settings import OptOutHandling

MAX_WORDS = 1600
MAX_REDIRECTS = 10

_STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
_START = frozenset({"START", "UNSTOP", "YES"})
_HELP = frozenset({"HELP", "INFO"})
_STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this number. "
    "Reply START to resubscribe."
)
_STARTED = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
_HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."


def send(exchange: Exchange, move: Texts, opt_out: OptOutHandling) -> None:
    """The person sends a text; whatever the line answers to it arrives."""
    phone, prices = exchange.handset, exchange.trunk.prices
    words = move.words[:MAX_WORDS]
    mine = text(words, is_mine=True, at=exchange.at, line=phone.line, prices=prices, photos=move.photos)
    if phone.is_anonymous:
        exchange.handset = phone.with_text(replace(mine, note="Not sent: a text needs a number."))
        return
    exchange.handset = phone.with_text(mine)
    sid = exchange.sid("MM" if move.photos else "SM")
    media = [f"{_media(exchange, sid)}/{exchange.sid('ME')}" for _ in range(move.photos)]
    form = forms.text(exchange.handset, exchange.trunk.account_sid, sid, words, media, mine.segments)
    form += _keyword(exchange, words, opt_out)
    _deliver(exchange, exchange.fetch_or_fall_back(SMS, form, doc.TEXT_VERBS, SMS_FALLBACK), form)


def show(exchange: Exchange, words: str, line: str, note: str = "") -> None:
    """A text from the line appears on the phone."""
    arrived = text(words, is_mine=False, at=exchange.at, line=line, prices=exchange.trunk.prices)
    exchange.handset = exchange.handset.with_text(replace(arrived, note=note, cents=0.0 if note else arrived.cents))


def _media(exchange: Exchange, sid: str) -> str:
    return f"https://gateway.invalid/2010-04-01/Accounts/{exchange.trunk.account_sid}/Messages/{sid}/Media"


def _keyword(exchange: Exchange, words: str, opt_out: OptOutHandling) -> forms.Form:
    """What the gateway does by itself with a carrier keyword, and the field it tells the line by."""
    if opt_out is OptOutHandling.OWN:
        return []
    phone, word = exchange.handset, words.strip().upper()
    is_blocked = phone.line in phone.blocked_lines
    if word in _STOP:
        exchange.handset = replace(phone, blocked_lines=(*phone.blocked_lines, phone.line))
        kind, reply = "STOP", "" if is_blocked else _STOPPED
    elif word in _START and (is_blocked or word != "YES"):
        still = tuple(line for line in phone.blocked_lines if line != phone.line)
        exchange.handset = replace(phone, blocked_lines=still)
        kind, reply = "START", _STARTED if is_blocked else ""
    elif word in _HELP:
        kind, reply = "HELP", "" if is_blocked else _HELPED
    else:
        return []
    if reply:
        show(exchange, reply, phone.line, note="Answered by the gateway itself.")
    return [("OptOutType", kind)] if opt_out is OptOutHandling.ADVANCED else []


def _deliver(exchange: Exchange, page: Page | None, form: forms.Form) -> None:
    """Executes the answer: messages in order, following redirects."""
    for _ in range(MAX_REDIRECTS):
        redirect = None
        for verb in page.document.verbs if page else ():
            if isinstance(verb, doc.Message):
                _message(exchange, verb)
            elif isinstance(verb, doc.Redirect):
                redirect = verb
                break
        if redirect is None or page is None:
            return
        url = exchange.resolve(redirect.url, page.url)
        page = exchange.fetch_or_fall_back(url, form, doc.TEXT_VERBS, SMS_FALLBACK, redirect.method)
    exchange.alert(11215, f"{MAX_REDIRECTS} redirects and no end.")


def _message(exchange: Exchange, message: doc.Message) -> None:
    phone = exchange.handset
    if not message.words and not message.media:
        exchange.alert(21602, "A Message without words or media is not sent.")
    elif len(message.words) > MAX_WORDS:
        exchange.alert(21617, f"A Message of {len(message.words)} characters is not sent: {MAX_WORDS} at most.")
    elif message.to and message.to != phone.number:
        show(exchange, message.words, phone.line, note=f"Sent to {message.to}.")
    elif phone.line in phone.blocked_lines:
        exchange.alert(21610, "The person has opted out: the answer is not delivered.")
    else:
        show(exchange, message.words, phone.line)
        if message.status_url:
            sid = exchange.sid("SM")
            for status in ("sent", "delivered"):
                form = forms.delivery(exchange.handset, exchange.trunk.account_sid, sid, status)
                exchange.notify(exchange.resolve(message.status_url, SMS), form)
