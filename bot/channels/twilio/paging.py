"""A call to a staff phone: what it hears, what it pressed, and its end. Not a word of any patient."""

import re
from dataclasses import dataclass

from bot.channels.twilio.fields import Form, keys, single
from bot.channels.twilio.markup import document, element, tag

PAGE_ROUTE = "/webhooks/page"
_CALL = re.compile(r"CA[0-9a-f]{32}")
_WAIT_SECONDS = 8
_OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})


@dataclass(frozen=True, slots=True)
class PageLeg:
    """What a webhook of such a call tells."""

    is_accepted: bool  # 1 was pressed
    is_over: bool


def parse(form: Form, account_sid: str) -> PageLeg | None:
    """The news in this signed form; None where it is not about a call of this account."""
    fields = single(form, "CallSid", "AccountSid", "CallStatus", "Digits")
    if fields is None or fields["AccountSid"] != account_sid or not _CALL.fullmatch(fields["CallSid"]):
        return None
    return PageLeg(keys(fields["Digits"])[:1] == "1", fields["CallStatus"] in _OVER)


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
    return tag("Say", words, language="en-US", voice="Polly.Joanna")
