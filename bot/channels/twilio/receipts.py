"""A receipt as Twilio posts it. Fields and statuses grow in number; what is not known is kept and changes nothing."""

import re

from bot.channels.twilio.fields import Form, single
from bot.services.receipts import Receipt
from bot.values import MessageStatus

_OURS = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending", "sent"), MessageStatus.ACCEPTED),
    **dict.fromkeys(("delivered", "read"), MessageStatus.DELIVERED),
    "undelivered": MessageStatus.UNDELIVERED,
    **dict.fromkeys(("failed", "canceled"), MessageStatus.FAILED),
}
_NAMES = ("MessageSid", "MessageStatus", "ErrorCode", "AccountSid")


def status_of(told: str) -> MessageStatus | None:
    """Our status for Twilio's word; None for one it has learned since."""
    return _OURS.get(told)


def parse(form: Form, receipt_key: str, account_sid: str) -> Receipt | None:
    """The receipt in this signed form; None where it is not about a text of this account."""
    fields = single(form, *_NAMES)
    if fields is None or fields["AccountSid"] != account_sid:
        return None
    gateway_id, told, code = fields["MessageSid"], fields["MessageStatus"], fields["ErrorCode"]
    if not re.fullmatch(r"(SM|MM)[0-9a-f]{32}", gateway_id) or not re.fullmatch(r"[a-z_]{1,40}", told):
        return None
    return Receipt(
        receipt_key, gateway_id, told, status_of(told), code if re.fullmatch(r"[1-9][0-9]{3,5}", code) else None
    )
