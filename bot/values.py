"""Words everybody uses: languages, channels, ids and the clinic line's official labels.

Pure values. Nothing here may do I/O, read a clock or know any other module of the bot.
The labels are the project's official ones: data, code, console and batch door use the same strings.
"""

from enum import StrEnum
from typing import NewType
from uuid import UUID

ContactId = NewType("ContactId", UUID)
ConversationId = NewType("ConversationId", UUID)
SessionId = NewType("SessionId", UUID)
HandoffId = NewType("HandoffId", UUID)
MessageId = NewType("MessageId", UUID)


class Language(StrEnum):
    EN = "en"  # English, as spoken in North Texas
    ES = "es"  # US Spanish, usted form

    @property
    def other(self) -> "Language":
        """The language that "language" or key 8 switches to."""
        return Language.ES if self is Language.EN else Language.EN


class Channel(StrEnum):
    SMS = "sms"  # a text; the answer goes back in the webhook
    VOICE = "voice"  # a phone call, heard and spoken


class NumberCheck(StrEnum):
    """What the network says of a caller's number (STIR/SHAKEN). Staff see it; nothing is ever told or done for it."""

    OWN = "own"  # A: the caller may use this number
    CUSTOMER = "customer"  # B: a known customer, perhaps with somebody else's number
    GATEWAY = "gateway"  # C: it came in from elsewhere
    FAILED = "failed"  # it was vouched for, and the proof is wrong
    NONE = "none"  # nobody has said anything


class Disposition(StrEnum):
    """What must happen because of what was said. Declared most urgent first; the highest wins and sticks."""

    CALL_911 = "call_911"  # life or limb in minutes
    CRISIS_988 = "crisis_988"  # suicidal thoughts or self-harm, no act in progress
    ER_NOW = "er_now"  # emergency room now
    SAME_DAY_STAFF = "same_day_staff"  # a nurse or doctor must see it today
    ASK_SCREEN = "ask_screen"  # not clear enough to act, too near to ignore: ask the flag's own question
    NONE = "none"  # no danger in this message

    @property
    def urgency(self) -> int:
        """5 for call_911 down to 0 for none, so that a larger number is more urgent."""
        return len(_DISPOSITIONS) - 1 - _DISPOSITIONS.index(self)

    @property
    def is_emergency(self) -> bool:
        """Life-safety wording (D0 to D2): never withheld by opt-out, limits, review or an owning person."""
        return self in (Disposition.CALL_911, Disposition.CRISIS_988, Disposition.ER_NOW)

    @property
    def acts_at_once(self) -> bool:
        """True where no question is asked first: D0 to D3."""
        return self.is_emergency or self is Disposition.SAME_DAY_STAFF


_DISPOSITIONS = tuple(Disposition)


class RedFlag(StrEnum):
    """Words that may mean danger: RF01 to RF26 of the clinical notes in order, and two more."""

    SADDLE_NUMBNESS = "saddle_numbness"  # RF01 numb between the legs, genitals or buttocks
    BLADDER = "bladder"  # RF02 cannot pee, cannot feel it, leaks
    BOWEL = "bowel"  # RF03 loses control of the bowel
    LEG_WEAKNESS = "leg_weakness"  # RF04 a leg or foot newly weak, dragging, giving out
    BOTH_LEGS = "both_legs"  # RF05 pain, numbness or tingling in both legs
    SEXUAL_FUNCTION = "sexual_function"  # RF06 new sexual numbness or loss of function
    MAJOR_TRAUMA = "major_trauma"  # RF07 crash, fall from a height, hard hit
    FRAGILE_BONES = "fragile_bones"  # RF08 minor fall or strain with weak bones
    FEVER = "fever"  # RF09 fever, chills, feels very ill
    INFECTION_RISK = "infection_risk"  # RF10 weak immunity, injected drugs, recent infection or procedure
    CANCER = "cancer"  # RF11 cancer history or unexplained weight loss
    NIGHT_PAIN = "night_pain"  # RF12 pain at night or rest that never eases
    AORTIC = "aortic"  # RF13 sudden severe belly or back pain with fainting or throbbing
    CHEST_BREATHING = "chest_breathing"  # RF14 chest pain, breathing trouble, heart attack signs
    STROKE = "stroke"  # RF15 face, arm or speech, suddenly
    KIDNEY = "kidney"  # RF16 burning or blood in urine, flank pain
    PREGNANCY = "pregnancy"  # RF17 pregnant or may be
    POST_OP = "post_op"  # RF18 trouble after a spine operation or injection
    UPPER_BACK = "upper_back"  # RF19 pain between the shoulder blades
    SEVERE_PAIN = "severe_pain"  # RF20 pain that stops sleep, dressing or reaching the bathroom
    DRUG_REACTION = "drug_reaction"  # RF21 bleeding or allergic reaction after pills
    MINOR = "minor"  # RF22 the person with pain is under 18
    SUICIDAL = "suicidal"  # RF23 suicidal thoughts or self-harm
    OVERDOSE = "overdose"  # RF24 too much or wrong medicine, a child swallowed pills
    HANDS_GAIT = "hands_gait"  # RF25 clumsy or weak hands, unsteady walk
    ONE_LEG = "one_leg"  # RF26 pain or tingling down one leg below the knee
    ABUSE_AT_HOME = "abuse_at_home"  # hurt by or afraid of somebody at home
    OTHER_EMERGENCY = "other_emergency"  # any other danger to life


