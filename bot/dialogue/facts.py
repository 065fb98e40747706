"""What the engine may know of the world in one turn. Built by the caller, never looked up here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from bot.dialogue.flow import Wording


@dataclass(frozen=True, slots=True)
class Facts:
    """`now` is aware and in the clinic's zone, so that "end of that day" means the clinic's day.

    `wordings` are the clinic's own words by placeholder name: human_line, hours, address …
    """

    now: datetime
    is_open: bool = True  # the clinic's staff are in
    is_locked: bool = False  # a care lock stands on this contact
    is_opted_out: bool = False  # the contact asked for silence
    is_claimed: bool = False  # a staff member owns the conversation, or the number is blocked
    is_left_alone: bool = False  # nobody writes or calls unasked: somebody else may hold the phone (K12)
    is_blocked: bool = False  # staff have blocked the number: a nuisance
    is_text_only: bool = False  # deaf or hard of hearing
    is_textable: bool = True  # a number that can be texted back
    books_visits: bool = False  # the clinic's schedule is here: times can be offered and kept
    closed_flows: frozenset[str] = frozenset()  # clinical content that nobody has reviewed
    wordings: Mapping[str, Wording] = field(default_factory=lambda: MappingProxyType({}))
