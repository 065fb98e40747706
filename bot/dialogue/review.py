"""Whether a flow's words have been read and signed by a clinician, as they stand today."""

import hashlib
from datetime import date

from bot.dialogue.flow import Flow, Wording


def digest(flow: Flow) -> str:
    """A fingerprint of every word a flow can say; any edit changes it."""
    words = hashlib.sha256()
    for name, step in sorted(flow.steps.items()):
        wordings: list[Wording] = [step] if isinstance(step, Wording) else []
        wordings += list(getattr(step, "options", ()))
        again = getattr(step, "again", None)
        wordings += [again] if again is not None else []
        for wording in wordings:
            words.update(f"{name}|{sorted(wording.say.items())}|{sorted(wording.speak.items())}\n".encode())
    return words.hexdigest()[:16]


def is_signed(flow: Flow, today: date) -> bool:
    """True while the signature is of these very words and its review date has not passed."""
    review = flow.reviewed
    if not (review.reviewer and review.review_by and review.digest == digest(flow)):
        return False
    return today <= date.fromisoformat(review.review_by)
