"""Everything a use case needs, built once by wiring and handed in: content, rules, clock and database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.clinic.hours import OpeningHours
from bot.clinic.profile import Profile
from bot.clinic.rota import Rota
from bot.clock import Clock
from bot.dialogue.book import DID_YOU_MEAN, REMINDED, WISH, FlowBook
from bot.dialogue.engine import waiting_step
from bot.dialogue.facts import Facts
from bot.dialogue.flow import ChooseOption, Waits, Wording
from bot.dialogue.reading import expects
from bot.dialogue.session import Session
from bot.nlu.meaning import Heard, Meaning, Option, Question
from bot.nlu.spoken_options import with_own_words
from bot.services.calendars import Calendar
from bot.services.desk import Desk
from bot.services.outbound import Outbound
from bot.services.visit_links import VisitLinks
from bot.storage.conversations import Thread
from bot.storage.database import Database
from bot.values import Channel, Language


@dataclass(frozen=True, slots=True)
class ClinicLine:
    """One clinic's line. `understand` is `nlu.understand` with its lexicon; `secret_bytes` gives random bytes.

    What the clinic changes in its console lives in `hours`, `rota` and `wordings`, which `services/clinic_facts`
    keeps up to date; `profile` is what the line started with.
    """

    book: FlowBook
    profile: Profile
    hours: OpeningHours
    rota: Rota
    understand: Callable[[Heard], Meaning]
    database: Database
    clock: Clock
    secret_bytes: Callable[[int], bytes]
    desk: Desk
    calendar: Calendar
    outbound: Outbound
    links: VisitLinks
    closed_on: Callable[[date], frozenset[str]] = lambda _: frozenset()  # flows whose advice nobody has signed
    wordings: Mapping[str, Wording] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    edition: str = ""  # of all content, kept beside every word that is told
    answered_at: Mapping[str, str] = field(default_factory=dict)  # which step a reply to our own kind of text answers

    def now(self) -> datetime:
        """This instant, in the clinic's zone."""
        return self.clock.now().astimezone(self.hours.zone)

    def facts(self, thread: Thread, now: datetime) -> Facts:
        """What the engine may know in this turn."""
        return Facts(
            now=now,
            is_open=self.hours.is_open(now),
            is_locked=thread.contact.care_lock is not None,
            is_opted_out=thread.contact.is_opted_out,
            is_left_alone=thread.contact.is_left_alone,
            is_claimed=thread.is_claimed or thread.is_nuisance,
            is_blocked=thread.is_nuisance,
            is_text_only=thread.contact.is_text_only,
            is_textable=thread.contact.phone is not None,
            books_visits=self.calendar.offers_times,
            closed_flows=self.closed_on(now.date()),
            wordings=self.wordings,
        )

    def heard(
        self, session: Session, text: str, now: datetime, language: Language | None, confidence: float | None
    ) -> Meaning:
        """What these words mean beside the question that is open."""
        step = waiting_step(self.book, session)
        asked = self.questions.get(session.place, Question()) if step is not None else Question()
        if session.place in DID_YOU_MEAN:
            asked = self._with_guesses(asked, session)
        return self.understand(Heard(text, now, session.channel, language, confidence, asked))

    def _with_guesses(self, asked: Question, session: Session) -> Question:
        """The options as they were read to the person, each also by a word that is its own: "changing" is enough."""
        names = [_words(self.wordings[WISH + guess]) for guess in session.guesses if WISH + guess in self.wordings]
        guessed = [replace(option, words=name) for option, name in zip(asked.options, names, strict=False)]
        return replace(asked, options=(*with_own_words(guessed), *asked.options[len(names) :]))


def question_of(step: Waits, place: str = "") -> Question:
    """A waiting step as understanding sees it; made once for each step."""
    options = tuple(Option(option.key, _words(option)) for option in step.options)
    return Question(expects(step), options, step.flags, after_reminder=place == REMINDED)


def questions_of(book: FlowBook) -> dict[str, Question]:
    """The question at every waiting place."""
    return {place: question_of(step, place) for place, step in book.steps.items() if isinstance(step, Waits)}


def _words(option: Wording) -> tuple[str, ...]:
    labels = list(option.say.values())
    labels += [text for text in option.speak.values() if isinstance(text, str)]
    more = option.words if isinstance(option, ChooseOption) else ()
    return tuple(dict.fromkeys((*labels, *more)))


def known_language(session: Session, thread: Thread) -> Language | None:
    """The person's language where it is known; None lets the words decide."""
    if session.has_spoken or session.channel is Channel.VOICE:
        return session.language
    return thread.contact.language
