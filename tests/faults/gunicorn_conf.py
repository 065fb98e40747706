"""The host's own `gunicorn.conf.py` without the demonstration day; each child knows which of its host's it is."""

import os
import runpy
from typing import Any

from gunicorn.arbiter import Arbiter

_OF_THE_HOST = runpy.run_path("gunicorn.conf.py")
globals().update({name: value for name, value in _OF_THE_HOST.items() if not name.startswith("__")})


def on_starting(server: Arbiter) -> None:
    """The application is built before the fork, as the host builds it."""
    _OF_THE_HOST["build_once"](server)


def post_fork(_: Arbiter, child: Any) -> None:
    """What a child dies of is decided by the seed and by its number."""
    os.environ["FAULT_CHILD"] = str(child.age)
