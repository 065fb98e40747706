"""A second gateway is one folder beside the first: nothing else may know the first one's name."""

import re

import pytest

from tests.guards.sources import Source, sources

MAY_SAY_IT = re.compile(
    r"bot/channels/twilio/.+"  # the gateway's folder
    r"|bot/wiring/\w+\.py|bot/settings/__init__\.py"  # where it is chosen, and where its account is given
    r"|bot/web/\w+\.py"  # routes: the addresses and headers it calls us with
)


def said_in_the_wrong_place(source: Source) -> list[str]:
    if MAY_SAY_IT.fullmatch(source.name):
        return []
    lines = enumerate(source.text.splitlines(), 1)
    return [f"{source.name}:{number}" for number, line in lines if "twilio" in line.lower()]


def test_the_gateways_name_stays_in_its_own_rooms() -> None:
    assert [found for source in sources("bot", "app.py") for found in said_in_the_wrong_place(source)] == []


@pytest.mark.parametrize("name", ["bot/services/turns.py", "bot/channels/sms.py", "bot/web/parts/x.py", "app.py"])
def test_it_is_noticed_anywhere_else(name: str) -> None:
    assert said_in_the_wrong_place(Source(name, "# a Twilio quirk")) == [f"{name}:1"]


@pytest.mark.parametrize("name", ["bot/channels/twilio/twiml.py", "bot/web/sms.py", "bot/wiring/__init__.py"])
def test_it_may_be_said_where_it_belongs(name: str) -> None:
    assert said_in_the_wrong_place(Source(name, "# a Twilio quirk")) == []
