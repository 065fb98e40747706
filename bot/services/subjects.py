"""Whether what a planned message is about still stands at the moment of sending."""

from sqlalchemy import Connection

from bot.services import check_ins, reminders

_OF_CHECK_INS = (check_ins.SERIES, check_ins.TIMER)


def is_current(tx: Connection, subject: str, version: int) -> bool:
    """True while it does. A visit must stand in the very version the message was written for."""
    if subject.startswith(_OF_CHECK_INS):
        return check_ins.is_wanted(tx, subject)
    return reminders.is_current(tx, subject, version)
