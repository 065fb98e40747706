"""What the first texts cost a process is paid once, before the workers are forked and before anybody writes.

A first text prepares statements, grows word trees and fills caches. Done before the fork, all of it is in memory once,
and nobody's first message after a deploy waits for it. Nothing of it stays in the database.
"""

from collections.abc import Callable

import structlog

from bot.services.line import ClinicLine
from bot.services.texts import InboundText, answer_in
from bot.services.turns import Render

_log = structlog.get_logger(__name__)
_NOBODY = "+12145550100"
_SAID = ("hello", "my back locked up yesterday, what should I do?", "no", "what are your hours?", "menu", "gracias")


def warm_up(line: ClinicLine, look: Callable[[], None], render: Render) -> None:
    """Answers a few texts of nobody in a transaction that is rolled back, and closes every connection.

    `look` is what comes before every request. Never raises: a line without its database starts all the same, and
    answers from memory.
    """
    try:
        look()
        with line.database.undone() as tx:
            for place, words in enumerate(_SAID):
                text = InboundText(f"SM{place:032}", _NOBODY, line.profile.numbers.bot_lines[0], words)
                answer_in(line, tx, text, render)
    except Exception as error:  # noqa: BLE001  whatever breaks here will be seen where it matters
        _log.warning("not warmed up", error=type(error).__name__)
    finally:
        line.database.close()
