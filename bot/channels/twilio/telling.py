"""A call that tells somebody what a text could not: who calls, the words, and a key that ends such calls.

A machine hears nothing: whoever plays a mailbox later may be anybody.
"""

from bot.channels.twilio.markup import document, element, tag
from bot.channels.twilio.twiml import spoken
from bot.channels.voice import Speak
from bot.values import Language

TELL_ROUTE = "/webhooks/told"
STOP_KEY = "9"
GO_ON_KEY = "1"
_WAIT_SECONDS = 6
_GO_ON = {
    Language.EN: "To go on, press 1. ",
    Language.ES: "Para seguir, oprima 1. ",
}
_STOP = {
    Language.EN: "To stop our automated calls and texts, press 9.",
    Language.ES: "Para no recibir más llamadas ni textos automáticos, oprima 9.",
}
_STOPPED = {
    Language.EN: "Done. You will get no more automated calls or texts from us. Goodbye.",
    Language.ES: "Listo. No recibirá más llamadas ni textos automáticos. Adiós.",
}


def told(key: str, words: str, language: Language, *, goes_on: bool) -> bytes:
    """Said twice, since a call cannot be read again. `goes_on`: a key leads to the talk that it is about."""
    said = spoken(Speak(f"{words} {_GO_ON[language] if goes_on else ''}{_STOP[language]}", language)) * 2
    gather = element(
        "Gather", said, action=f"{TELL_ROUTE}/{key}/answer", method="POST", input="dtmf", numDigits=1,
        timeout=_WAIT_SECONDS,
    )  # fmt: skip
    return document(gather + tag("Hangup"))


def stopped(language: Language) -> bytes:
    """After the key."""
    return document(spoken(Speak(_STOPPED[language], language)) + tag("Hangup"))
