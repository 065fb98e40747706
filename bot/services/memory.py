"""What is said when nothing can be looked up: red flags, stop and a safe sentence, from content held in memory.

Also the fixed sentence after a turn that broke, with a handoff where the database still takes one.
"""

from bot.dialogue.engine import open_session
from bot.dialogue.facts import Facts
from bot.dialogue.flow import Say
from bot.dialogue.phrasing import words
from bot.dialogue.replies import Goodbye, Reply, Statement
from bot.nlu.meaning import Heard
from bot.services import handoff
from bot.services.line import ClinicLine
from bot.storage import conversations
from bot.values import Channel, HandoffReason, Language, Team, Urgency

BROKEN = "broken_turn"  # common wordings: "something went wrong here", with the human line and 911
NO_DATABASE = "database_down"  # the same for a line that cannot look anything up
NO_DATABASE_STOP = "database_down_stop"  # asked for silence while nothing can be stored


def from_memory(
    line: ClinicLine, text: str, channel: Channel, language: Language | None, *, is_broken: bool = False
) -> tuple[tuple[Reply, ...], Language]:
    """The safe answer to these words without any stored state, and the language it is in."""
    now = line.now()
    meaning = line.understand(Heard(text, now, channel, language))
    session = open_session(channel, meaning.language, now)
    facts = Facts(now=now, is_open=line.hours.is_open(now), wordings=line.wordings)
    if meaning.disposition.acts_at_once:
        place = line.book.disposition_place(meaning.disposition, meaning.red_flags)
        step = line.book.steps[place]
        if isinstance(step, Say):
            said = Statement(words(step, session, facts), place, step.is_emergency)
            return (said, Goodbye(place)), meaning.language
    name = BROKEN if is_broken else NO_DATABASE_STOP if meaning.opt_out else NO_DATABASE
    fixed = Statement(words(line.book.wording(name), session, facts), name)
    return (fixed, Goodbye(name)), meaning.language


def report_broken_turn(line: ClinicLine, phone: str | None, clinic_line: str, channel: Channel) -> None:
    """Staff see that a turn broke: a handoff in a transaction of its own. The words are in the gateway's log."""
    with line.database.begin() as tx:
        now = line.now()
        contact = conversations.get_or_make_contact(tx, phone, now)
        session = open_session(channel, contact.language or Language.EN, now)
        thread = conversations.find_text_thread(tx, phone) if phone else None
        thread = thread or conversations.open_thread(tx, contact, clinic_line, session, now)
        handoff.open_or_raise(line, tx, thread, HandoffReason.FAILED_TURN, Urgency.SAME_DAY, Team.FRONT_DESK, now)
