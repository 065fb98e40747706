"""No page of the console asks for words that nobody wrote: a missing one is no page at all for whoever waits."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from sqlalchemy import text

from bot.clinic.appointments import AppointmentStatus
from bot.clinic.message_kinds import Lane
from bot.clinic.passwords import PasswordFault
from bot.clinic.rota import When
from bot.clinic.sending import Failure, Reason
from bot.clinic.staff_rules import Mark, NoteKind, Outcome, Role
from bot.services.console_forms import Told
from bot.storage import climbs
from bot.storage.climbs import PageStatus
from bot.storage.database import Database
from bot.values import Channel, Disposition, HandoffReason, Language, MessageStatus, NumberCheck, Team, Urgency
from bot.web.console.wording import WORDS
from tests.services.staffing import HandClock, hire, make_line
from tests.services.waiting import write_in
from tests.web.consoles import conversation, logged_in, make_console

TEMPLATES = Path("bot/web/templates/console")
LABELLED: dict[str, type[StrEnum]] = {
    "channel": Channel,
    "disposition": Disposition,
    "lane": Lane,
    "ended": Reason,
    "failure": Failure,
    "language": Language,
    "mark": Mark,
    "note": NoteKind,
    "number_check": NumberCheck,
    "outcome": Outcome,
    "password": PasswordFault,
    "reason": HandoffReason,
    "role": Role,
    "status": MessageStatus,
    "team": Team,
    "told": Told,
    "urgency": Urgency,
    "visit": AppointmentStatus,
    "when": When,
    "worst_by": Channel,
}
NEVER_SHOWN = {"status.received", "told.unknown"}  # of what was heard; of a page that does not exist


def asked_for() -> Iterator[tuple[str, str]]:
    """The keys that stand in the templates as they are, and where."""
    for template in sorted(TEMPLATES.glob("*.html")):
        for call in Environment(autoescape=True).parse(template.read_text(encoding="utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t":
                yield from ((key, template.name) for key in _plain(call.args[0]))


def _plain(key: nodes.Node | None) -> Iterator[str]:
    if isinstance(key, nodes.Const):
        yield key.value
    elif isinstance(key, nodes.CondExpr):
        yield from _plain(key.expr1)
        yield from _plain(key.expr2)


def test_every_word_a_template_asks_for_is_written() -> None:
    asked = dict(asked_for())
    assert len(asked) > 100
    assert {key: place for key, place in asked.items() if key not in WORDS} == {}


@pytest.mark.parametrize("kind", LABELLED)
def test_every_label_has_its_words(kind: str) -> None:
    keys = {f"{kind}.{label}" for label in LABELLED[kind]}
    assert keys - WORDS.keys() <= NEVER_SHOWN


@pytest.mark.parametrize("language", Language)
def test_pages_say_whom_a_request_reached_and_that_nobody_came(database: Database, language: Language) -> None:
    line = make_line(database, HandClock())
    ana = logged_in(make_console(line), line, hire(line, "Ana Nurse", Role.NURSE))
    ana.post("/language", follow=False, language=language)
    ill = write_in(line, "+12145550117", "numb", urgency=Urgency.EMERGENCY, team=Team.NURSE)
    assert ill.handoff is not None
    with line.database.begin() as tx:
        for rung, status in enumerate((PageStatus.TEXTED, PageStatus.RINGING), start=1):
            who = ("Desk Test", "+18175550171")
            climbs.add_page(tx, ill.handoff.id, rung, who, status, f"key {rung}", line.now())
        tx.execute(text("UPDATE pages SET accepted_at = :now WHERE way = 'call'"), {"now": line.now()})
        tx.execute(text("UPDATE climbs SET nobody_at = :now"), {"now": line.now()})
    story = ana.get(conversation(ill.conversation_id)).get_data(as_text=True)
    assert {"en": "was rung about it and pressed 1", "es": "una llamada por esto y oprimió 1"}[language] in story
    assert {"en": "was told by text", "es": "recibió un mensaje"}[language] in story
    assert {"en": "Nobody came", "es": "No acudió nadie"}[language] in ana.get("/").get_data(as_text=True)
