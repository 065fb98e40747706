"""Texts through the pretend gateway: every field sent, every message shown, the keywords it answers itself."""

import pytest

from bot.channels.simulator.exchange import Answer
from bot.channels.simulator.handset import Handset, answer_words
from bot.channels.simulator.moves import Texts
from bot.settings import OptOutHandling
from tests.channels.canned_line import LINE, ME, NOW, CannedLine, codes

SMS = "/webhooks/sms"
FALLBACK = "/webhooks/fallback/sms"


def test_a_text_is_posted_with_every_field() -> None:
    canned = CannedLine({})
    canned.play(Texts("my back locked up"))
    form = canned.form(SMS)
    assert (form["From"], form["To"], form["Body"], form["NumMedia"]) == (ME, LINE, "my back locked up", "0")
    assert form["MessageSid"] == form["SmsSid"] == form["SmsMessageSid"]
    assert (form["FromState"], form["ToCity"], form["NumSegments"]) == ("TX", "FORT WORTH", "1")


@pytest.mark.parametrize("words", ["", "  ", " sí\n", "🙏", "a&b=c+d%20"])
def test_words_arrive_untouched(words: str) -> None:
    canned = CannedLine({})
    canned.play(Texts(words))
    assert canned.form(SMS)["Body"] == words


def test_a_photo_comes_with_its_address_and_kind() -> None:
    canned = CannedLine({})
    handset = canned.play(Texts("look", 1))
    form = canned.form(SMS)
    assert (form["NumMedia"], form["MediaContentType0"], form["MessageSid"][:2]) == ("1", "image/jpeg", "MM")
    assert form["MediaUrl0"].startswith("https://gateway.invalid/")
    assert handset.texts[0].encoding == "MMS"


def test_several_messages_arrive_in_order_with_their_size_and_price() -> None:
    handset = CannedLine({SMS: f"<Message>One.</Message><Message><Body>¿Dó{'x' * 80}</Body></Message>"}).play(
        Texts("hi")
    )
    first, second = handset.texts[1:]
    assert (first.words, first.segments, first.encoding, first.cents) == ("One.", 1, "GSM-7", 1.13)
    assert (second.segments, second.encoding, second.cents) == (2, "UCS-2", 2.26)


def test_the_same_words_sent_twice_are_two_answers() -> None:
    gateway = CannedLine({SMS: "<Message>Menu</Message>"}).gateway()
    once = gateway.play(gateway.new_handset(ME, "seed"), Texts("menu"), NOW)
    twice = gateway.play(once, Texts("menu"), NOW)
    thrice = gateway.play(twice, Texts("menu"), NOW)
    assert [answer_words(once, twice), answer_words(twice, thrice)] == ["Menu", "Menu"]


def test_an_empty_answer_is_silence() -> None:
    handset = CannedLine({}).play(Texts("hi"))
    assert [text.is_mine for text in handset.texts] == [True]
    assert codes(handset) == []


@pytest.mark.parametrize(
    ("verbs", "code"),
    [("<Message/>", 21602), (f"<Message>{'x' * 1601}</Message>", 21617), ("<Say>Hi</Say>", 12200)],
)
def test_what_cannot_be_sent_is_told(verbs: str, code: int) -> None:
    handset = CannedLine({SMS: verbs}).play(Texts("hi"))
    assert codes(handset) == [code]
    assert len(handset.texts) == 1


def test_a_message_to_somebody_else_is_shown_as_that() -> None:
    handset = CannedLine({SMS: '<Message to="+18175550151">Call her.</Message>'}).play(Texts("hi"))
    assert handset.texts[1].note == "Sent to +18175550151."


def test_a_message_with_an_action_has_its_delivery_told() -> None:
    canned = CannedLine({SMS: '<Message action="/webhooks/receipts/7">Hi.</Message>'})
    canned.play(Texts("hi"))
    told = [form["MessageStatus"] for path, form in canned.asked if path == "/webhooks/receipts/7"]
    assert told == ["sent", "delivered"]


def test_a_redirect_carries_the_same_text_on() -> None:
    canned = CannedLine({SMS: "<Redirect>/webhooks/other</Redirect>", "/webhooks/other": "<Message>Hi.</Message>"})
    assert canned.play(Texts("hi")).texts[-1].words == "Hi."
    assert canned.form("/webhooks/other")["Body"] == "hi"


def test_a_failed_answer_goes_to_the_fallback() -> None:
    canned = CannedLine({SMS: Answer(500, "text/html", "oops"), FALLBACK: "<Message>Call us.</Message>"})
    handset = canned.play(Texts("hi"))
    assert handset.texts[-1].words == "Call us."
    assert canned.form(FALLBACK)["ErrorCode"] == "11200"


def test_a_phone_without_a_number_cannot_text() -> None:
    canned = CannedLine({})
    handset = canned.play(Texts("hi"), number="anonymous")
    assert canned.asked == []
    assert handset.texts[0].note


def test_ids_are_the_same_for_the_same_moves_and_differ_otherwise() -> None:
    def ids(*moves: Texts, number: str = ME) -> list[str]:
        canned = CannedLine({})
        canned.play(*moves, number=number)
        return [form["MessageSid"] for _, form in canned.asked]

    twice = ids(Texts("a"), Texts("a"))
    assert twice == ids(Texts("a"), Texts("a"))
    assert len({*twice, *ids(Texts("a"), number="+12145550118")}) == 3


def test_a_text_that_arrives_by_itself_is_shown_once() -> None:
    gateway = CannedLine({}).gateway()
    handset = gateway.arrive(gateway.new_handset(ME, "seed"), 7, LINE, "How is your back?", NOW)
    assert (handset.texts[0].words, handset.last_arrival) == ("How is your back?", 7)


# -- keywords -------------------------------------------------------------------------------------

REPLY = {SMS: "<Message>The bot's answer.</Message>"}


def told(handset: Handset) -> list[str]:
    return [text.words for text in handset.texts if not text.is_mine]


def test_the_gateway_answers_stop_by_itself_and_sends_nothing_after_it() -> None:
    canned = CannedLine(REPLY)
    handset = canned.play(Texts("Stop"), Texts("hello?"), opt_out=OptOutHandling.DEFAULT)
    assert len(told(handset)) == 1
    assert "unsubscribed" in told(handset)[0]
    assert codes(handset) == [21610, 21610]
    assert "OptOutType" not in canned.form(SMS)


def test_start_opens_the_line_again() -> None:
    moves = (Texts("STOP"), Texts("START"), Texts("hello"))
    handset = CannedLine(REPLY).play(*moves, opt_out=OptOutHandling.DEFAULT)
    assert told(handset)[-1] == "The bot's answer."


def test_a_yes_that_subscribes_nobody_is_an_answer() -> None:
    canned = CannedLine(REPLY)
    assert told(canned.play(Texts("yes"), opt_out=OptOutHandling.ADVANCED)) == ["The bot's answer."]
    assert "OptOutType" not in canned.form(SMS)


def test_the_advanced_gateway_tells_the_line_what_it_did() -> None:
    canned = CannedLine({})
    canned.play(Texts("HELP"), opt_out=OptOutHandling.ADVANCED)
    assert canned.form(SMS)["OptOutType"] == "HELP"


def test_a_line_that_handles_keywords_itself_gets_them_plain() -> None:
    handset = CannedLine(REPLY).play(Texts("STOP"), opt_out=OptOutHandling.OWN)
    assert told(handset) == ["The bot's answer."]
