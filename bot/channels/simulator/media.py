"""The sounds and pictures of local mode: the browser phone sends words only, so there are none to bring."""

from bot.services.media import Fetched
from bot.storage.media import Kept


class NoMedia:
    """Nothing is kept here, and nothing needs deleting."""

    def fetch(self, kept: Kept) -> Fetched | None:  # noqa: ARG002
        """Nothing."""
        return None

    def delete(self, kept: Kept) -> bool:  # noqa: ARG002
        """It was never there."""
        return True
