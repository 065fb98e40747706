"""A posted form, read once and with care. A signature has no separators, so fields can be glued together or
repeated without breaking it: what is read must be single, bounded and well shaped.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Protocol

LONGEST_TEXT = 1600  # characters of one text
_MOST_KEYS = 32
_LONGEST_COUNT = 9  # digits; int() of thousands of them raises

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # no database column takes these
_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


class Form(Protocol):
    """A posted form: names, and under each name one or more values. Werkzeug's MultiDict is one."""

    def __iter__(self) -> Iterator[str]: ...

    def __len__(self) -> int: ...

    def getlist(self, key: str, /) -> list[str]: ...


def single(form: Form, *names: str) -> Mapping[str, str] | None:
    """These fields, empty where missing; None where one is sent twice: nobody can tell which of them counts."""
    found = {}
    for name in names:
        values = form.getlist(name)
        if len(values) > 1:
            return None
        found[name] = values[0] if values else ""
    return found


def storable(text: str) -> str:
    """The text as it came, without what no database can hold."""
    return _UNSTORABLE.sub("", text)


def clean(text: str) -> str:
    """The text for understanding: one kind of line break, no control characters, nothing around it."""
    return _CONTROL.sub("", _LINE_BREAK.sub("\n", storable(text))).strip()


def keys(pressed: str) -> str:
    """Pressed keys; more than any question asks for are cut, words such as "hangup" are none."""
    return pressed[:_MOST_KEYS] if re.fullmatch(r"[0-9*#]+", pressed) else ""


def whole_number(text: str, highest: int, *, unreadable: int = 0) -> int:
    """A count from 0 to `highest`; anything else than ASCII digits is `unreadable`."""
    if not re.fullmatch(r"[0-9]+", text):
        return unreadable
    return highest if len(text) > _LONGEST_COUNT else min(int(text), highest)


def confidence(text: str) -> float | None:
    """A recogniser's confidence from 0 to 1; NaN, negative and missing ones are unknown."""
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,20})?([eE]-?[0-9]{1,3})?", text):
        return None
    given = float(text)
    return given if given <= 1 else None
