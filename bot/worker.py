"""The job process: Procrastinate on our own PostgreSQL. Jobs only wake rows; the rows are the truth.

Beside the jobs two threads look every moment for what has come due by the line's clock: texts, and messages of
which nobody knows whether they went; and ladders, promises and staff phones. Told to stop, it finishes what it
has in hand.
"""

import asyncio
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from uuid import UUID

import procrastinate
import structlog
from procrastinate.exceptions import ConnectorException

from bot.clinic.message_kinds import Lane
from bot.services import audit, drill, housekeeping, legs, media, patient_calls, silence, staff_access, visit_care
from bot.services.delivery import Post, deliver
from bot.services.escalation import climb_due
from bot.services.evidence import look_after_doubts
from bot.services.outbox_care import forget_old_work
from bot.services.promise_keeping import look_after_promises
from bot.services.record_care import RecordCare
from bot.services.ringing import Caller, ring_due
from bot.services.telling import end_lost
from bot.services.waking import wake_due
from bot.storage.database import DatabaseUnavailable, TransactionLost, plain_url
from bot.storage.jobs import DELIVER
from bot.values import MessageId
from bot.wiring import (
    Bot,
    make_caller,
    make_leg_caller,
    make_patient_caller,
    make_post,
    make_record_care,
    make_render,
    make_seeking,
)
from bot.wiring.gateways import catch_up_with

CONCURRENCY = 6  # jobs in hand at once; each holds no connection while the gateway thinks
STOP_WITHIN_SECONDS = 20.0  # longer than one post takes at most
BEGIN_AGAIN_SECONDS = 1.0  # after the database broke the job engine's connection
WAKE_SECONDS = 0.5  # how late a planned message may be woken
QUEUES = [*(lane.value for lane in Lane), "default"]  # a list: the driver sends nothing else as an array

_log = structlog.get_logger(__name__)


def make_jobs(bot: Bot, post: Post) -> procrastinate.App:
    """The job application with its tasks."""
    connector = procrastinate.PsycopgConnector(conninfo=plain_url(bot.line.database.url))
    jobs = procrastinate.App(connector=connector)

    @jobs.task(name=DELIVER)
    def send(message_id: str) -> None:
        deliver(post, MessageId(UUID(message_id)))

    @jobs.periodic(cron="*/15 * * * *")
    @jobs.task(queueing_lock="housekeeping", pass_context=False)
    def tidy(timestamp: int) -> None:
        closed = housekeeping.close_quiet_conversations(bot.line)
        ended = housekeeping.end_lost_calls(bot.line)
        forgotten = forget_old_work(bot.line)
        staff_access.forget_old_attempts(bot.line)
        media.delete_old(bot.line, bot.media, bot.settings.media_days)
        _log.info("tidied", conversations=closed, calls=ended, forgotten=forgotten, planned_at=timestamp)

    @jobs.periodic(cron="* * * * *")
    @jobs.task(queueing_lock="visits", pass_context=False)
    def look_after_visits(timestamp: int) -> None:
        _log.info("looked_after_visits", **asdict(visit_care.look_after(bot.line, bot.outbound)), planned_at=timestamp)

    record = make_record_care(bot)
    if record is not None:
        _with_record(jobs, record)

    @jobs.periodic(cron="* * * * *")
    @jobs.task(queueing_lock="silence", pass_context=False)
    def look_after_silence(timestamp: int) -> None:
        talks, calls = silence.look_after(bot.line), end_lost(bot.line)
        _log.info("looked_after_silence", talks=talks, calls=calls, planned_at=timestamp)

    @jobs.periodic(cron="*/5 * * * *")
    @jobs.task(queueing_lock="recovery", pass_context=False)
    def catch_up(timestamp: int) -> None:
        _log.info("caught_up", texts=catch_up_with(post), planned_at=timestamp)

    @jobs.periodic(cron="* * * * *")
    @jobs.task(queueing_lock="audit", pass_context=False)
    def seal(timestamp: int) -> None:
        _log.info("sealed", lines=audit.seal(bot.line), planned_at=timestamp)

    if not bot.settings.is_local:
        _with_drill(jobs, bot)
    return jobs


