"""A patient's phone in a test of visits: books through the real talk, reads what came, and answers our own texts."""

import html
import re
from dataclasses import dataclass

from tests.bots import ME, Phone
from tests.services.sending import Office

FRIDAY = ("book a visit", "2", "5/31/1961", "Maria Prueba", "none", "no", "friday", "1", "1", "no")

# The pace of the paced lanes, rested for as long as it saves up.
RESTED = """
    INSERT INTO sending_pace (id, next_at) VALUES (1, clock_timestamp() - interval '2 seconds')
    ON CONFLICT (id) DO UPDATE SET next_at = excluded.next_at
"""


@dataclass(slots=True)
class Patient:
    """One number; `says` gives the line's whole answer as plain words."""

    office: Office
    phone: Phone

    def says(self, *texts: str) -> str:
        """The answer to the last of these texts."""
        answer = ""
        for words in texts:
            answer = html.unescape(re.sub(r"<[^>]+>", " ", self.phone.text(words)))
        return " ".join(answer.split())

    def books(self) -> None:
        """A follow-up on Friday, November 27, at 8 AM."""
        self.says(*FRIDAY)

    def waits(self, **duration: float) -> list[str]:
        """Time passes; what our own texts said meanwhile."""
        before = len(self.office.gateway.posted)
        self.office.clock.move(**duration)
        self.office.run(RESTED)
        while self.office.work():
            pass
        return [parcel.body for parcel in self.office.gateway.posted[before:] if parcel.to == self.phone.number]


def a_patient(office: Office, number: str = ME) -> Patient:
    return Patient(office, Phone(office.bot, number))
