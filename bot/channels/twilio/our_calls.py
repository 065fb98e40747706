"""What a webhook of a call that we made tells: which call, who picked up, what was pressed, and whether it is over."""

import re
from dataclasses import dataclass

from bot.channels.twilio.fields import Form, keys, single

_CALL = re.compile(r"CA[0-9a-f]{32}")
_OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})


@dataclass(frozen=True, slots=True)
class OurCall:
    """`pressed` is the first key, or an empty text; `status` is the gateway's word for where the call stands."""

    call_id: str
    pressed: str
    is_person: bool
    status: str
    is_joined: bool = False  # whoever was dialled in it has talked

    @property
    def is_over(self) -> bool:
        """True once nobody is on the line."""
        return self.status in _OVER


def parse(form: Form, account_sid: str) -> OurCall | None:
    """The news in this signed form; None where it is not about a call of this account."""
    fields = single(form, "CallSid", "AccountSid", "CallStatus", "AnsweredBy", "Digits", "DialBridged")
    if fields is None or fields["AccountSid"] != account_sid or not _CALL.fullmatch(fields["CallSid"]):
        return None
    pressed, picked_up = keys(fields["Digits"])[:1], fields["AnsweredBy"] == "human"
    return OurCall(fields["CallSid"], pressed, picked_up, fields["CallStatus"], fields["DialBridged"].lower() == "true")
