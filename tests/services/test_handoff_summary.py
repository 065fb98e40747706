"""What staff read first is in words, in the order in which the person answered."""

from bot.storage.database import Database
from tests.bots import Phone, a_bot
from tests.reading import one


def test_a_summary_tells_the_screen_and_the_onset_in_days(database: Database) -> None:
    phone = Phone(a_bot(database))
    phone.text("my back locked up")
    for _ in range(6):
        phone.text("no")
    phone.text("1")
    phone.text("i want a person")
    summary = str(one(database, "SELECT summary FROM handoffs"))
    assert "by text, English: talk to human (same day)" in summary
    assert "onset: Mon Nov 23 to Tue Nov 24" in summary
    assert summary.index("life threats: no") < summary.index("legs: no") < summary.index("onset:")
