"""Random long talks through the real services and database keep what the proof says of the engine (P1, P4, P10).

By text and by call, in both languages, with hours between. What was truly denied is counted here, beside the line;
what was told is read from the record of every word.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import text

from bot.channels.simulator.gateway import PretendGateway
from bot.channels.simulator.handset import Handset
from bot.channels.simulator.line import PhoneLine
from bot.channels.simulator.moves import Dials, HangsUp, Move, Presses, Says, StaysSilent, Texts
from bot.dialogue.book import DISPOSITIONS, LOST
from bot.dialogue.loading import load
from bot.storage.database import Database
from bot.values import Channel, Language
from tests.dialogue.test_proofs import FILES
from tests.playing import open_line

BOOK = load(FILES)
NUMBERS = count(2_145_550_200)
TUESDAY = datetime.fromisoformat("2026-11-24T10:00")
CARE = {place for place, step in BOOK.steps.items() if getattr(step, "care", None) and step.kind == "say"}
SCREEN = {
    f"safety_screen.{name}"
    for name in ("life_threats", "saddle_bladder_bowel", "legs", "injury", "illness", "you_or_another")
}
DANGER = {Language.EN: "I have crushing chest pain", Language.ES: "tengo un dolor de pecho que me aplasta"}
BACK = {Language.EN: "my back locked up", Language.ES: "se me trabó la espalda"}
PERSON = {Language.EN: "person", Language.ES: "persona"}
WORDS = {
    Language.EN: ("no", "yes", "not sure", "back", "menu", "repeat", "what are your hours", "my leg is weak", "asdf",
                  "how much ibuprofen", "book a visit", "help", "español", "thanks"),
    Language.ES: ("no", "sí", "no sé", "atrás", "menú", "repetir", "a qué hora abren", "tengo débil la pierna", "asdf",
                  "cuánto ibuprofeno", "quiero una cita", "ayuda", "inglés", "gracias"),
}  # fmt: skip
TOLD = """
    SELECT m.id || ' ' || unnest(m.places) FROM messages m JOIN conversations v ON v.id = m.conversation_id
    JOIN contacts c ON c.id = v.contact_id WHERE c.phone = :phone AND m.status <> 'received'
"""
OPEN = """
    SELECT s.state -> 'stack' ->> -1 FROM sessions s JOIN conversations v ON v.id = s.conversation_id
    JOIN contacts c ON c.id = v.contact_id WHERE c.phone = :phone AND s.state ->> 'waiting' = 'answer'
    AND s.channel = :channel ORDER BY s.last_at DESC LIMIT 1
"""


class Talk(RuleBasedStateMachine):
    """One person, by text or by call."""

    database: Database

    @initialize(channel=st.sampled_from(Channel), language=st.sampled_from(Language))
    def begins(self, channel: Channel, language: Language) -> None:
        self.channel, self.language = channel, language
        self.line: PhoneLine = open_line(self.database, TUESDAY)
        self.gateway: PretendGateway = self.line.gateway()
        self.handset: Handset = self.gateway.new_handset(f"+1{next(NUMBERS)}", "random")
        self.denied, self.is_in_danger, self.told = set[str](), False, set[str]()
        if channel is Channel.VOICE:
            self.be_asked()

    def play(self, move: Move) -> list[str]:
        """The steps that were told in answer."""
        if self.channel is Channel.VOICE and not isinstance(move, Dials | HangsUp):
            self.be_asked()
        self.handset = self.gateway.play(self.handset, move, self.line.now())
        told = {*self.read(TOLD)}
        new, self.told = [line.partition(" ")[2] for line in told - self.told], told
        self.judge(move, new)
        return new

    def be_asked(self) -> None:
        """A caller who is put through, waits in line or leaves a message hangs up and calls anew."""
        if self.handset.call is None or self.handset.call.wait.kind != "gathering":
            if self.handset.is_in_call:
                self.play(HangsUp())
            self.play(Dials())
            if self.language is Language.ES:
                self.play(Presses("8"))

    def judge(self, move: Move, new: list[str]) -> None:
        assert LOST not in new, f"lost after {move}"
        if CARE & {*new}:
            assert self.denied >= SCREEN, f"advice after {move} although only {self.denied} was denied"
            assert not self.is_in_danger, f"advice after {move} although a danger was told"

    def read(self, query: str) -> list[str]:
        with self.database.begin() as tx:
            values = {"phone": self.handset.number, "channel": self.channel.value}
            return list(tx.execute(text(query), values).scalars())

    def says(self, words: str) -> list[str]:
        """Keys are pressed on a call, words spoken."""
        if self.channel is Channel.VOICE:
            self.be_asked()
        place = "".join(self.read(OPEN))
        if place in SCREEN and words in ("2", "no"):
            self.denied.add(place)
        if self.channel is Channel.SMS:
            return self.play(Texts(words))
        return self.play(Presses(words, waits=False) if words.isdigit() else Says(words))

    @rule(choose=st.integers(0, 13))
    def says_something(self, choose: int) -> None:
        self.says(WORDS[self.language][choose])

    @rule(key=st.sampled_from("01234"))
    def chooses(self, key: str) -> None:
        self.says(key)

    @rule(last=st.sampled_from("134"))
    def asks_for_care(self, last: str) -> None:
        for words in (BACK[self.language], *"22222222", last, "2", "2"):
            self.says(words)

    @rule()
    def tells_a_danger(self) -> None:
        self.is_in_danger = True
        assert any(place.startswith(f"{DISPOSITIONS}.") for place in self.says(DANGER[self.language]))

    @rule()
    def wants_a_person(self) -> None:
        self.says(PERSON[self.language])
        assert self.line.open_handoffs()

    @rule()
    @precondition(lambda self: self.channel is Channel.VOICE)
    def is_silent_or_hangs_up(self) -> None:
        self.play(StaysSilent())
        if self.handset.is_in_call:
            self.play(HangsUp())

    @rule()
    def comes_back_after_hours(self) -> None:
        if self.handset.is_in_call:
            self.play(HangsUp())
        self.line.move_clock(timedelta(hours=5))
        self.denied.clear()


def test_no_random_talk_breaks_what_is_proved(database: Database) -> None:
    walked: Callable[[], RuleBasedStateMachine] = type("TalkHere", (Talk,), {"database": database})
    run_state_machine_as_test(
        walked,
        settings=settings(
            max_examples=24,
            stateful_step_count=15,
            deadline=None,
            derandomize=True,  # the same talks every time
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),  # a talk of 15 steps can be read as it is
        ),
    )
