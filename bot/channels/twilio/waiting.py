"""A caller who waits in line, and the staff phones that ring for them, as the documents Twilio executes.

The wait document is asked for again and again while nobody comes. A staff phone hears not a word of the caller before
1 is pressed: whatever picks up first may be a mailbox.
"""

from bot.channels.manners import MANNERS
from bot.channels.twilio.markup import document, element, tag
from bot.channels.twilio.twiml import Routes, spoken
from bot.channels.voice import Speak
from bot.services.connecting import Moment, Taken, Wait
from bot.values import Disposition, Language

LEG_ROUTE = "/webhooks/leg"
CALL_BACK_KEY = ACCEPT_KEY = "1"
_PAUSE_SECONDS = 4  # of silence between two sentences of the wait
_SCREEN_SECONDS = 8  # a staff member takes the phone from the ear to press 1


# -- the caller -----------------------------------------------------------------------------------


def wait(moment: Moment, routes: Routes) -> bytes:
    """One moment of the wait."""
    manners = MANNERS[moment.language]
    match moment.wait:
        case Wait.OVER:
            return document(tag("Leave"))
        case Wait.TAKEN:
            return document(spoken(Speak(manners.wait_taken, moment.language)) + tag("Pause", length=_PAUSE_SECONDS))
        case _:
            words = "" if moment.wait is Wait.FIRST else manners.wait_again
            words = f"{words} {manners.wait_call_back}".strip() if moment.may_call_back else words
            said = spoken(Speak(words, moment.language)) if words else ""
            if moment.may_call_back:
                return document(_one_key(said, routes.waited, _PAUSE_SECONDS))
            return document(said + tag("Pause", length=_PAUSE_SECONDS))


def waited(routes: Routes, *, is_leaving: bool) -> bytes:
    """After a key: out of the line, or on with the wait."""
    return document(tag("Leave") if is_leaving else tag("Redirect", routes.wait, method="POST"))


def joining(language: Language) -> bytes:
    """The last the caller hears of the line."""
    return document(spoken(Speak(MANNERS[language].wait_joined, language)))


# -- the staff phone ------------------------------------------------------------------------------


def asked(key: str) -> bytes:
    """Is this a person? Said twice, so that it is heard whole by a phone that is taken from the ear."""
    words = _staff("Call from the clinic line. Press 1 to accept.") * 2
    return document(_one_key(words, f"{LEG_ROUTE}/{key}/answer", _SCREEN_SECONDS) + tag("Hangup"))


def joined(key: str, taken: Taken) -> bytes:
    """Who presses 1 hears what is known, then the caller."""
    queue = tag("Queue", taken.queue, method="POST", url=f"{LEG_ROUTE}/{key}/joining")
    dial = element("Dial", queue, action=f"{LEG_ROUTE}/{key}/talked", method="POST")
    return document(_staff(_summary(taken)) + dial)


def nobody_waits() -> bytes:
    """Somebody else was faster, or the caller has gone."""
    return document(_staff("The caller is not waiting any more. Goodbye.") + tag("Hangup"))


def talked(*, was_joined: bool) -> bytes:
    """After the talk; or where the caller hung up in the last moment."""
    words = "" if was_joined else _staff("The caller has hung up. Please look at the console.")
    return document(words + tag("Hangup"))


def _summary(taken: Taken) -> str:
    """What a colleague would say in passing the phone: why, how urgent, in which language. No name, no number."""
    session, request = taken.session, taken.request
    parts = []
    if request is not None:
        parts += [f"Request {', '.join(request.code)}", request.reason.replace("_", " ")]
        parts.append(request.urgency.replace("_", " "))
    if session.disposition is not Disposition.NONE:
        parts.append(f"worst so far: {session.disposition.replace('_', ' ')}")
    if "pain" in session.answers:
        parts.append(f"pain {session.answers['pain']} of 10")
    parts.append("speaks Spanish" if session.language is Language.ES else "speaks English")
    return ". ".join(part[0].upper() + part[1:] for part in parts) + "."


def _one_key(said: str, action: str, seconds: int) -> str:
    """Without a key the document goes on, or is over."""
    return element("Gather", said, action=action, input="dtmf", method="POST", numDigits=1, timeout=seconds)


def _staff(words: str) -> str:
    return spoken(Speak(words, Language.EN))
