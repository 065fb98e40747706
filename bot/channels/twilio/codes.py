"""Twilio's error codes in the line's own words. The texts beside them change, the codes do not: only they are read."""

from bot.clinic.sending import Failure

_OF = {
    Failure.OPTED_OUT: (21610,),
    Failure.BLOCKED: (30004, 30640),
    Failure.BAD_NUMBER: (21211, 21217, 21401, 30005),
    Failure.VOICE_ONLY: (21614, 21635, 30006),
    Failure.UNREACHABLE: (30003, 30008),
    Failure.NO_ROUTE: (21265, 21612, 30036),
    Failure.NOT_NOW: (30610,),
    Failure.FILTERED: (30007, 30450),
    Failure.TOO_MANY: (20429, 21611, 30001, 30022),
    Failure.NOT_ALLOWED: (21408,),
    Failure.SET_UP: (20003, 20005, 21212, 21606, 21608, 21705, 30002, 30032, 30033, 30034),
}
_REASONS = {str(code): failure for failure, codes in _OF.items() for code in codes}


def reason(code: str) -> Failure:
    """What this code means for the line."""
    return _REASONS.get(code, Failure.OTHER)
