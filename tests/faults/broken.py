"""The campaign in which each broken line shows itself, and the promise it must be caught at."""

from tests.faults.campaign import Plan
from tests.faults.gateway import Fault

EXPECTED = {  # the promise each of them breaks
    "no_dedupe": {"doubled"},
    "resend_without_evidence": {"doubled"},
    "last_write_status": {"went_back", "receipt_ignored"},
    "no_lease_fence": {"doubled"},
    "no_opt_out_recheck": {"after_opt_out"},
    "no_hours": {"in_quiet_hours"},
    "no_deadline": {"stale"},
    "loses_refusals": {"lost"},
    "answers_anew": {"other_answer", "taken_twice"},
}


def broken_plan(variant: str, seed: int = 1) -> Plan:
    """The campaign in which this broken line shows itself."""
    faults = tuple(Fault)[1:]
    if variant == "resend_without_evidence":
        faults = (Fault.BROKEN_AFTER, Fault.DROPPED_AFTER, Fault.NONSENSE)
    elif variant == "loses_refusals":
        faults = (Fault.TOO_MANY,)
    return Plan(
        seed=seed,
        facts=40,
        people=12,
        rate=0.4,
        kill_rate=0.06 if variant == "no_lease_fence" else 0.0,
        workers=1,
        stops=0,
        variant=variant,
        writers=8 if variant == "answers_anew" else 0,
        faults=faults,
        has_receipts=variant not in ("resend_without_evidence", "no_lease_fence"),
    )
