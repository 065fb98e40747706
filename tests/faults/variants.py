"""The line broken on purpose, one habit at a time: a checker that misses one of these proves nothing."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, text

from bot.clinic.sending import Go
from bot.services import delivery, evidence, outbound
from bot.storage import answers, conversations, doubts, messages, outbox
from bot.values import MessageId, MessageStatus


def no_dedupe() -> None:
    """Two writers of one fact write two messages."""
    outbound._natural_key = lambda _: None  # type: ignore[assignment]


def resend_without_evidence() -> None:
    """What is in doubt is simply sent again."""

    def decide(post: Any, tx: Connection, message: Any, _: object) -> None:
        doubts.send_again(tx, message.id)

    evidence._decide = decide


def last_write_status() -> None:
    """The newest receipt wins, whatever was known before."""

    def advance(tx: Connection, message_id: MessageId, status: MessageStatus, gateway_id: str, _: object) -> bool:
        query = text("UPDATE messages SET status = :status, gateway_id = :gateway_id, look_at = NULL WHERE id = :id")
        tx.execute(query, {"id": message_id, "status": status.value, "gateway_id": gateway_id})
        return True

    outbox.advance = advance  # type: ignore[assignment]


def no_lease_fence() -> None:
    """What a silent worker had in hand is due again at once, and the worker may still post it."""

    def find_lost(tx: Connection, _: float = 0) -> int:
        lost = "UPDATE messages SET status = 'due', woken_at = NULL WHERE status = 'sending' AND lease_until <= now()"
        return tx.execute(text(lost)).rowcount

    doubts.find_lost = find_lost
    delivery.POST_WITHIN = 1e9


def no_last_look() -> None:
    """Whoever was planned for gets it: opt-out, deadline, hours, version and caps are not looked at again."""
    delivery.judge = lambda *_: Go()  # type: ignore[assignment]


def _without(**changed: object) -> Callable[[], None]:
    def install() -> None:
        from dataclasses import replace

        honest = delivery.judge

        def judge(kind: Any, hours: Any, caps: Any, deadline_at: Any, standing: Any, now: Any) -> Any:
            if "hours" in changed:
                return honest(kind, None, caps, deadline_at, standing, now)
            if "deadline" in changed:
                return honest(kind, hours, caps, now.replace(year=now.year + 1), standing, now)
            return honest(kind, hours, caps, deadline_at, replace(standing, **changed), now)

        delivery.judge = judge

    return install


def loses_refusals() -> None:
    """A request for rest is taken for an end."""
    honest = delivery.record

    def record(post: Any, claimed: Any, outcome: Any, tx: Connection) -> None:
        if getattr(outcome, "code", "") == "20429":
            tx.execute(text("UPDATE messages SET status = 'failed' WHERE id = :id"), {"id": claimed.message.id})
        else:
            honest(post, claimed, outcome, tx)

    delivery.record = record


def answers_anew() -> None:
    """A webhook that comes again is taken for a new one, and its turn is taken again."""

    def keep(
        tx: Connection, thread: Any, after: Any, lines: Any, now: Any, edition: Any, answered: Any, **_: Any
    ) -> bool:
        messages.record(tx, thread.conversation_id, thread.session.channel, lines, now, edition)
        conversations.save_session(tx, thread.session_id, after)
        query = text("""
            INSERT INTO answers (gateway_id, answer, answered_at) VALUES (:id, :answer, now())
            ON CONFLICT (gateway_id) DO UPDATE SET answer = :answer
        """)
        tx.execute(query, dict(zip(("id", "answer"), answered, strict=True)))
        return True

    answers.keep = keep


VARIANTS: dict[str, Callable[[], None]] = {
    "no_dedupe": no_dedupe,
    "resend_without_evidence": resend_without_evidence,
    "last_write_status": last_write_status,
    "no_lease_fence": no_lease_fence,
    "no_opt_out_recheck": _without(is_opted_out=False),
    "no_hours": _without(hours=None),
    "no_deadline": _without(deadline=None),
    "loses_refusals": loses_refusals,
    "answers_anew": answers_anew,
}


def install(variant: str) -> Callable[[], None]:
    """Breaks the sender in this process; the function it returns mends it again."""
    modules = (delivery, evidence, outbound, doubts, outbox, answers)
    before = [(module, dict(vars(module))) for module in modules]
    VARIANTS[variant]()

    def undo() -> None:
        for module, names in before:
            vars(module).update(names)

    return undo
