"""All content of a clinic line, loaded and found consistent: the engine reads nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.dialogue.flow import Common, End, Flow, Say, Step, Wording, absolute
from bot.values import Disposition, RedFlag

# Places the engine itself goes to; loading fails when one is missing.
START = "front_door.start"  # greeting and menu
MENU = "front_door.menu"  # the menu alone
AFRESH = "manners.afresh"  # the menu, or after a danger sign the one without care
RESUME = "front_door.resume"  # after a long pause: go on, or the menu
GO_ON = "front_door.go_on"  # on where the talk was left
OFFER = "front_door.anything_else"  # what every errand ends with
GOODBYE = "front_door.goodbye"  # the last words of a talk
SCREEN = "safety_screen.start"  # the danger questions
DID_YOU_MEAN = ("did_you_mean.start", "did_you_mean.three")  # a wish that is not clear: which of two, of three?
MEANT = ("did_you_mean.first", "did_you_mean.second", "did_you_mean.third")  # it was this one
PHOTO = "photo.start"  # a picture came
STOPPED = "opt_out.start"  # asked for silence
REMINDED = "my_visit.reminded"  # answers our reminder of a visit
MISSED = "my_visit.missed"  # answers our text about a visit nobody came to
OFFERED = "waitlist.offered"  # answers our offer of a freed time
CHECK_IN = "check_ins.opener"  # answers the text that opens a check-in
OPENERS = (REMINDED, MISSED, OFFERED, CHECK_IN, RESUME)  # what our own texts ask
CALLED = "my_visit.called"  # goes on in our call about a visit
CALLED_CHECK_IN = "check_ins.screen"  # goes on in our call that asks how somebody is
SPOKEN_OPENERS = (CALLED, CALLED_CHECK_IN, START)  # where our own calls go on
STOPPED_AT_HOME = "opt_out.at_home"  # the same, and somebody at home may read it
STOPPED_IN_DOUBT = "opt_out.in_doubt"  # the same, in words that may hint at a danger
SUPPRESSED = "opt_out.suppressed"  # writes although opted out
NOT_UNDERSTOOD = "to_staff.not_understood"  # understood nothing twice
SILENT = "to_staff.silent"  # heard nothing twice
NEVER_SPOKE = "to_staff.never_spoke"  # heard nothing at all, ever
SILENT_IN_SCREEN = "to_staff.silent_in_screen"  # heard nothing on a danger question
LOCKED = "to_staff.locked"  # a care lock stands: a nurse first
CLOSED = "to_staff.closed_content"  # nobody has reviewed this advice
UNSURE = "to_staff.unsure"  # advice whose conditions are not met
LOST = "to_staff.lost"  # a step that no longer exists, or a loop

ENGINE_PLACES = (
    START, MENU, AFRESH, RESUME, GO_ON, OFFER, GOODBYE, SCREEN, *DID_YOU_MEAN, *MEANT, PHOTO, STOPPED, STOPPED_AT_HOME,
    STOPPED_IN_DOUBT, SUPPRESSED, NOT_UNDERSTOOD, SILENT, NEVER_SPOKE, SILENT_IN_SCREEN, LOCKED, CLOSED, UNSURE, LOST,
    *OPENERS, *SPOKEN_OPENERS,
)  # fmt: skip

# Waiting here is waiting after a worrying answer: silence is told to staff. So is silence about a hinted danger.
AMBER = ("check_ins.worse", "check_ins.worse_passed")

DISPOSITIONS = "dispositions"  # the flow of emergency wordings; its steps are named by label, or label_flag
RED_FLAGS = "red_flags"  # the flow of the flags' own questions; its steps are named by flag

# Common wordings the engine says itself.
GREETING = "greeting"  # automated line, not a doctor, 911
HELP = "help"
NO_MATCH = ("no_match", "no_match_again")
NO_MATCH_DANGER = "no_match_danger"
NO_INPUT = ("no_input", "no_input_again")
LANGUAGE = "language_switched"
NEXT_WISH = "next_wish"
CHANGED = "question_changed"
WISH = "wish_"  # and an intent: what it is called where we ask back; one without is never asked back with
NO_CALL = "no_call"  # instead of any promise that somebody calls
ENGINE_WORDINGS = (GREETING, HELP, *NO_MATCH, NO_MATCH_DANGER, *NO_INPUT, LANGUAGE, NEXT_WISH, CHANGED, NO_CALL)


@dataclass(frozen=True, slots=True)
class FlowBook:
    """The flows by name and their steps by place; what names each flow and question as they stand today."""

    flows: Mapping[str, Flow]
    common: Common
    steps: Mapping[str, Step]
    editions: Mapping[str, str] = field(default_factory=dict)  # flow → its digest
    fingerprints: Mapping[str, str] = field(default_factory=dict)  # place of a question → its fingerprint

    def find(self, place: str) -> str:
        """The place itself, or where its step has moved to; empty when it is gone."""
        for _ in range(8):  # a chain of moves is short; a circle of moves is refused at loading
            if place in self.steps:
                return place
            flow, _, name = place.partition(".")
            moved = self.flows[flow].moved.get(name) if flow in self.flows else None
            if moved is None:
                return ""
            place = absolute(flow, moved)
        return ""

    def flow_of(self, place: str) -> Flow:
        """The flow a place stands in."""
        return self.flows[place.partition(".")[0]]

    def only_tells(self, place: str) -> bool:
        """True where words follow each other to an end: nothing is asked or done, no care given, no danger declared."""
        step, flow = self.steps.get(place), place.partition(".")[0]
        for _ in range(8):
            if not isinstance(step, Say) or step.care is not None or step.disposition is not None:
                break
            step = self.steps.get(absolute(flow, step.next))
        return isinstance(step, End)

    def wording(self, name: str) -> Wording:
        """A common wording."""
        return self.common.wordings[name]

    def disposition_place(self, disposition: Disposition, flags: tuple[RedFlag, ...]) -> str:
        """The wording for a disposition: the flag's own where there is one, else the general one."""
        for flag in flags:
            place = f"{DISPOSITIONS}.{disposition}_{flag}"
            if place in self.steps:
                return place
        return f"{DISPOSITIONS}.{disposition}"

    def question_place(self, flags: tuple[RedFlag, ...]) -> str:
        """The own question of the first flag that has one, else the whole screen."""
        for flag in flags:
            place = f"{RED_FLAGS}.{flag}"
            if place in self.steps:
                return place
        return SCREEN
