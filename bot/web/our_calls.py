"""The door of webhooks about calls that we made: signed, and with the key that the call was given."""

from flask import abort

from bot.channels.twilio.our_calls import OurCall, parse
from bot.web.signed import signed_form
from bot.wiring import Bot

LONGEST_KEY = 64


def our_call(bot: Bot, key: str) -> OurCall:
    """What this webhook tells of the call; 400 where it is none of ours."""
    found = parse(signed_form(bot), bot.settings.twilio_account_sid)
    if found is None or len(key) > LONGEST_KEY:
        abort(400)
    return found
