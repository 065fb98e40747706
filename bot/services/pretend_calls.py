"""What rings at the pretend phones of local mode: put there by the worker, answered or declined in the browser."""

from bot.storage import pretend_calls
from bot.storage.database import Database
from bot.storage.pretend_calls import PretendCall


def ring(database: Database, call: PretendCall) -> None:
    """It rings from now on."""
    with database.begin() as tx:
        pretend_calls.add(tx, call)


def ringing(database: Database, phone: str) -> PretendCall | None:
    """What rings at this phone."""
    with database.begin() as tx:
        return pretend_calls.ringing(tx, phone)


def take(database: Database, call_id: str) -> bool:
    """It rings no more. True for whoever answered, declined or gave up first."""
    with database.begin() as tx:
        return pretend_calls.take(tx, call_id)
