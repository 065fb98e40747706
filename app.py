"""What a host starts: `gunicorn 'app:create_app()'`. Importing this module touches nothing."""

from pathlib import Path

from flask import Flask

from bot.content import read_book, read_lexicon
from bot.logs import configure_logging
from bot.web.application import make_application
from bot.wiring import assemble, read_settings


def read_content() -> None:
    """Reads flows and understanding once, before workers are forked; they are kept in memory and shared."""
    folder = Path(read_settings().flows_dir)
    read_book(folder)
    read_lexicon(folder)


def create_app() -> Flask:
    """The web application for the environment's settings."""
    settings = read_settings()
    configure_logging(settings.log_level)
    return make_application(assemble(settings))
