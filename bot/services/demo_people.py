"""The people of the demo day. Nobody here exists: the names say so, and 555 numbers ring nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.clinic.staff_rules import Outcome, Role
from bot.values import Channel, Disposition, HandoffReason, Language, Team, Urgency

Said = tuple[str, str]  # "them" and their words, or a place of a flow and nothing: its own words are used


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the demo, and what became of them."""

    phone: str
    name: str
    minutes_ago: int
    said: tuple[Said, ...]
    reason: HandoffReason | None = None
    urgency: Urgency = Urgency.ROUTINE
    team: Team = Team.FRONT_DESK
    language: Language = Language.EN
    channel: Channel = Channel.SMS
    disposition: Disposition = Disposition.NONE
    answers: Mapping[str, str] = field(default_factory=dict)
    is_screened: bool = False
    owner: Role | None = None
    reply: str = ""
    outcome: Outcome | None = None
    more: tuple[Said, ...] = ()  # what came after staff took it


_SAFE = {
    "safety_screen.life_threats": "no",
    "safety_screen.saddle_bladder_bowel": "no",
    "safety_screen.legs": "no",
}

PEOPLE = (
    Person(
        "+12145550117", "Tess Sample", 4,
        (("them", "my back went out again and now I'm numb down there when I wipe"), ("dispositions.er_now", "")),
        HandoffReason.RED_FLAG, Urgency.EMERGENCY, Team.NURSE, disposition=Disposition.ER_NOW,
        answers={"safety_screen.life_threats": "no", "safety_screen.saddle_bladder_bowel": "yes"},
    ),
    Person(
        "+14695550132", "Juan Ejemplo", 21,
        (("them", "me operaron hace 9 días y la herida está mojada"), ("dispositions.same_day_staff", "")),
        HandoffReason.POST_OP, Urgency.SAME_DAY, Team.SURGERY, Language.ES, disposition=Disposition.SAME_DAY_STAFF,
        answers={**_SAFE, "safety_screen.illness": "yes"},
    ),
    Person(
        "+16825550148", "Pat Example", 34,
        (("them", "hi can somebody call me about my MRI results? I get off at 3"), ("to_staff.over", "")),
        HandoffReason.TALK_TO_HUMAN, Urgency.SAME_DAY, Team.FRONT_DESK, owner=Role.FRONT_DESK,
        reply="Hi Pat, this is Felix at the clinic. The nurse will call you at 3:15 today.",
        more=(("them", "thank you! 3:30 would be better if possible"),),
    ),
    Person(
        "+19405550163", "", 47,
        (("them", "(keys 1)"), ("safety_screen.life_threats", ""), ("them", "no"), ("safety_screen.legs", ""),
         ("them", "please just have someone call me back")),
        HandoffReason.CALL_BACK, Urgency.SAME_DAY, Team.NURSE, channel=Channel.VOICE,
        answers={"safety_screen.life_threats": "no"},
    ),
    Person(
        "+19725550186", "Mo Placeholder", 66,
        (("them", "I want to move my appointment to next week, mornings"), ("to_staff.over", "")),
        HandoffReason.BOOK_REQUEST, answers={"booking.when": "next week, mornings"},
    ),
    Person(
        "+12145550125", "Rosa Muestra", 95,
        (("them", "me llegó una factura de 240 dólares y no entiendo por qué"), ("to_staff.over", "")),
        HandoffReason.BILLING, team=Team.BILLING, language=Language.ES,
    ),
    Person(
        "+18175550191", "Sam Testcase", 130,
        (("them", "need my records sent to Dr. Nobody's office, fax 817-555-0100"), ("to_staff.over", "")),
        HandoffReason.RECORDS, team=Team.RECORDS,
    ),
    Person(
        "+14695550174", "Alex Madeup", 155,
        (("them", "back spasm, can't stand up straight"), ("safety_screen.life_threats", ""), ("them", "no"),
         ("safety_screen.saddle_bladder_bowel", ""), ("them", "2"), ("safety_screen.legs", ""), ("them", "2"),
         ("spasm_care.onset", ""), ("them", "this morning"), ("spasm_care.ice", ""), ("spasm_care.ice_safely", ""),
         ("them", "ok that helps, but can I talk to a nurse today")),
        HandoffReason.TALK_TO_HUMAN, Urgency.SAME_DAY, Team.NURSE, answers={**_SAFE, "onset": "1"}, is_screened=True,
        owner=Role.NURSE, reply="Hi Alex, Nora here, the nurse. I will call you within the hour.",
    ),
    Person(
        "+16825550109", "Chris Fictional", 205,
        (("them", "when do you open tomorrow"), ("questions.hours", "")),
    ),
    Person(
        "+19405550158", "Lupe Inventada", 250,
        (("them", "¿atienden sin cita?"), ("to_staff.over", "")),
        HandoffReason.TALK_TO_HUMAN, language=Language.ES, owner=Role.FRONT_DESK, outcome=Outcome.BOOKED,
        reply="Hola Lupe, soy Felix. Le apartamos el jueves a las 9:30.",
    ),
)  # fmt: skip