class Intent(StrEnum):
    """What the person wants."""

    SPASM_CARE = "spasm_care"  # help with a spasm or back pain now
    ICE_OR_HEAT = "ice_or_heat"  # a question about ice or heat
    MEDICINE_QUESTION = "medicine_question"  # a question about pills
    WHAT_IS_SPASM = "what_is_spasm"  # what a spasm is
    CAUSES = "causes"  # why spasms happen
    BOOK = "book"  # a new visit
    RESCHEDULE = "reschedule"  # move a visit
    CANCEL_APPOINTMENT = "cancel_appointment"  # drop a visit
    CONFIRM = "confirm"  # confirming, or asking when or whether a visit stands
    RUNNING_LATE = "running_late"  # coming, but late
    TALK_TO_HUMAN = "talk_to_human"  # a person, now
    CALL_BACK = "call_back"  # please phone me
    HOURS = "hours"  # when the clinic is open
    LOCATION_DIRECTIONS = "location_directions"  # where it is, parking
    PHONE_NUMBER_FAX = "phone_number_fax"  # asking for a number
    INSURANCE_BILLING = "insurance_billing"  # plans, bills, prices
    RECORDS_REFILL = "records_refill"  # records, forms, notes, prescriptions
    OPT_OUT = "opt_out"  # stop texting or calling me
    OPT_IN = "opt_in"  # text me again
    HELP = "help"  # what can this line do
    THANKS_SMALLTALK = "thanks_smalltalk"  # thanks, hello, goodbye
    LANGUAGE_SWITCH = "language_switch"  # the other language, please
    REPEAT = "repeat"  # say it again
    GO_BACK = "go_back"  # the question before
    START_OVER = "start_over"  # the menu
    WRONG_NUMBER = "wrong_number"  # not the person meant
    ABUSE = "abuse"  # threats or abuse at staff
    OUT_OF_SCOPE = "out_of_scope"  # nothing this clinic does


class HandoffReason(StrEnum):
    """Why a person must act."""

    TALK_TO_HUMAN = "talk_to_human"  # asked for a person
    BOOK_REQUEST = "book_request"  # wants a visit
    RED_FLAG = "red_flag"  # said something dangerous
    CRISIS = "crisis"  # suicidal thoughts, or hurt at home
    FAILED_TURN = "failed_turn"  # the bot broke or did not understand
    OPTED_OUT_WITH_VISIT = "opted_out_with_visit"  # opted out although a visit or request stands
    UNDELIVERED = "undelivered"  # care text could not be delivered
    SILENT_AFTER_AMBER = "silent_after_amber"  # went quiet after a worrying answer
    PROMISE_MISSED = "promise_missed"  # a promised time has passed
    POST_OP = "post_op"  # trouble after surgery or an injection here
    THIRD_PARTY = "third_party"  # pharmacy, office, insurer, attorney, relative
    RECORDS = "records"  # records, forms, refills
    BILLING = "billing"  # bills and plans
    VOICEMAIL = "voicemail"  # left a message
    CALL_BACK = "call_back"  # wants to be phoned
    PHOTO = "photo"  # sent a picture


class Urgency(StrEnum):
    """How fast a person must act. Declared most urgent first."""

    EMERGENCY = "emergency"  # now
    SAME_DAY = "same_day"  # today
    ROUTINE = "routine"  # by the end of the next business day

    @property
    def rank(self) -> int:
        """2 for emergency, 1 for same day, 0 for routine."""
        return len(_URGENCIES) - 1 - _URGENCIES.index(self)


_URGENCIES = tuple(Urgency)


class Team(StrEnum):
    """Who acts."""

    NURSE = "nurse"  # clinical questions
    FRONT_DESK = "front_desk"  # visits and everything else
    BILLING = "billing"  # plans and bills
    RECORDS = "records"  # records, forms, refills
    SURGERY = "surgery"  # the surgical team
    ON_CALL = "on_call"  # the clinician on call


class HandoffStatus(StrEnum):
    """Where a handoff stands."""

    WAITING = "waiting"  # nobody has taken it; the clock is running
    CLAIMED = "claimed"  # one staff member has it; the bot is silent
    CLOSED = "closed"  # staff finished; the bot may answer again


class MessageStatus(StrEnum):
    """Where a message stands: the only states, everywhere."""

    RECEIVED = "received"  # came from the person
    DUE = "due"  # may be sent once its time has come
    SENDING = "sending"  # a worker has it; never posted again before evidence was sought
    ACCEPTED = "accepted"  # the gateway has it
    UNKNOWN = "unknown"  # the gateway may or may not have it
    FAILED = "failed"  # it will never be sent
    DELIVERED = "delivered"  # it arrived
    UNDELIVERED = "undelivered"  # the phone network gave up
    WITHDRAWN = "withdrawn"  # its reason is gone
    EXPIRED = "expired"  # its time has passed
    SUPPRESSED = "suppressed"  # the person asked for silence
