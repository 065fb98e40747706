"""Local mode alone: one machine, its own database and token, and a demonstration day in it."""

import os
import sys
import traceback
from collections.abc import Callable

from bot.services import demo
from bot.settings import Settings
from bot.storage.database import Database
from bot.wiring import assemble, database_url, migrate, read_settings


def prepare_local() -> None:
    """Starts and migrates the database before web workers are forked; they inherit its address."""
    settings = read_settings()
    if settings.is_local:
        url = os.environ["DATABASE_URL"] = database_url(settings)
        _apart(lambda: _furnish(settings, url))


def _furnish(settings: Settings, url: str) -> None:
    database = Database(url, pool_size=1)
    migrate(settings, database)
    login = demo.seed(assemble(settings, database=database).line, is_local=True)
    print(f"Staff console: /console  as {login.emails[0]}  with {login.password}", flush=True)
    database.close()


def _apart(work: Callable[[], None]) -> None:
    """Works in a process that ends with it: what migrating reads would stay in the memory of all web workers.

    Raises SystemExit where the work failed; its reason has been printed.
    """
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        except BaseException:  # noqa: BLE001 nothing of this process may go on beside its parent
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(status)
    if os.waitpid(child, 0)[1] != 0:
        raise SystemExit("The local database could not be prepared; the reason stands above.")
