"""Random long talks through the real services and database keep what the proof says of the engine (P1, P4)."""

from itertools import count

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from bot.dialogue.flow import Ask, Say
from bot.dialogue.loading import load
from bot.storage.database import Database
from bot.values import Language
from tests.dialogue.test_proofs import FILES
from tests.services.sending import Office, an_office
from tests.services.texting import a_patient

SHIPPED_BOOK = load(FILES)
NUMBERS = count(2_145_550_200)
SCREEN = ("life_threats", "saddle_bladder_bowel", "legs", "injury", "illness", "you_or_another")
CARE = ("2",) * len(SCREEN)
WORDS = ("hi", "1", "2", "3", "no", "yes", "not sure", "back", "menu", "repeat", "what are your hours",
         "my leg is weak", "asdf", "how much ibuprofen", "book a visit", "help")  # fmt: skip


def said(place: str) -> str:
    """The English words of a step."""
    step = SHIPPED_BOOK.steps[place]
    assert isinstance(step, Say | Ask)
    return step.say[Language.EN]


ADVICE = [said(f"spasm_care.{name}") for name in ("ice", "why_ice", "ice_safely", "heat", "heat_safely")]


class Talk(RuleBasedStateMachine):
    """One person's talk; what was truly denied is counted here, beside the line."""

    office: Office

    def __init__(self) -> None:
        super().__init__()
        self.patient = a_patient(self.office, f"+1{next(NUMBERS)}")
        self.answer, self.denied, self.is_in_danger = "", set[str](), False

    def say(self, words: str) -> str:
        for name in SCREEN:
            if said(f"safety_screen.{name}") in self.answer and words in ("2", "no"):
                self.denied.add(name)
        self.answer = self.patient.says(words)
        if any(advice in self.answer for advice in ADVICE):
            assert self.denied == {*SCREEN}, f"advice after {words!r} although only {self.denied} was denied"
            assert not self.is_in_danger, f"advice after {words!r} although a danger was told"
        return self.answer

    @rule(words=st.sampled_from(WORDS))
    def says(self, words: str) -> None:
        self.say(words)

    @rule(last=st.sampled_from(("1", "3", "4")))
    def asks_for_care(self, last: str) -> None:
        for words in ("my back locked up", *CARE, last, "2", "2"):
            self.say(words)

    @rule()
    def tells_a_danger(self) -> None:
        self.is_in_danger = True
        assert "911" in self.say("I have crushing chest pain")

    @rule()
    def wants_a_person(self) -> None:
        assert "staff" in self.say("person")


def test_no_random_talk_breaks_what_is_proved(database: Database) -> None:
    talk = type("TalkHere", (Talk,), {"office": an_office(database)})
    run_state_machine_as_test(
        talk,
        settings=settings(
            max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
