"""Which language a message is in: by the words only one of the two languages has."""

from collections.abc import Mapping

from bot.nlu.text import Text, word_set
from bot.nlu.word_sets import WordSet
from bot.values import Language

_SPANISH_SIGNS = frozenset("¿¡ñáéíóú")
# Words that both lists hold but that tell the language all the same.
_TELLING = {
    Language.EN: word_set(
        "i my the is are and to of you it do does can what when where how not have has was with for"
        " on at need want am will would your this that hi hello yes please thanks appointment back"
        " pain hurts dont cant im its"
    ),
    Language.ES: word_set(
        "el la los las de que y en un una mi mis no se por con para me es su lo como pero si cuando"
        " donde quiero necesito puedo hola gracias cita dolor espalda tengo esta estoy hay muy ya"
        " duele favor manana"
    ),
}
_SHARED = word_set("no me a son as has come he use once dime si actual cancel doctor once mayo sin ser lunes menu")


def tell_language(text: Text, words: Mapping[str, WordSet], default: Language | None) -> Language:
    """The language of the message; `default`, else English, where it cannot be told (digits, a name, "ok")."""
    english = spanish = 0.0
    for token in text.tokens:
        word = token.word
        if word in _SHARED or not word.isalpha():
            continue
        in_english, in_spanish = word in words["en"], word in words["es"]
        if word in _TELLING[Language.EN] and word not in _TELLING[Language.ES]:
            english += 1.5
        elif word in _TELLING[Language.ES]:
            spanish += 1.5
        elif in_english and not in_spanish:
            english += 1
        elif in_spanish and not in_english:
            spanish += 1
    if any(sign in _SPANISH_SIGNS for sign in text.raw.lower()):
        spanish += 1.0
    if english == spanish:
        return default or Language.EN
    if default is not None and max(english, spanish) < 1.5 and abs(english - spanish) < 1.5 and len(text.tokens) < 2:
        return default if default is Language.ES and english else (Language.EN if english > spanish else Language.ES)
    return Language.EN if english > spanish else Language.ES
