"""The photos of a text: only ids are taken from the addresses it names, so that nothing else is ever fetched."""

import re

from bot.channels.twilio.fields import Form, single

MOST_PICTURES = 10
_KIND = re.compile(r"[a-z]+/[a-z0-9.+-]{1,60}")


def read_pictures(form: Form, account_sid: str, text_id: str) -> tuple[tuple[str, str], ...]:
    """Id and kind of each picture of this text that lies at our own account; what does not is left out."""
    place = re.compile(
        rf"https://api\.twilio\.com/2010-04-01/Accounts/{account_sid}/Messages/{re.escape(text_id)}/Media/(ME[0-9a-f]{{32}})"
    )
    found = []
    for number in range(MOST_PICTURES):
        fields = single(form, f"MediaUrl{number}", f"MediaContentType{number}")
        named = place.fullmatch(fields[f"MediaUrl{number}"]) if fields else None
        if fields and named and _KIND.fullmatch(fields[f"MediaContentType{number}"]):
            found.append((named[1], fields[f"MediaContentType{number}"]))
    return tuple(found)
