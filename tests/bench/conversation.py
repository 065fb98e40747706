"""What is sent: signed webhooks of people who each walk the same conversation of twelve turns."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

# The people's side of one care talk, three of its texts in their own words.
TEXTS = (
    "hi, my lower back locked up after I picked up a box",  # free text
    "2",  # six questions about danger signs
    "2",
    "2",
    "2",
    "2",
    "2",
    "it started yesterday evening, I think around 6",  # free text
    "2",  # the skin is fine: ice
    "what causes a spasm like that?",  # free text
    "2",
    "1",
)

ACCOUNT = "AC" + "0b" * 16
TOKEN = "bench-" + "4d" * 16
LINE = "+18179164685"
BASE_URL = "https://line.example.org"  # signed for; nothing is looked up there
PATH = "/webhooks/sms"


@dataclass(frozen=True, slots=True)
class Webhook:
    """One request, made before the clock runs."""

    body: bytes
    headers: dict[str, str]


def conversations(people: range) -> list[list[Webhook]]:
    """One list of twelve webhooks for each person; every person has a number of their own."""
    sign = RequestValidator(TOKEN).compute_signature
    return [[_webhook(sign, person, turn) for turn in range(len(TEXTS))] for person in people]


def _webhook(sign: Callable[[str, dict[str, str]], str], person: int, turn: int) -> Webhook:
    sid = f"SM{person:024x}{turn:08x}"
    form = {
        "MessageSid": sid,
        "SmsSid": sid,
        "SmsMessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": f"+1469{2_000_000 + person}",
        "To": LINE,
        "Body": TEXTS[turn],
        "NumMedia": "0",
        "NumSegments": "1",
        "FromCountry": "US",
        "ToCountry": "US",
        "ApiVersion": "2010-04-01",
    }
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": sign(BASE_URL + PATH, form),
    }
    return Webhook(urlencode(form).encode(), headers)
