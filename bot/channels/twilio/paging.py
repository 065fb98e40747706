"""A call to a staff phone: what it hears. Not a word of any patient."""

from bot.channels.twilio.markup import document, element, tag
from bot.channels.twilio.twiml import spoken
from bot.channels.voice import Speak
from bot.values import Language

PAGE_ROUTE = "/webhooks/page"
ACCEPT_KEY = "1"  # pressed by a person, never by a mailbox
_WAIT_SECONDS = 8


def asked(key: str, spoken_code: str) -> bytes:
    """Said twice, so that it is heard whole behind a mailbox's greeting or a phone taken from the ear."""
    words = f"This is the clinic line. Urgent request {spoken_code} is waiting. Press 1 to take it."
    said = _said(words) * 2
    gather = element(
        "Gather", said, action=f"{PAGE_ROUTE}/{key}/answer", method="POST", input="dtmf", numDigits=1,
        timeout=_WAIT_SECONDS, actionOnEmptyResult="true",
    )  # fmt: skip
    return document(gather + tag("Hangup"))


def thanked(*, is_accepted: bool) -> bytes:
    """After the key: what to do now, or nothing."""
    words = "Thank you. Please open the console and claim it now." if is_accepted else "Goodbye."
    return document(_said(words) + tag("Hangup"))


def _said(words: str) -> str:
    return spoken(Speak(words, Language.EN))
