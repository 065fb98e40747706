"""A line that answers with prepared documents and remembers what it was asked: for the pretend gateway's tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.channels.simulator.exchange import Answer, StaffPhone
from bot.channels.simulator.forms import Form
from bot.channels.simulator.gateway import PretendGateway
from bot.channels.simulator.handset import Handset, Heard, Speaker
from bot.channels.simulator.moves import Dials, Move
from bot.settings import OptOutHandling

NOW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
LINE = "+18179164685"
ME = "+12145550117"
ACCOUNT = "AC" + "0" * 32
STATUS = "/webhooks/voice/status"


@dataclass
class CannedLine:
    """`answers` are the verbs inside a Response by path; a path without one answers an empty Response."""

    answers: Mapping[str, str | Answer]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    staff_phones: Sequence[StaffPhone] = ()

    def post(self, path: str, form: Form) -> Answer:
        assert len(dict(form)) == len(form), "a field is posted twice"
        self.asked.append((path, dict(form)))
        answer = self.answers.get(path, "")
        if isinstance(answer, Answer):
            return answer
        return Answer(200, "text/xml; charset=utf-8", f"<Response>{answer}</Response>")

    def gateway(self, opt_out: OptOutHandling = OptOutHandling.OWN) -> PretendGateway:
        base_url = "https://line.example.org"
        return PretendGateway(
            self.post, ACCOUNT, (LINE,), base_url=base_url, opt_out=opt_out, staff_phones=lambda _: self.staff_phones
        )

    def play(self, *moves: Move, number: str = ME, opt_out: OptOutHandling = OptOutHandling.OWN) -> Handset:
        """A new phone after these moves."""
        gateway = self.gateway(opt_out)
        handset = gateway.new_handset(number, "seed")
        for move in moves:
            handset = Handset.from_json(gateway.play(handset, move, NOW).to_json())
        return handset

    def call(self, *moves: Move, number: str = ME) -> Handset:
        """A new phone that has dialled and then made these moves."""
        return self.play(Dials(), *moves, number=number)

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def form(self, path: str) -> dict[str, str]:
        """The last form posted there."""
        return [form for asked, form in self.asked if asked == path][-1]


def line(voice: str = "", staff_phones: Sequence[StaffPhone] = (), **others: str | Answer) -> CannedLine:
    """A line whose call begins with these verbs; other answers by the last part of their path."""
    answers = {"/webhooks/voice": voice, **{f"/webhooks/voice/{name}": verbs for name, verbs in others.items()}}
    return CannedLine(answers, staff_phones=staff_phones)


def said(handset: Handset) -> list[str]:
    """What the caller heard from the line."""
    return [heard.words for heard in lines(handset) if heard.speaker is Speaker.LINE]


def lines(handset: Handset) -> tuple[Heard, ...]:
    assert handset.call is not None
    return handset.call.heard


def codes(handset: Handset) -> list[int]:
    return [alert.code for alert in handset.alerts]
