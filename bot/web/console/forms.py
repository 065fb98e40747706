"""What every form of the console is read by: its fields, its own id, and numbers as people write them."""

from uuid import UUID

from flask import abort, request


def field(name: str) -> str:
    """One field, or nothing."""
    return request.form.get(name, "")


def form_id() -> UUID:
    """The id this form was made with: pressed twice, it acts once."""
    try:
        return UUID(field("form_id"))
    except ValueError:
        abort(400)


def phone_number(written: str) -> str:
    """A number as people write it at home; one that begins with + stays as it is."""
    written = written.strip()
    digits = "".join(char for char in written if char in "0123456789")
    if not written.startswith("+"):
        return f"+1{digits[-10:]}" if len(digits) == 10 or (len(digits) == 11 and digits[0] == "1") else f"+{digits}"
    return f"+{digits}"
