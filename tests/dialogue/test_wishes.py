"""What people wish for is served in its turn, and asked back, never taken, where it may be one thing or another."""

from datetime import UTC, datetime

from bot.dialogue.book import SUPPRESSED, FlowBook
from bot.dialogue.engine import advance, open_session
from bot.dialogue.events import Said
from bot.dialogue.facts import Facts
from bot.dialogue.loading import load
from bot.dialogue.replies import Prompt, Turn
from bot.dialogue.session import Session, from_json, to_json
from bot.nlu.meaning import Meaning
from bot.values import Channel, Disposition, Intent, Language
from tests.dialogue.test_proofs import FILES

NOW = datetime(2026, 11, 24, 16, tzinfo=UTC)
BOOK = load(FILES)
NEW = open_session(Channel.SMS, Language.EN, NOW)
HOURS_OR_VISIT = (Intent.HOURS, Intent.BOOK)


def heard(session: Session, *guesses: Intent, answer: str | None = None, book: FlowBook = BOOK) -> Turn:
    meaning = Meaning(Language.EN, guesses=guesses, answer=answer)
    return advance(book, from_json(to_json(session)), Said(answer or "hm", meaning), Facts(NOW))


def asked(turn: Turn) -> tuple[str, list[str]]:
    """The question that is open and its keys."""
    prompt = turn.replies[-1]
    assert isinstance(prompt, Prompt)
    return prompt.place, [choice.key for choice in prompt.choices]


def test_two_likely_wishes_are_two_choices_and_three_are_three() -> None:
    assert asked(heard(NEW, *HOURS_OR_VISIT)) == ("did_you_mean.start", ["1", "2", "3"])
    assert asked(heard(NEW, *HOURS_OR_VISIT, Intent.CALL_BACK)) == ("did_you_mean.three", ["1", "2", "3", "4"])


def test_the_choice_leads_to_its_wish() -> None:
    back = heard(NEW, *HOURS_OR_VISIT).session
    assert "questions.hours" in heard(back, answer="1").visited
    assert heard(back, answer="2").session.place.startswith("booking.")


def test_two_wishes_behind_one_door_are_no_choice() -> None:
    assert asked(heard(NEW, Intent.SPASM_CARE, Intent.ICE_OR_HEAT))[0] == "front_door.welcome"


def test_a_wish_without_a_name_is_no_choice() -> None:
    assert asked(heard(NEW, Intent.HOURS, Intent.ABUSE))[0] == "front_door.welcome"


def test_after_a_danger_sign_the_menu_with_its_911_comes_instead() -> None:
    locked = NEW.changed(disposition=Disposition.ER_NOW, has_spoken=True)
    assert asked(heard(locked, *HOURS_OR_VISIT))[0] == "front_door.locked_menu"


def test_in_the_midst_of_an_errand_its_own_question_is_asked_again() -> None:
    errand = heard(heard(NEW, *HOURS_OR_VISIT).session, answer="2").session
    assert heard(errand, *HOURS_OR_VISIT).session.place == errand.place


def test_a_wish_that_a_deploy_has_taken_away_leads_to_the_menu() -> None:
    back = heard(NEW, Intent.CONFIRM, Intent.BOOK).session
    line = next(line for line in FILES["common"].splitlines() if line.startswith("confirm = "))
    without = load({**FILES, "common": FILES["common"].replace(f"{line}\n", "")})
    assert asked(heard(back, answer="1", book=without))[0] == "front_door.menu"


def test_who_wants_a_person_and_something_else_gets_the_person_first() -> None:
    meaning = Meaning(Language.EN, intents=(Intent.CANCEL_APPOINTMENT, Intent.TALK_TO_HUMAN))
    turn = advance(BOOK, NEW, Said("cancel it, and a person please", meaning), Facts(NOW))
    assert turn.action is not None
    assert turn.action.name == "open_handoff"
    assert turn.session.later == (Intent.CANCEL_APPOINTMENT,)


def test_a_person_asked_for_beside_a_stop_is_for_staff() -> None:
    meaning = Meaning(Language.EN, opt_out=True, intents=(Intent.OPT_OUT, Intent.TALK_TO_HUMAN))
    turn = advance(BOOK, NEW, Said("stop texting, have a person call", meaning), Facts(NOW))
    assert SUPPRESSED in turn.session.stack.places
