"""What a call says around every question, so that no reviewed wording has to: which key does what, how to end a
recording, and that a number is said once more. The action stands before its key.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.nlu.meaning import Expect
from bot.values import Language


@dataclass(frozen=True, slots=True)
class Manners:
    """In one language: what is said after a question, and what people are likely to answer."""

    offer_other_language: str  # in the other language
    yes_no: str
    yes_no_keys: str  # where the caller cannot speak, or is asked again
    yes_no_next: str  # after a yes-or-no question that was just answered
    option: str
    option_again: str
    date_of_birth: str
    code: str
    phone: str
    number: str
    note: str
    once_more: str
    wait_again: str  # while staff phones ring
    wait_call_back: str
    wait_taken: str
    wait_joined: str
    hints: tuple[str, ...]
    yes_no_hints: tuple[str, ...]

    def keys_for(self, kind: Expect) -> str:
        """How an answer of this kind is keyed in or spoken; a field is named as its kind."""
        words: str = getattr(self, kind.value)
        return words


MANNERS: Mapping[Language, Manners] = {
    Language.EN: Manners(
        offer_other_language="Para español, oprima 8.",
        yes_no="Say yes or no, or press 1 for yes, 2 for no.",
        yes_no_keys="For yes, press 1. For no, press 2.",
        yes_no_next="1 yes, 2 no.",
        option="For {label}, press {key}.",
        option_again="{label}: press {key}.",
        date_of_birth="Press two keys for the month, two for the day, and four for the year.",
        code="Press its digits, then pound.",
        phone="Press its ten digits, area code first.",
        number="Press the number, then pound.",
        note="What you say after the tone is recorded for our staff; by speaking you agree. "
        "When you are done, press pound.",
        once_more="Again: {number}.",
        wait_again="We are still calling our staff.",
        wait_call_back="To be called back, press 1. You keep your place.",
        wait_taken="Somebody is coming to the phone.",
        wait_joined="Thank you for waiting. You are through to a person.",
        hints=("person", "repeat", "help", "back", "menu", "text me that", "representative", "español"),
        yes_no_hints=("yes", "no", "not sure", "a little"),
    ),
    Language.ES: Manners(
        offer_other_language="For English, press 8.",
        yes_no="Diga sí o no, u oprima 1 para sí, 2 para no.",
        yes_no_keys="Para sí, oprima 1. Para no, oprima 2.",
        yes_no_next="1 sí, 2 no.",
        option="Para {label}, oprima {key}.",
        option_again="{label}: oprima {key}.",
        date_of_birth="Oprima dos teclas para el mes, dos para el día y cuatro para el año.",
        code="Oprima sus dígitos y después la tecla numeral.",
        phone="Oprima los diez dígitos, primero el código de área.",
        number="Oprima el número y después la tecla numeral.",
        note="Lo que diga después del tono se graba para el equipo; al hablar, usted acepta. "
        "Al terminar, oprima la tecla numeral.",
        once_more="Repito: {number}.",
        wait_again="Seguimos llamando al equipo.",
        wait_call_back="Para que le llamen, oprima 1. No pierde su lugar.",
        wait_taken="Ya viene una persona al teléfono.",
        wait_joined="Gracias por esperar. Le comunico con una persona.",
        hints=("persona", "repetir", "ayuda", "atrás", "menú", "por texto", "representante", "inglés", "English"),
        yes_no_hints=("sí", "no", "no sé", "un poco"),
    ),
}