def _with_drill(jobs: procrastinate.App, bot: Bot) -> None:
    """The weekly fire drill; a machine of one's own has no staff to disturb."""

    @jobs.periodic(cron="* * * * *")
    @jobs.task(queueing_lock="drill", pass_context=False)
    def fire_drill(timestamp: int) -> None:
        if drill.start_if_due(bot.line, make_render()):
            _log.info("drill_started", planned_at=timestamp)


def _with_record(jobs: procrastinate.App, record: RecordCare) -> None:
    """The health record's tasks: visits are brought there by the minute, what is busy there is learnt every five."""

    @jobs.periodic(cron="* * * * *")
    @jobs.task(queueing_lock="record", pass_context=False)
    def bring(timestamp: int) -> None:
        _log.info("brought_to_record", **asdict(record.bring()), planned_at=timestamp)

    @jobs.periodic(cron="*/5 * * * *")
    @jobs.task(queueing_lock="busy", pass_context=False)
    def learn(timestamp: int) -> None:
        _log.info("learnt_busy", stretches=record.learn(), planned_at=timestamp)


class Looker(threading.Thread):
    """Looks again and again for what has come due, until it is stopped. A database that is down is waited for."""

    def __init__(self, name: str, *looks: Callable[[], object], every_seconds: float = WAKE_SECONDS) -> None:
        super().__init__(name=name, daemon=True)
        self._looks = looks
        self._every_seconds = every_seconds
        self._stopping = threading.Event()

    def run(self) -> None:
        while not self._stopping.wait(self._every_seconds):
            for look in self._looks:
                self._look(look)

    def stop(self) -> None:
        """Ends after the look that is under way."""
        self._stopping.set()
        self.join(STOP_WITHIN_SECONDS)

    def _look(self, look: Callable[[], object]) -> None:
        try:
            look()
        except (DatabaseUnavailable, TransactionLost):
            _log.warning("looking_waits_for_the_database", looker=self.name)
        except Exception:  # noqa: BLE001  one poisoned row must not end the looking after all others
            _log.error("looking_broke", looker=self.name)  # exception texts quote people


def lookers(bot: Bot, post: Post, caller: Caller, leg_caller: Caller, patient_caller: Caller) -> tuple[Looker, ...]:
    """Three threads: a phone that is slow to ring holds up no text, and a page no caller who waits in line."""
    seeking = make_seeking(bot)
    return (
        Looker("waker", partial(wake_due, post), partial(look_after_doubts, post)),
        Looker(
            "seeker", bot.facts.look, partial(climb_due, seeking), partial(look_after_promises, seeking),
            partial(ring_due, bot.line, caller),
        ),
        Looker(
            "connector", partial(legs.climb_due, bot.line), partial(legs.ring_due, bot.line, leg_caller),
            partial(legs.end_due, bot.line, leg_caller), partial(patient_calls.ring_due, bot.line, patient_caller),
        ),
    )  # fmt: skip


async def _work(jobs: procrastinate.App) -> bool:
    """True once it was told to stop. False where the job engine ended by itself, as it does when the database breaks
    a connection of its own: the rows stand, and it begins anew.
    """
    is_told = asyncio.Event()
    with suppress(ConnectorException, asyncio.CancelledError):
        async with jobs.open_async():
            working = asyncio.ensure_future(
                jobs.run_worker_async(
                    queues=QUEUES,
                    concurrency=CONCURRENCY,
                    wait=True,
                    delete_jobs="always",
                    install_signal_handlers=False,  # with its own nobody could tell the two ends apart
                    shutdown_graceful_timeout=STOP_WITHIN_SECONDS,
                )
            )
            for told in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(told, _stop, working, is_told)
            await working
    return is_told.is_set()


def _stop(working: asyncio.Future[None], is_told: asyncio.Event) -> None:
    is_told.set()
    working.cancel()  # the engine finishes the jobs in hand


def run(bot: Bot, post: Post | None = None) -> None:
    """Works until told to stop; a job in hand is finished first."""
    post = post or make_post(bot)
    looking = lookers(bot, post, make_caller(bot), make_leg_caller(bot), make_patient_caller(bot))
    for looker in looking:
        looker.start()
    try:
        while not asyncio.run(_work(make_jobs(bot, post))):
            _log.warning("job_engine_begins_anew")
            time.sleep(BEGIN_AGAIN_SECONDS)
    finally:
        for looker in looking:
            looker.stop()
