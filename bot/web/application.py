"""Puts the routes together. Takes everything it needs and builds nothing else."""

from functools import partial

from flask import Flask, Response

from bot.channels.twilio.rendering import render_text
from bot.services.warming import warm_up
from bot.web import (
    calendars,
    console,
    fallback,
    health,
    metrics,
    open_times,
    paging,
    patient_calls,
    phone,
    receipts,
    sms,
    told,
    voice,
    waiting,
)  # fmt: skip
from bot.web.phone_line import phone_line
from bot.wiring import Bot

MAX_BODY_BYTES = 64 * 1024  # a webhook is a few kilobytes
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser hides the origin of our own forms, too
    "Cache-Control": "no-store",
}


def make_application(bot: Bot) -> Flask:
    """The web application of an assembled bot."""
    web = Flask("bot.web", static_folder="static", template_folder="templates")
    web.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    web.config["SECRET_KEY"] = bot.settings.secret_key
    web.url_map.strict_slashes = True
    web.url_map.redirect_defaults = False
    for module in (
        sms,
        voice,
        waiting,
        paging,
        patient_calls,
        told,
        fallback,
        health,
        metrics,
        calendars,
        open_times,
        console,
    ):
        web.register_blueprint(module.make(bot))
    web.register_blueprint(receipts.make(bot, bot.outbound))
    if bot.settings.is_local:
        web.register_blueprint(phone.make(phone_line(bot, web.wsgi_app)))

    web.extensions["warm_up"] = partial(warm_up, bot.line, bot.facts.look, render_text)  # for whoever forks it
    web.before_request(bot.facts.look)  # what the clinic has changed holds from the next request on

    @web.after_request
    def guard(response: Response) -> Response:
        if "xml" not in (response.mimetype or ""):
            for name, value in _HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    web.url_map.update()  # sorts the routes now instead of in somebody's first request
    return web
