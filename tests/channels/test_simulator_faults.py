"""What the gateway does with answers that are wrong: warnings, the fallback address, its own apology."""

import pytest

from bot.channels.simulator.calls import APPLICATION_ERROR
from bot.channels.simulator.exchange import Answer
from bot.channels.simulator.moves import Presses, StaysSilent, Texts
from tests.channels.canned_line import CannedLine, codes, line, said

FALLBACK = "/webhooks/fallback/voice"
XML = "text/xml"
TEXT = Texts("hello")


@pytest.mark.parametrize(
    ("verbs", "code"),
    [
        ("<Shout>Hi</Shout>", 12200),
        ("<say>Hi</say>", 12200),
        ('<Say tone="warm">Hi</Say>', 12200),
        ("<Say></Say>", 12200),
        ("Hi", 12200),
        ("<Message>Hi</Message>", 12200),
        ("<Say>Hi <Pause/></Say>", 12200),
        (f"<Say>{'word ' * 1000}</Say>", 13521),
        ('<Gather input="mind"/>', 12200),
        ('<Gather numDigits="few"/>', 12200),
        ('<Gather timeout="0"/>', 12200),
        ('<Gather finishOnKey="##"/>', 13310),
        ('<Gather speechModel="phone_call" speechTimeout="auto" input="speech"/>', 13335),
        ("<Gather><Dial>+18175550151</Dial></Gather>", 12200),
        ("<Dial>+18175550151</Dial>", 12200),
        ("<Say>Hi</Say><Reject/>", 12200),
    ],
)
def test_a_slip_is_told_and_the_document_executed_all_the_same(verbs: str, code: int) -> None:
    canned = line(verbs)
    assert code in codes(canned.call())
    assert FALLBACK not in canned.paths


def test_what_is_right_is_not_complained_about() -> None:
    verbs = (
        '<Say voice="Polly.Joanna" language="en-US" loop="1">Hi<break time="1s"/></Say><Pause length="1"/>'
        '<Gather action="/webhooks/voice/turn" actionOnEmptyResult="true" finishOnKey="#" hints="yes, no" '
        'input="dtmf speech" language="en-US" method="POST" numDigits="1" profanityFilter="false" '
        'speechTimeout="2" timeout="6"><Say>Yes?</Say></Gather><Redirect method="POST">/webhooks/voice/turn</Redirect>'
    )
    assert codes(line(verbs).call(StaysSilent())) == []


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(200, XML, "<Response><Say>Hi"), 12100),
        (Answer(200, XML, ""), 12100),
        (Answer(200, XML, "<Response><Say>\x0b</Say></Response>"), 12100),
        (Answer(200, XML, "<Answer/>"), 12100),
        (Answer(200, "application/json", "{}"), 12300),
        (Answer(200, "", "<Response/>"), 12300),
        (Answer(200, XML, f"<Response>{' ' * 65_000}</Response>"), 11750),
        (Answer(500, XML, "<Response/>"), 11200),
        (Answer(403, "text/html", "no"), 11200),
        (Answer(302, "text/html", ""), 11200),
    ],
)
def test_an_answer_that_cannot_be_executed_goes_to_the_fallback(answer: Answer, code: int) -> None:
    canned = CannedLine({"/webhooks/voice": answer, FALLBACK: "<Say>Our line is down.</Say>"})
    handset = canned.call()
    assert said(handset) == ["Our line is down."]
    assert codes(handset) == [code]
    form = canned.form(FALLBACK)
    assert (form["ErrorCode"], form["ErrorUrl"]) == (str(code), "https://line.example.org/webhooks/voice")


def test_a_fault_in_the_middle_of_a_call_goes_to_the_fallback_too() -> None:
    canned = CannedLine(
        {
            "/webhooks/voice": '<Gather action="/webhooks/voice/turn" numDigits="1"/>',
            "/webhooks/voice/turn": Answer(500, XML, ""),
            FALLBACK: "<Say>Our line is down.</Say>",
        }
    )
    assert said(canned.call(Presses("1"))) == ["Our line is down."]


def test_when_the_fallback_fails_as_well_the_gateway_apologises_and_hangs_up() -> None:
    broken = Answer(500, XML, "")
    handset = CannedLine({"/webhooks/voice": broken, FALLBACK: broken}).call()
    assert said(handset) == [APPLICATION_ERROR]
    assert not handset.is_in_call


def test_plain_text_is_read_aloud_and_sent() -> None:
    plain = Answer(200, "text/plain; charset=utf-8", "Hello there")
    assert said(CannedLine({"/webhooks/voice": plain}).call()) == ["Hello there"]
    handset = CannedLine({"/webhooks/sms": plain}).play(TEXT)
    assert handset.texts[-1].words == "Hello there"


@pytest.mark.parametrize("url", ["https://elsewhere.example/x", "//elsewhere.example/x"])
def test_an_address_elsewhere_is_never_posted_to(url: str) -> None:
    canned = line(f"<Redirect>{url}</Redirect>")
    handset = canned.call()
    assert codes(handset)[0] == 11200
    assert all(path.startswith("/webhooks/") for path in canned.paths)


def test_an_absolute_address_of_the_line_itself_is_fine() -> None:
    canned = line("<Redirect>https://line.example.org/webhooks/voice/next?a=1</Redirect>")
    canned.call()
    assert "/webhooks/voice/next?a=1" in canned.paths


def test_a_redirect_by_get_fails_on_a_line_that_takes_posts() -> None:
    canned = line('<Redirect method="GET">/webhooks/voice/next</Redirect>')
    assert 11200 in codes(canned.call())


def test_a_status_webhook_that_fails_is_told() -> None:
    canned = line("<Hangup/>", status=Answer(500, XML, ""))
    assert codes(canned.call()) == [11200]
