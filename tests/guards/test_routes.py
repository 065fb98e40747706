"""Every route is a signed webhook, a page behind the console's door, or listed here as open to everybody."""

import re
from uuid import UUID

from flask import Flask

from bot.storage.database import Database
from bot.web import console
from bot.web.application import make_application
from bot.web.auth import Access
from tests.bots import BASE_URL, a_bot

OPEN = {
    "static": "files of the program itself",
    "health.healthz": "says that the process lives",
    "health.readyz": "says that it can work",
    "calendars.visit": "opens by an unguessable link that ends, and tells a time and a place",
    "open_times.manifest": "tells anybody which times are free, and nothing about a person",
    "open_times.file": "the same, in files",
    "calendars.feed": "opens by an unguessable link that ends, and tells busy times",
    "fallback.fallback_sms": "a fixed document for the day when everything failed",
    "fallback.fallback_voice": "a fixed document for the day when everything failed",
}
LOCAL = "phone."  # the browser phone: made in local mode alone


def whole_application(database: Database, **settings: str) -> Flask:
    bot = a_bot(database, **settings)
    web = make_application(bot)
    if "console" not in web.blueprints:
        web.register_blueprint(console.make(bot))
    return web


def unclassified(web: Flask) -> list[str]:
    """Routes that are neither open, nor behind the door, nor refuse whoever has not signed."""
    found = []
    for rule in web.url_map.iter_rules():
        name = rule.endpoint
        if name in OPEN or name.startswith(LOCAL):
            continue
        if isinstance(getattr(web.view_functions[name], "access", None), Access):
            continue
        path = re.sub(r"<uuid:\w+>", str(UUID(int=0)), re.sub(r"<int:\w+>", "1", rule.rule))
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        answer = web.test_client().open(path, method=method, base_url=BASE_URL, data={"Body": "x"})
        if answer.status_code not in (401, 403):
            found.append(f"{name} {path} answers {answer.status_code}")
    return found


def test_every_route_is_signed_behind_the_door_or_listed(database: Database) -> None:
    assert unclassified(whole_application(database)) == []


def test_a_route_nobody_classified_is_noticed(database: Database) -> None:
    web = whole_application(database)
    web.add_url_rule("/new", "new", lambda: "hello")
    assert unclassified(web) == ["new /new answers 200"]
