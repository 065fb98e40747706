"""Webhooks as Twilio posts them."""

from werkzeug.datastructures import MultiDict

ACCOUNT = "AC" + "a" * 32
MESSAGE = "SM" + "1" * 32
CALL = "CA" + "2" * 32
STAFF_CALL = "CA" + "3" * 32
RECORDING = "RE" + "4" * 32
PATIENT = "+18175550111"
LINE = "+18175550100"
OTHER_LINE = "+12145550100"
LINES = frozenset({LINE, OTHER_LINE})

Posted = MultiDict[str, str]

TEXT = {
    "ToCountry": "US",
    "ToState": "TX",
    "SmsMessageSid": MESSAGE,
    "NumMedia": "0",
    "ToCity": "DALLAS",
    "FromZip": "75001",
    "SmsSid": MESSAGE,
    "FromState": "TX",
    "SmsStatus": "received",
    "FromCity": "DALLAS",
    "Body": "my back locked up",
    "FromCountry": "US",
    "To": LINE,
    "ToZip": "75001",
    "NumSegments": "1",
    "MessageSid": MESSAGE,
    "AccountSid": ACCOUNT,
    "From": PATIENT,
    "ApiVersion": "2010-04-01",
}
CALL_FIELDS = {
    "AccountSid": ACCOUNT,
    "ApiVersion": "2010-04-01",
    "CallSid": CALL,
    "CallStatus": "in-progress",
    "Called": LINE,
    "Caller": PATIENT,
    "Direction": "inbound",
    "From": PATIENT,
    "To": LINE,
}


def text(**fields: str) -> Posted:
    return MultiDict({**TEXT, **fields})


def call(**fields: str) -> Posted:
    return MultiDict({**CALL_FIELDS, **fields})


def without(form: Posted, name: str) -> Posted:
    return MultiDict([(key, value) for key, value in form.items(multi=True) if key != name])


def twice(form: Posted, name: str, value: str) -> Posted:
    return MultiDict([*form.items(multi=True), (name, value)])
