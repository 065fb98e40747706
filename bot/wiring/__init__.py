"""The one place where real parts are chosen: files, environment, clock, database, understanding, gateway.

Nothing here decides what is said or stored. Importing it touches nothing; `assemble` does.
"""

import os
import random
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import phonenumbers

from bot.channels import gsm, sms
from bot.channels.twilio.rendering import render_text
from bot.channels.twilio.signature import Verifier
from bot.clinic import profile as clinic_profile
from bot.clinic.hours import OpeningHours
from bot.clinic.message_kinds import KindsError
from bot.clinic.rota import Rota, first_rota
from bot.clinic.weeks import Timetable
from bot.clock import Clock
from bot.content import closed_flows, read_book, read_kinds, read_schedule, read_understanding, visit_wordings, wordings
from bot.dialogue.book import OPENERS, SPOKEN_OPENERS
from bot.dialogue.flow import Wording
from bot.dialogue.replies import Reply
from bot.dialogue.review import edition
from bot.services import clinic_facts, clinic_weeks, reminders, subjects
from bot.services.calendars import make_calendar
from bot.services.clinic_facts import LivingFacts
from bot.services.delivery import Post
from bot.services.desk import Desk
from bot.services.escalation import Seeking
from bot.services.line import ClinicLine, questions_of
from bot.services.media import MediaStore
from bot.services.outbound import Outbound
from bot.services.record_care import RecordCare
from bot.services.ringing import Caller
from bot.services.turns import Render
from bot.services.visit_links import VisitLinks
from bot.settings import CalendarKind, Settings
from bot.storage import embedded, schema_version, simulated_time
from bot.storage.database import Database, DatabaseUnavailable
from bot.values import Language
from bot.wiring.gateways import caller_of, leg_caller_of, lookup_of, make_gateway, media_of, patient_caller_of

OFFSET_FRESH_SECONDS = 0.2  # how long a process may believe the moved clock it read last


@dataclass(frozen=True, slots=True)
class Bot:
    """The assembled program: what the web, the worker and the command line work with."""

    settings: Settings
    line: ClinicLine
    verifier: Verifier
    outbound: Outbound
    facts: LivingFacts
    media: MediaStore


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        return datetime.now(UTC)


class MovableClock:
    """Local mode's clock: the machine's, moved by an offset that every process reads from the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._offset: timedelta | None = None
        self._read_at = float("-inf")

    def now(self) -> datetime:
        """This instant as the simulator wants it. Without a database as it was known last; a clock that has never known
        raises DatabaseUnavailable, for days may lie between.
        """
        return datetime.now(UTC) + self.offset

    def move_to(self, offset: timedelta) -> None:
        """Moves the clock of every process; returns when the slowest believes it."""
        with self._database.begin() as tx:
            simulated_time.set_offset(tx, offset)
        self._read_at = float("-inf")
        time.sleep(OFFSET_FRESH_SECONDS)

    @property
    def offset(self) -> timedelta:
        """How far it is moved now."""
        if self._offset is None or time.monotonic() - self._read_at > OFFSET_FRESH_SECONDS:
            self._offset = self._read()
            self._read_at = time.monotonic()
        return self._offset

    def _read(self) -> timedelta:
        try:
            with self._database.begin() as tx:
                return simulated_time.read_offset(tx)
        except DatabaseUnavailable:
            if self._offset is None:
                raise
            return self._offset


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. In local mode a token is made once and kept in DATA_DIR."""
    environ = os.environ if environ is None else environ
    return Settings.parse(environ, lambda: _local_token(Path(environ.get("DATA_DIR") or ".data")))


def local_settings(base_url: str, **changes: str) -> Settings:
    """The settings of a program that only ever runs on one machine, whatever BOT_ENV says."""
    return read_settings({**os.environ, "BOT_ENV": "local", "PUBLIC_BASE_URL": base_url, **changes})


def assemble(settings: Settings, *, database: Database | None = None, clock: Clock | None = None) -> Bot:
    """The program for these settings. Wrong content or a wrong profile stops it here, not in a call."""
    book = read_book(Path(settings.flows_dir))
    profile = clinic_profile.parse(Path(settings.clinic_file).read_text(), human_line=settings.human_line)
    if database is None:
        database = Database(database_url(settings), pool_size=settings.database_pool_size)
    if clock is None:
        clock = MovableClock(database) if settings.is_local else SystemClock()
    hours = OpeningHours(profile)
    schedule = read_schedule(Path(settings.flows_dir), profile)
    desk = Desk(Timetable(schedule), hours, secrets.token_bytes, settings.patient_changes)
    calendar = make_calendar(settings.calendar, desk)
    words = {**book.common.wordings, **wordings(profile), **visit_wordings(schedule)}
    outbound = _outbound(settings, words, hours)
    line = ClinicLine(
        book=book,
        profile=profile,
        hours=hours,
        rota=Rota(first_rota(profile), hours),
        understand=read_understanding(Path(settings.flows_dir)),
        database=database,
        clock=clock,
        secret_bytes=secrets.token_bytes,
        desk=calendar.desk,
        calendar=calendar,
        outbound=outbound,
        links=VisitLinks(settings.public_base_url, settings.secret_key),
        closed_on=closed_flows(book, allow_unreviewed=settings.allow_unreviewed),
        wordings=words,
        questions=questions_of(book),
        edition=edition(book.editions),
        answered_at=_answered_at(outbound),
    )
    verifier = Verifier(settings.public_base_url, settings.twilio_auth_tokens)
    line = _with_reminders(settings, line, outbound)
    facts = LivingFacts(line, lambda changed: words.update(wordings(changed)))
    return Bot(settings, line, verifier, outbound, facts, media_of(settings))


