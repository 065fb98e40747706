"""The real web application, with places in a request where its process may be killed, and perhaps broken.

Served by gunicorn like the product. The kill is SIGKILL to itself: on arrival, at the commit, and after the commit
while the answer has not left. The product knows nothing of these places.
"""

import os
import random
import signal
import threading
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

import app
from bot.services import memory
from tests.faults.variants import VARIANTS

FROM_MEMORY = "X-From-Memory"  # how an answer that needed no database shows itself to the checker
BROKEN = "broken"
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_here = threading.local()


def create_app() -> Flask:
    """The product's application, mortal."""
    if variant := os.environ.get("FAULT_VARIANT"):
        VARIANTS[variant]()
    web = app.create_app()
    rate = float(os.environ["FAULT_KILL_RATE"])

    def may_die(place: str) -> None:
        if "FAULT_CHILD" not in os.environ:
            return  # still warming up before the fork
        if _chance(os.environ["FAULT_HOST"], os.environ["FAULT_CHILD"]).random() < rate:
            _write_down(place)
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "commit", lambda _: may_die("at_commit"))
    memory.from_memory = _noted(memory.from_memory)
    web.wsgi_app = _mortal(web.wsgi_app, may_die)  # type: ignore[method-assign]
    return web


@cache
def _chance(host: str, child: str) -> random.Random:
    """Each child's own, from the seed: the application is built before the fork."""
    return random.Random(f"{host}/{child}")


def _write_down(place: str) -> None:
    """A death is counted by whoever dies, before it does."""
    with Path(os.environ["FAULT_DEATHS"]).open("a") as file:
        file.write(f"{place}\n")


def _mortal(inner: Wsgi, may_die: Callable[[str], None]) -> Wsgi:
    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        _here.memory = ""
        may_die("on_arrival")

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            more = [(FROM_MEMORY, _here.memory)] if _here.memory else []
            return start_response(status, [*headers, *more], *rest)

        answer = inner(environ, start)
        may_die("before_answer")
        return answer

    return serve


def _noted(honest: Callable[..., Any]) -> Callable[..., Any]:
    def from_memory(*given: Any, is_broken: bool = False, **named: Any) -> Any:
        _here.memory = BROKEN if is_broken else "no database"
        return honest(*given, is_broken=is_broken, **named)

    return from_memory
