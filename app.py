"""What a host starts: `gunicorn 'app:create_app()'`. Importing this module touches nothing."""

from flask import Flask

from bot.logs import configure_logging
from bot.web.application import make_application
from bot.wiring import assemble, read_settings


def create_app() -> Flask:
    """The web application for the environment's settings."""
    settings = read_settings()
    configure_logging(settings.log_level)
    return make_application(assemble(settings))
