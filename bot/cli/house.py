"""Commands that start or prepare the program: migrations, the job process, and a phone in the terminal."""

import argparse
import secrets
from pathlib import Path

from bot import worker
from bot.channels.simulator import terminal
from bot.cli.commands import Add
from bot.logs import configure_logging
from bot.storage.database import Database
from bot.values import Channel
from bot.web.application import make_application
from bot.web.phone_line import phone_line
from bot.wiring import assemble, database_url, migrate, read_settings


def add(command: Add) -> None:
    """Registers the commands."""
    command("migrate", _migrate, "Bring the database to the version this program needs.")
    command("worker", _worker, "Run the job process.")
    for name, words in (("talk", "Text with the line in this terminal."), ("call", "Call the line in this terminal.")):
        phone = command(name, _phone, words)
        phone.set_defaults(channel=name)
        phone.add_argument("--phone", default="+18175550100", help="the number to write or call from")
        phone.add_argument("--save", type=Path, help="save what happens as a conversation test")


def _migrate(_: argparse.Namespace) -> int:
    settings = read_settings()
    database = Database(database_url(settings), pool_size=1)
    migrate(settings, database)
    database.close()
    return 0


def _worker(_: argparse.Namespace) -> int:
    settings = read_settings()
    configure_logging(settings.log_level)
    if settings.is_local:
        _migrate(argparse.Namespace())
    worker.run(assemble(settings))
    return 0


def _phone(asked: argparse.Namespace) -> int:
    settings = read_settings()
    configure_logging("ERROR")
    _migrate(asked)
    bot = assemble(settings)
    line = phone_line(bot, make_application(bot).wsgi_app)
    channel = Channel.SMS if asked.channel == "talk" else Channel.VOICE
    return terminal.run(line, channel=channel, number=asked.phone, seed=secrets.token_hex(8), save=asked.save)
