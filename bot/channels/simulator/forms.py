"""The fields a gateway posts, all of them: a line that trips over a field it does not know must trip here."""

from bot.channels.simulator.handset import Handset

Form = list[tuple[str, str]]

API_VERSION = "2010-04-01"
_PLACES = {  # area code: where the number, not the phone, is at home
    "214": ("DALLAS", "75201"),
    "469": ("PLANO", "75023"),
    "682": ("FORT WORTH", "76102"),
    "817": ("FORT WORTH", "76104"),
    "940": ("DENTON", "76201"),
    "972": ("IRVING", "75039"),
}


def _place(prefix: str, number: str) -> Form:
    if not number.startswith("+1"):
        return [(f"{prefix}{part}", "") for part in ("City", "State", "Zip", "Country")]
    city, postcode = _PLACES.get(number[2:5], ("", ""))
    state = "TX" if city else ""
    return [
        (f"{prefix}City", city),
        (f"{prefix}State", state),
        (f"{prefix}Zip", postcode),
        (f"{prefix}Country", "US"),
    ]


def text(handset: Handset, account_sid: str, sid: str, words: str, media: list[str], segments: int) -> Form:
    """An incoming text or picture message."""
    form = [
        *_place("To", handset.line),
        ("SmsMessageSid", sid),
        ("NumMedia", str(len(media))),
        ("SmsSid", sid),
        *_place("From", handset.number),
        ("SmsStatus", "received"),
        ("Body", words),
        ("To", handset.line),
        ("MessageSid", sid),
        ("NumSegments", str(1 if media else segments)),
        ("AccountSid", account_sid),
        ("From", handset.number),
        ("ApiVersion", API_VERSION),
    ]
    for index, url in enumerate(media):
        form += [(f"MediaUrl{index}", url), (f"MediaContentType{index}", "image/jpeg")]
    return form


def delivery(handset: Handset, account_sid: str, sid: str, status: str) -> Form:
    """What became of a text the line sent."""
    return [
        ("SmsSid", sid),
        ("SmsStatus", status),
        ("MessageStatus", status),
        ("To", handset.number),
        ("MessageSid", sid),
        ("AccountSid", account_sid),
        ("From", handset.line),
        ("ApiVersion", API_VERSION),
    ]


def call(handset: Handset, account_sid: str, sid: str, status: str) -> Form:
    """What stands in every request of a call: of one that the person makes, or of one that the clinic makes."""
    number = handset.number
    if handset.call is not None and handset.call.incoming is not None:
        return our_call(account_sid, sid, handset.call.line, number, status)
    return [
        ("AccountSid", account_sid),
        ("ApiVersion", API_VERSION),
        ("CallSid", sid),
        ("CallStatus", status),
        ("Called", handset.line),
        *_place("Called", handset.line),
        ("Caller", number),
        *_place("Caller", number),
        ("Direction", "inbound"),
        ("From", number),
        *_place("From", number),
        ("To", handset.line),
        *_place("To", handset.line),
        ("StirVerstat", "No-TN-Validation" if handset.is_anonymous else "TN-Validation-Passed-A"),
    ]


def our_call(account_sid: str, sid: str, caller_id: str, number: str, status: str) -> Form:
    """A call that the line makes."""
    return [
        ("AccountSid", account_sid),
        ("ApiVersion", API_VERSION),
        ("CallSid", sid),
        ("CallStatus", status),
        ("Called", number),
        ("Caller", caller_id),
        ("Direction", "outbound-api"),
        ("From", caller_id),
        ("To", number),
    ]
