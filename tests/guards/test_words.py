"""One word per idea. These say nothing, or say two things at once."""

import re

import pytest

from tests.guards.sources import Source, names_given, sources, words_of

BANNED = {
    "callback": "a webhook, or a person phoning back? say webhook, receipt or call-back request",
    "helper": "say what it does",
    "helpers": "say what they do",
    "manager": "say what it does",
    "provider": "say practitioner, gateway or insurer",
    "ticket": "say handoff",
    "util": "say what it does",
    "utils": "say what they do",
}
THE_GATEWAYS_OWN = {"status_callback", "status_callback_event", "status_callback_method"}
EMPTY_MODULE_NAMES = {"base", "common", "helpers", "manager", "misc", "utils"}
PROMISE = re.compile(r"\b(" + "TO" + "DO|FIX" + r"ME|XX" + r"X)\b")


def banned_names(source: Source) -> list[str]:
    return [
        f"{source.name}:{line} {name}: {BANNED[word]}"
        for line, name in names_given(source)
        if name not in THE_GATEWAYS_OWN
        for word in words_of(name)
        if word in BANNED
    ]


def test_no_name_uses_a_banned_word() -> None:
    assert [found for source in sources("bot", "app.py") for found in banned_names(source)] == []


def test_no_module_has_an_empty_name() -> None:
    modules = [source.name for source in sources("bot", "tests")]
    assert [name for name in modules if EMPTY_MODULE_NAMES & set(re.split(r"[/.]", name))] == []


def test_no_promise_is_left_in_the_code() -> None:
    kept = [
        f"{source.name}:{number}"
        for source in sources("bot", "tests", "app.py")
        for number, line in enumerate(source.text.splitlines(), 1)
        if PROMISE.search(line)
    ]
    assert kept == []


@pytest.mark.parametrize(
    "text",
    [
        "class FlowManager: ...",
        "def send(callback): ...",
        "ticket_id = 1",
        "def date_utils(): ...",
        "a.helper = 1",
    ],
)
def test_a_banned_word_is_found_wherever_a_name_is_given(text: str) -> None:
    assert len(banned_names(Source("a.py", text))) == 1


@pytest.mark.parametrize(
    "text",
    ["def send(status_callback): ...", "send(status_callback='/r')", "from contextlib import contextmanager"],
)
def test_the_names_of_others_are_theirs(text: str) -> None:
    assert banned_names(Source("a.py", text)) == []
