"""What staff say often, and what the line says when staff have finished: in both languages, with fields to fill in.

The clinic changes the replies in the console; these are what it starts with. `{name}` fields come from `FIELDS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.clinic.profile import Profile
from bot.clinic.staff_rules import Outcome
from bot.values import Language


@dataclass(frozen=True, slots=True)
class CannedReply:
    """One reply with its title for staff. The title is not sent."""

    title: str
    say: Mapping[Language, str]


FIELDS = ("clinic", "human_line", "staff")

REPLIES = (
    CannedReply(
        "We are on it",
        {
            Language.EN: "This is {staff} at {clinic}. I have read your messages and will call you shortly.",
            Language.ES: "Soy {staff} de {clinic}. He leído sus mensajes y le llamaré en breve.",
        },
    ),
    CannedReply(
        "We could not reach you",
        {
            Language.EN: "This is {staff} at {clinic}. I called and could not reach you. Please call {human_line}.",
            Language.ES: "Soy {staff} de {clinic}. Le llamé y no pude comunicarme. Por favor llame al {human_line}.",
        },
    ),
    CannedReply(
        "Please call us",
        {
            Language.EN: "{clinic}: please call us at {human_line} so that we can arrange this with you.",
            Language.ES: "{clinic}: por favor llámenos al {human_line} para arreglarlo con usted.",
        },
    ),
    CannedReply(
        "Worse? Emergency",
        {
            Language.EN: "If it gets worse, or you lose feeling or control of bladder or bowel, go to the ER or call "
            "911.",
            Language.ES: "Si empeora, o pierde sensibilidad o control de la vejiga o del intestino, vaya a "
            "emergencias o llame al 911.",
        },
    ),
)

_CLOSED = {
    Language.EN: "{clinic}: our staff have closed your request. This number answers automatically again. "
    "Questions? Call {human_line}. Worse? Go to the ER or call 911.",
    Language.ES: "{clinic}: el personal cerró su solicitud. Este número vuelve a responder automáticamente. "
    "¿Preguntas? Llame al {human_line}. ¿Peor? Vaya a emergencias o llame al 911.",
}
_NOT_REACHED = {
    Language.EN: "{clinic}: our staff tried to reach you and could not. Please call {human_line}. "
    "This number answers automatically again. Worse? Go to the ER or call 911.",
    Language.ES: "{clinic}: el personal intentó comunicarse y no pudo. Llame al {human_line}. "
    "Este número vuelve a responder automáticamente. ¿Peor? Vaya a emergencias o llame al 911.",
}


def farewell(outcome: Outcome, language: Language, profile: Profile) -> str:
    """What the person is told when staff give the conversation back; nothing where nobody was served."""
    if outcome is Outcome.NOTHING_NEEDED:
        return ""
    words = _NOT_REACHED if outcome is Outcome.NOT_REACHED else _CLOSED
    return filled(words[language], profile, "")


def filled(words: str, profile: Profile, staff: str) -> str:
    """The words with their fields filled in; braces that are no field stay as they are."""
    number = profile.numbers.human_line.removeprefix("+1")
    values = {
        "clinic": profile.name,
        "human_line": f"({number[:3]}) {number[3:6]}-{number[6:]}",
        "staff": staff.partition(" ")[0],
    }
    for field in FIELDS:
        words = words.replace("{" + field + "}", values[field])
    return words
