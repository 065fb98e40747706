"""Reads answer documents and stored rows the way a test wants to see them."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from sqlalchemy import Row, text

from bot.storage.database import Database


def messages(document: str) -> list[str]:
    """The texts in an answer document."""
    return [message.text or "" for message in ET.fromstring(document).iter("Message")]


def said(document: str) -> str:
    """All that is spoken in an answer document."""
    return " ".join(say.text or "" for say in ET.fromstring(document).iter("Say"))


def rows(database: Database, sql: str) -> Sequence[Row[*tuple[object, ...]]]:
    """The rows of a query, in a transaction of its own."""
    with database.begin() as tx:
        return tx.execute(text(sql)).all()


def one(database: Database, sql: str) -> object:
    """The single value of a query."""
    with database.begin() as tx:
        return tx.scalar(text(sql))
