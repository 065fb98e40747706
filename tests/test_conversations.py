"""Every conversation in tests/conversations, played through the real line by text, by call, or both."""

from pathlib import Path

import pytest

from bot.channels.simulator.player import Player
from bot.channels.simulator.scripts import Script
from bot.cli.talks import read_scripts
from bot.storage.database import Database
from bot.storage.scratch import claim_all
from bot.values import Channel
from tests.playing import open_line

FOLDER = Path(__file__).parent / "conversations"
SCRIPTS = read_scripts(FOLDER)
WAYS = [
    pytest.param(script, channel, id=f"{script.name.removesuffix('.txt')}-{channel}")
    for script in SCRIPTS
    for channel in script.channels
]


@pytest.mark.parametrize(("script", "channel"), WAYS)
def test_a_conversation_goes_as_written(script: Script, channel: Channel, database: Database) -> None:
    player = Player(
        script, channel, open_line(database, script.now, **dict(script.settings)), lambda: claim_all(database)
    )
    problems = player.play()
    assert not problems, "\n".join(problems)
