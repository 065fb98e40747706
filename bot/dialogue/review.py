"""Whether a flow has been read and signed by a clinician as it stands today, and what changed since.

The signature is of the whole of every step, not of its words alone: a swapped yes and no is another meaning.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.dialogue.flow import Flow, Review, Waits

LASTS = timedelta(days=365)  # clinical.md 8.2: at most twelve months after the review
DRUG_LABELS_LAST = timedelta(days=182)  # … and six where a drug's label is the source
_SIGNATURE = re.compile(r"^\[reviewed\]\n(?:[^\[#\n].*\n)*\n?", re.MULTILINE)
DRUG_LABELS = tuple(f"L{n}" for n in range(1, 9))  # sources that are labels


@dataclass(frozen=True, slots=True)
class Change:
    """One step that is not as it was signed: its words, its ways, or its being there at all."""

    step: str
    before: Mapping[str, Any] | None  # None where it is new
    after: Mapping[str, Any] | None  # None where it is gone


def signed_part(flow: Flow) -> dict[str, dict[str, Any]]:
    """What a signature is of, as plain JSON: each step but its notes for reviewers."""
    return {
        name: step.model_dump(mode="json", exclude={"note"}, exclude_defaults=True)
        for name, step in sorted(flow.steps.items())
    }


def digest(flow: Flow) -> str:
    """A fingerprint of all that is signed; any edit changes it."""
    written = json.dumps(signed_part(flow), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def edition(digests: Mapping[str, str]) -> str:
    """A short name of all flows as they stand: what somebody was told can be found again by it."""
    joined = "".join(digests[name] for name in sorted(digests))
    return hashlib.sha256(joined.encode()).hexdigest()[:12]


def fingerprint(question: Waits) -> str:
    """A short name of a question as people meet it, with its words and its ways: another question, another name."""
    written = question.model_dump_json(exclude={"note", "facts", "sources"})
    return hashlib.sha256(written.encode()).hexdigest()[:8]


def is_signed(flow: Flow, today: date) -> bool:
    """True while the signature is of this very flow and its review date has not passed."""
    review = flow.reviewed
    if not (review.reviewer and review.review_by and review.digest == digest(flow)):
        return False
    return today <= date.fromisoformat(review.review_by)


def latest_review_by(flow: Flow, reviewed_on: date) -> date:
    """The last day a signature of this day may hold."""
    cited = {source for step in flow.steps.values() for source in getattr(step, "sources", ())}
    return reviewed_on + (DRUG_LABELS_LAST if cited & {*DRUG_LABELS} else LASTS)


def changes(flow: Flow, signed: Mapping[str, Mapping[str, Any]]) -> Iterator[Change]:
    """The steps that differ from `signed`, an earlier `signed_part`; in the flow's order, then what is gone."""
    now = signed_part(flow)
    for name in flow.steps:
        if now[name] != signed.get(name):
            yield Change(name, signed.get(name), now[name])
    for name in signed:
        if name not in now:
            yield Change(name, signed[name], None)


def with_signature(file: str, review: Review) -> str:
    """The flow's own file with this signature in place of the one before; every other line stays as it is."""
    table = "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in review.model_dump().items())
    table = f"[reviewed]\n{table}\n"
    if _SIGNATURE.search(file):
        return _SIGNATURE.sub(lambda _: table, file, count=1)
    lines = file.splitlines(keepends=True)
    first = next(n for n, line in enumerate(lines) if line.startswith("["))
    while lines[first - 1].startswith("#") or not lines[first - 1].strip():
        first -= 1  # a comment above a table belongs to it
    head = "".join(lines[:first]).rstrip("\n")
    return f"{head}\n\n{table}{''.join(lines[first:]).lstrip(chr(10))}"
