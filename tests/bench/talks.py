"""How long a care talk is: segments by text, and seconds of speech by phone until the first ice step.

Plays the conversation tests' own scripts through the real line and counts what it said.
"""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from bot.channels.simulator.player import Player
from bot.channels.simulator.scripts import Doing
from bot.channels.simulator.transcripts import parse
from bot.channels.voice import seconds
from bot.storage.database import Database
from bot.storage.scratch import claim_all
from bot.values import Channel, Language
from tests import databases
from tests.playing import open_line

SCRIPTS = Path(__file__).parent.parent / "conversations" / "spasm_care"
BY_TEXT = {
    "ice_steps_come_after_the_whole_screen": 15,  # segments at most
    "hielo_despues_de_todas_las_preguntas": 17,
}
BY_PHONE = ("the_ice_steps_are_spoken_and_can_be_repeated", "hielo_por_telefono")
FIRST_OFFER = "12 "  # weeks of check-ins: what comes after the advice
FIRST_ICE = "20 minut"  # "20 minutes", "20 minutos"
# In the order they were written: the clock stands still in a script.
SAID = "SELECT body, segments FROM messages WHERE status = 'accepted' ORDER BY number"


def said(server_url: str, name: str, channel: Channel) -> tuple[Language, list[tuple[str, int]]]:
    """The script's language, and all that the line said in it: words and segments, turn by turn."""
    script = parse((SCRIPTS / f"{name}.txt").read_text(encoding="utf-8"), name)
    script = replace(script, lines=tuple(line for line in script.lines if isinstance(line.what, Doing)))
    database = Database(databases.clone(server_url, f"talk_{name}"[:60]))
    try:
        Player(script, channel, open_line(database, script.now), lambda: claim_all(database)).play()
        with database.begin() as tx:
            return script.language, [(row.body, row.segments) for row in tx.execute(text(SAID))]
    finally:
        database.close()


def report(server_url: str) -> str:
    """One line for each talk."""
    rows = []
    for name, goal in BY_TEXT.items():
        language, turns = said(server_url, name, Channel.SMS)
        offered = next(n for n, (words, _) in enumerate(turns) if FIRST_OFFER in words)
        advice, whole = sum(size for _, size in turns[:offered]), sum(size for _, size in turns)
        rows.append(
            f"care talk by text, {language}: {advice} segments (goal {goal}), {whole} with check-ins and a timer"
        )
    for name in BY_PHONE:
        language, turns = said(server_url, name, Channel.VOICE)
        before = [words for words, _ in turns][: next(n for n, (words, _) in enumerate(turns) if FIRST_ICE in words)]
        lasted = sum(seconds(words, language) for words in before)
        rows.append(f"care talk by phone, {language}: {lasted:.0f} s of speech in {len(before)} turns until ice")
    return "\n".join(rows)
