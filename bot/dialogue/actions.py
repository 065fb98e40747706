"""The actions a flow may ask for, each with every outcome it can have.

A `do` or `to_staff` step must handle each outcome, so that no path ends in nothing (invariant P10).
`services.actions` performs them; the proof walks every outcome without performing any.
"""

from collections.abc import Mapping

ACTIONS: Mapping[str, tuple[str, ...]] = {
    # A handoff row for staff. `open`: staff are in, `by_at` is the promise. `closed`: `opens_at` is when they are.
    "open_handoff": ("open", "closed", "failed"),
    # Rings the staff ladder on a call. `by_text`: there is no call to transfer.
    "ring_staff": ("answered", "busy", "no_answer", "failed", "by_text"),
    # Rings the clinician on call, by day or night.
    "ring_on_call": ("answered", "busy", "no_answer", "failed", "by_text"),
    # Keeps a voicemail or a written message beside the open handoff.
    "keep_message": ("kept", "empty", "failed"),
    # The contact wants no more automated texts and calls. `confirmed_by_carrier`: the network has told them.
    "opt_out": ("done", "confirmed_by_carrier", "failed"),
    # The contact wants texts again.
    "opt_in": ("done", "confirmed_by_carrier", "failed"),
    # No reminder, hang-up text or call back to this contact until a nurse decides.
    "do_not_contact": ("done", "failed"),
}
