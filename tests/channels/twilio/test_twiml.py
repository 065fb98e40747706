"""Every document is compared, byte by byte, with what the official classes write for the same thing."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Gather, VoiceResponse

from bot.channels.gsm import count
from bot.channels.twilio import twiml
from bot.channels.twilio.twiml import Routes
from bot.channels.voice import HangUp, KeySpec, Listen, Record, Ring, Speak, Spoken, spoken
from bot.nlu.meaning import Expect
from bot.values import Language
from tests.channels.building import GOODBYE, TO_STAFF, asks, says

EN, ES = Language.EN, Language.ES
ENGLISH = {"language": "en-US", "voice": "Polly.Joanna"}
SPANISH = {"language": "es-US", "voice": "Polly.Lupe"}
ROUTES = Routes(7)
MENU = Listen(
    (Speak("Back pain & spasm?", EN, 1), Speak("Para español, oprima 8.", ES)),
    EN,
    KeySpec(1, ""),
    ("yes", "no"),
    6,
    speech=True,
)
ANYTHING = st.text(st.characters(), max_size=80)


def official(response: VoiceResponse | MessagingResponse) -> bytes:
    return str(response).encode()


def parsed(document: bytes) -> ET.Element:
    return ET.fromstring(document)


# -- texts ----------------------------------------------------------------------------------------


def test_texts_are_written_as_the_official_classes_write_them() -> None:
    response = MessagingResponse()
    response.message("1 < 2 & 3 > 2")
    response.message("¿Español?\n\"quoted\" 'words'")
    assert twiml.messages(["1 < 2 & 3 > 2", "¿Español?\n\"quoted\" 'words'"]) == official(response)


@pytest.mark.parametrize("texts", [(), ("",)])
def test_nothing_to_say_is_an_empty_document_and_no_empty_message(texts: tuple[str, ...]) -> None:
    assert twiml.messages(texts) == official(MessagingResponse())


@given(st.lists(ANYTHING, max_size=4))
def test_whatever_is_written_the_document_can_be_read_again(texts: list[str]) -> None:
    messages = parsed(twiml.messages(texts))
    assert len(messages) == len([text for text in texts if text])
    assert all(message.tag == "Message" and len(message) == 0 for message in messages)


def test_what_looks_like_markup_stays_words() -> None:
    body = "<Dial>+19005550111</Dial> ]]> &amp; &xxe; <!DOCTYPE x>"
    assert [message.text for message in parsed(twiml.messages([body]))] == [body]


@pytest.mark.parametrize("illegal", ["\x00", "\x0b", "\x1b", "\ufffe", "\uffff", "\ud800"])
def test_what_xml_forbids_is_taken_out(illegal: str) -> None:
    assert [message.text for message in parsed(twiml.messages([f"a{illegal}b"]))] == ["ab"]


# -- calls ----------------------------------------------------------------------------------------


def gather(**attributes: object) -> Gather:
    return Gather(action="/webhooks/voice/turn/7", method="POST", action_on_empty_result=True, **attributes)


def test_words_are_said_in_their_language_and_pauses_kept() -> None:
    response = VoiceResponse()
    response.say("Call 9 1 1 & wait.", **ENGLISH)
    response.pause(length=2)
    response.say("¿Me oye?", **SPANISH)
    response.hangup()
    said = (Speak("Call 9 1 1 & wait.", EN, 2), Speak("¿Me oye?", ES), HangUp())
    assert twiml.call(said, ROUTES) == official(response)


def test_a_question_takes_keys_and_speech_and_always_goes_on() -> None:
    asked = gather(
        input="dtmf speech",
        timeout=6,
        speech_timeout=2,
        num_digits=1,
        finish_on_key="",
        profanity_filter=False,
        hints="yes, no",
        language="en-US",
    )
    asked.say("Back pain & spasm?", **ENGLISH)
    asked.pause(length=1)
    asked.say("Para español, oprima 8.", **SPANISH)
    response = VoiceResponse()
    response.append(asked)
    response.redirect("/webhooks/voice/turn/7", method="POST")
    assert twiml.call([MENU], ROUTES) == official(response)


def test_a_question_without_speech_takes_keys_alone() -> None:
    asked = gather(input="dtmf", timeout=10, num_digits=8, finish_on_key="#")
    asked.say("¿Cuándo nació?", **SPANISH)
    response = VoiceResponse()
    response.append(asked)
    response.redirect("/webhooks/voice/turn/7", method="POST")
    listen = Listen((Speak("¿Cuándo nació?", ES),), ES, KeySpec(8, "#"), ("sí",), 10, speech=False)
    assert twiml.call([listen], ROUTES) == official(response)


def test_hints_may_hold_anything_a_label_holds() -> None:
    hint = 'a "b" <c> & d\n\te\r'
    asked = gather(
        input="dtmf speech",
        timeout=6,
        speech_timeout=2,
        num_digits=1,
        finish_on_key="",
        profanity_filter=False,
        hints=hint,
        language="en-US",
    )
    response = VoiceResponse()
    response.append(asked)
    response.redirect("/webhooks/voice/turn/7", method="POST")
    assert twiml.call([replace(MENU, prompt=(), hints=(hint,))], ROUTES) == official(response)


def test_a_patient_question_waits_longer_for_the_end_of_a_sentence_and_any_number_of_keys_may_come() -> None:
    listen = Listen((), ES, KeySpec(None, "#"), ("sí",), 8, speech=True)
    asked = parsed(twiml.call([listen], ROUTES))[0]
    assert (asked.get("speechTimeout"), asked.get("language"), asked.get("numDigits")) == ("3", "es-US", None)


def test_a_voicemail_ends_with_pound_and_goes_on_even_if_nothing_is_said() -> None:
    response = VoiceResponse()
    response.say("Speak after the tone.", **ENGLISH)
    response.record(
        action="/webhooks/voice/recorded/7",
        method="POST",
        finish_on_key="#",
        max_length=180,
        timeout=10,
        play_beep=True,
    )
    response.redirect("/webhooks/voice/recorded/7", method="POST")
    assert twiml.call([Record((Speak("Speak after the tone.", EN),), EN)], ROUTES) == official(response)


def test_who_wants_a_person_waits_in_a_line_of_their_own() -> None:
    response = VoiceResponse()
    response.enqueue(
        "CA1",
        action="/webhooks/voice/left/7",
        method="POST",
        wait_url="/webhooks/voice/wait/7",
        wait_url_method="POST",
    )
    assert twiml.call([Ring("staff")], ROUTES, "CA1") == official(response)


def test_the_small_documents_are_those_of_the_official_classes() -> None:
    reject, hang_up, go_on = VoiceResponse(), VoiceResponse(), VoiceResponse()
    reject.reject(reason="rejected")
    hang_up.hangup()
    go_on.redirect("/webhooks/voice", method="POST")
    assert twiml.reject() == official(reject)
    assert twiml.hang_up() == official(hang_up)
    assert twiml.go_on("/webhooks/voice") == official(go_on)


# -- without state --------------------------------------------------------------------------------


def test_the_fixed_text_names_911_and_the_human_line_in_both_languages_within_two_segments() -> None:
    (message,) = parsed(twiml.fallback_text("+18175550199"))
    assert message.text is not None
    english, spanish = message.text.split("\n")
    assert all("911" in words and "(817) 555-0199" in words for words in (english, spanish))
    assert count(message.text).segments == 2


def test_the_fixed_call_names_911_and_the_human_line_twice_in_both_languages_and_hangs_up() -> None:
    verbs = list(parsed(twiml.fallback_call("+18175550199")))
    for language in ("en-US", "es-US"):
        said = [verb.text or "" for verb in verbs if verb.get("language") == language]
        assert sum("9 1 1" in words for words in said) == 2
        assert sum("8 1 7, 5 5 5, 0 1 9 9" in words for words in said) == 2
    assert verbs[-1].tag == "Hangup"


# -- any turn -------------------------------------------------------------------------------------

TURNS = st.tuples(
    st.lists(st.builds(says, ANYTHING, emergency=st.booleans()), max_size=4),
    st.builds(
        lambda words, expects, labels: asks(words, expects, *labels),
        ANYTHING,
        st.sampled_from(Expect),
        st.lists(ANYTHING, max_size=4),
    )
    | st.sampled_from([GOODBYE, TO_STAFF]),
).map(lambda turn: [*turn[0], turn[1]])


@given(TURNS, st.sampled_from(Language), st.booleans())
def test_any_turn_is_a_document_whose_waiting_verbs_all_have_an_action(
    replies: list[object], language: Language, speech: bool
) -> None:
    said: tuple[Spoken, ...] = spoken(replies, language, first=True, patience=False, speech=speech)  # type: ignore[arg-type]
    root = parsed(twiml.call(said, ROUTES, "CA1"))
    assert root.tag == "Response"
    for verb in root.iter():
        if verb.tag in ("Gather", "Record", "Enqueue"):
            assert (verb.get("action") or "").startswith("/webhooks/voice/")
            assert verb.get("method") == "POST"
        if verb.tag == "Gather":
            assert {nested.tag for nested in verb} <= {"Say", "Pause"}
            assert verb.get("actionOnEmptyResult") == "true"
            assert verb.get("profanityFilter", "false") == "false"
    assert [verb.tag for verb in root][-1] in ("Redirect", "Hangup", "Enqueue")


@pytest.mark.parametrize("number", [0, 1, 149])
def test_addresses_hold_the_prompts_number_and_nothing_else(number: int) -> None:
    routes = Routes(number)
    found = [routes.turn, routes.wait, routes.waited, routes.left, routes.recorded]
    assert found == [
        f"/webhooks/voice/{name}/{number}" for name in ("turn", "wait", "waited", "left", "recorded")
    ]  # fmt: skip
