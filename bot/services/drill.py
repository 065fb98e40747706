"""A fire drill: a marked danger goes the real way to the real staff phones, and it is measured who comes when."""

from bot.clinic.drill import DRILL_PHONE, DRILL_WORDS
from bot.services.audit import note_line
from bot.services.line import ClinicLine
from bot.services.texts import InboundText, answer_text
from bot.services.turns import Render
from bot.storage import drills
from bot.storage.drills import Drill


class DrillFailed(Exception):
    """The line did not hand the danger over: nobody is sought. Try the same words on the browser phone at once."""


def start(line: ClinicLine, render: Render) -> str:
    """Sends the drill's text through the line and returns the code staff will see. Raises DrillFailed."""
    with line.database.begin() as tx:
        drills.put_away(tx, line.now())
    gateway_id = f"SM{line.secret_bytes(16).hex()}"
    clinic_line = line.profile.numbers.appointment_line
    answer_text(line, InboundText(gateway_id, DRILL_PHONE, clinic_line, DRILL_WORDS), render)
    now = line.now()
    with line.database.begin() as tx:
        opened = drills.begin(tx, now)
        if opened is None:
            raise DrillFailed(DrillFailed.__doc__)
        note_line(tx, "drill_started", opened[0], now)
    return opened[1]


def start_if_due(line: ClinicLine, render: Render) -> bool:
    """The weekly drill, at its hour and once. True when it was started."""
    with line.database.begin() as tx:
        last = drills.latest(tx, 1)
    if not line.profile.drill.is_due(line.now(), last[0].started_at if last else None):
        return False
    start(line, render)
    return True


def latest(line: ClinicLine, most: int = 5) -> list[Drill]:
    """The newest drills first."""
    with line.database.begin() as tx:
        return drills.latest(tx, most)
