"""A call to a patient that a member of staff asked for: what the staff phone hears, and how the patient is dialled.

A mailbox at the staff phone presses nothing, so no patient is ever joined with one. Not a word of whom it is about.
"""

from bot.channels.twilio.markup import document, element, tag
from bot.channels.twilio.twiml import spoken
from bot.channels.voice import Speak
from bot.values import Language

PATIENT_CALL_ROUTE = "/webhooks/patient-call"
ACCEPT_KEY = "1"
_WAIT_SECONDS = 8
_RING_SECONDS = 25  # a patient's phone; most mailboxes come after that


def asked(key: str) -> bytes:
    """Said twice, for a phone that is taken from the ear."""
    said = _said("The clinic line calls for you. Press 1 to be put through to the patient.") * 2
    gather = element(
        "Gather", said, action=f"{PATIENT_CALL_ROUTE}/{key}/answer", method="POST", input="dtmf", numDigits=1,
        timeout=_WAIT_SECONDS,
    )  # fmt: skip
    return document(gather + tag("Hangup"))


def dial(key: str, patient: str, line: str) -> bytes:
    """Rings the patient, who sees the clinic's number."""
    number = tag("Number", patient)
    how: dict[str, str | int] = {"answerOnBridge": "true", "callerId": line, "method": "POST", "timeout": _RING_SECONDS}
    return document(element("Dial", number, action=f"{PATIENT_CALL_ROUTE}/{key}/talked", **how))


def talked(*, is_joined: bool) -> bytes:
    """After it."""
    words = "" if is_joined else _said("The patient did not answer. Goodbye.")
    return document(words + tag("Hangup"))


def _said(words: str) -> str:
    return spoken(Speak(words, Language.EN))