def _with_reminders(settings: Settings, line: ClinicLine, outbound: Outbound) -> ClinicLine:
    """The line whose front desk writes and withdraws reminders with every change of a visit."""
    watched = replace(line.desk, watcher=reminders.Reminders(line, outbound))
    calendar = make_calendar(settings.calendar, watched)
    return replace(line, desk=calendar.desk, calendar=calendar)


def _answered_at(outbound: Outbound) -> dict[str, str]:
    """Which step a reply to each of our own kinds of text answers. One that the engine goes nowhere from stops it."""
    asking = [kind for kind in outbound.kinds if kind.answered_at]
    gone = [kind for kind in asking if kind.answered_at not in (OPENERS, SPOKEN_OPENERS)[kind.is_call]]
    if gone:
        raise KindsError([f"{kind.name}: nothing goes on at {kind.answered_at}" for kind in gone])
    return {kind.name: kind.answered_at for kind in asking if not kind.is_call}


def _outbound(settings: Settings, words: Mapping[str, Wording], hours: OpeningHours) -> Outbound:
    """What writing messages for later needs: their kinds, and how words become segments."""

    def fit(body: str) -> tuple[str, int]:
        cheap = gsm.to_gsm(body)
        return cheap, gsm.count(cheap).segments

    always = {name: wording.say for name, wording in words.items()}
    kinds = read_kinds(Path(settings.flows_dir))

    def write(replies: tuple[Reply, ...], language: Language) -> str:
        return "\n".join(sms.written(replies, language))

    return Outbound(kinds, hours.zone, secrets.token_bytes, fit, always, write)


def make_post(bot: Bot) -> Post:
    """The sending side, for the worker alone: the gateway's library is large, and web workers never send."""
    return Post(
        bot.line,
        bot.outbound,
        make_gateway(bot.settings, bot.line.database),
        subjects.is_current,
        random.SystemRandom().random,
        region_of,
        lookup_of(bot.settings),
    )


def make_record_care(bot: Bot) -> RecordCare | None:
    """What keeps the health record in step; None where the schedule is not there."""
    settings = bot.settings
    if settings.calendar is not CalendarKind.FHIR:
        return None
    from bot.channels.fhir.client import FhirClient  # noqa: PLC0415
    from bot.channels.fhir.record import FhirRecord  # noqa: PLC0415

    client = FhirClient(settings.fhir_base_url, _record_token(settings))
    people = bot.line.desk.schedule.practitioners
    record = FhirRecord(client, {one.key: one.ehr_schedule for one in people if one.ehr_schedule})
    return RecordCare(bot.line, record)


def _record_token(settings: Settings) -> Callable[[], str] | None:
    if not settings.fhir_token_url:
        return None
    from bot.channels.fhir.token import BackendToken  # noqa: PLC0415

    return BackendToken(
        settings.fhir_token_url,
        settings.fhir_client_id,
        settings.fhir_private_key,
        settings.fhir_key_id,
        SystemClock().now,
        lambda: secrets.token_urlsafe(24),
    )


def make_caller(bot: Bot) -> Caller:
    """What rings staff phones, for the worker alone."""
    return caller_of(bot.settings)


def make_leg_caller(bot: Bot) -> Caller:
    """What rings staff phones for callers who wait in line."""
    return leg_caller_of(bot.settings)


def make_patient_caller(bot: Bot) -> Caller:
    """What rings the phone of a member of staff who calls a patient."""
    return patient_caller_of(bot.settings, bot.line.database)


def make_render() -> Render:
    """How a turn's replies become texts, for whoever answers no webhook."""
    return render_text


def make_seeking(bot: Bot) -> Seeking:
    """What seeking staff needs: the line, and the address of the console."""
    return Seeking(bot.line, f"{bot.settings.public_base_url}/console")


def region_of(phone: str) -> str:
    """The country of a number; a number of ours that nobody has (555) counts as at home."""
    region = phonenumbers.region_code_for_number(phonenumbers.parse(phone))
    return region or ("US" if phone.startswith("+1") else "")


def database_url(settings: Settings) -> str:
    """The database of these settings; the embedded one is started where none is given."""
    if not settings.uses_embedded_database:
        return settings.database_url
    return embedded.start(Path(settings.data_dir))


def migrate(settings: Settings, database: Database) -> None:
    """Brings the database to this program's tables, and its practitioners and rooms to the schedule's."""
    schema_version.upgrade(database)
    profile = clinic_profile.parse(Path(settings.clinic_file).read_text(), human_line=settings.human_line)
    with database.begin() as tx:
        clinic_weeks.seed(tx, read_schedule(Path(settings.flows_dir), profile))
        clinic_facts.seed(tx, profile, SystemClock().now())


def _local_token(folder: Path) -> str:
    """One random token for every process of this machine, kept where only its owner reads."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "local-token"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        for _ in range(50):
            token = path.read_text().strip()
            if token:
                return token
            time.sleep(0.02)  # another process is just writing it
        raise
    token = secrets.token_hex(32)
    with os.fdopen(descriptor, "w") as file:
        file.write(token)
    return token
