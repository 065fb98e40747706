"""The photos of a text: only ids are taken from the addresses it names, so that nothing else is ever fetched."""

import re

from bot.channels.twilio.fields import Form, single

MOST_PICTURES = 10
_AT_GATEWAY = "https://api.twilio.com/2010-04-01/Accounts"
_PICTURE = re.compile(r"ME[0-9a-f]{32}")
_KIND = re.compile(r"[a-z]+/[a-z0-9.+-]{1,60}")


def read_pictures(form: Form, account_sid: str, text_id: str) -> tuple[tuple[str, str], ...]:
    """Id and kind of each picture of this text that lies at our own account; what does not is left out."""
    place = f"{_AT_GATEWAY}/{account_sid}/Messages/{text_id}/Media/"
    found = []
    for number in range(MOST_PICTURES):
        fields = single(form, f"MediaUrl{number}", f"MediaContentType{number}")
        if not fields or not fields[f"MediaUrl{number}"].startswith(place):
            continue
        known_as, kind = fields[f"MediaUrl{number}"].removeprefix(place), fields[f"MediaContentType{number}"]
        if _PICTURE.fullmatch(known_as) and _KIND.fullmatch(kind):
            found.append((known_as, kind))
    return tuple(found)
