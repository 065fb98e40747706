"""The actions a flow may ask for, each with every outcome it can have.

A `do` or `to_staff` step must handle each outcome, so that no path ends in nothing (invariant P10).
`services.actions` performs them; the proof walks every outcome without performing any.
"""

from collections.abc import Mapping

ACTIONS: Mapping[str, tuple[str, ...]] = {
    # A handoff row for staff. `open`: staff are in, `by_at` is the promise. `closed`: `opens_at` is when they are.
    "open_handoff": ("open", "closed", "failed"),
    # Rings the staff ladder while the caller waits in line. `call_back`: they would rather be called.
    # `by_text`: there is no call to transfer.
    "ring_staff": ("answered", "busy", "no_answer", "failed", "call_back", "by_text"),
    # Rings the clinician on call, by day or night.
    "ring_on_call": ("answered", "busy", "no_answer", "failed", "by_text"),
    # Keeps a voicemail or a written message beside the open handoff.
    "keep_message": ("kept", "empty", "failed"),
    # The contact wants no more automated texts and calls. `confirmed_by_carrier`: the network has told them.
    "opt_out": ("done", "already", "confirmed_by_carrier", "failed"),
    # What was just stopped was meant for one of the two alone, or for neither.
    "allow_calls": ("done", "failed"),
    "allow_texts": ("done", "failed"),
    "allow_both": ("done", "failed"),
    # The contact wants texts again.
    "opt_in": ("done", "already", "confirmed_by_carrier", "failed"),
    # -- check-ins and the ice timer ---------------------------------------------------------------
    # Whether check-ins may be offered to this person at all.
    "may_check_in": ("yes", "no", "failed"),
    # Plans them, and keeps the words that were agreed to. `no`: silence was asked for meanwhile.
    "start_check_ins": ("planned", "no", "failed"),
    # Keeps the words under which an automated call may come where a text does not arrive.
    "agree_to_calls": ("done", "failed"),
    # Wants to be called about visits rather than written to. `no`: silence was asked for, for somebody's safety.
    "remind_by_call": ("done", "no", "failed"),
    # The same check-in once more, a day later.
    "check_in_later": ("planned", "over", "failed"),
    # The pain is gone: no more of them.
    "end_check_ins": ("done", "failed"),
    # Texts for today: time is up, and the next is due. `no`: no lawful hour is left, or it ran today.
    "start_timer": ("planned", "no", "failed"),
    # -- visits: booking -----------------------------------------------------------------------
    # Whether the number and the date of birth are a patient we know; then nothing more is asked about them.
    "know_patient": ("known", "unknown", "failed"),
    # Whether we usually take the plan that was named; staff confirm either way.
    "check_plan": ("taken", "unknown", "failed"),
    # The same for a time that came with the wish itself; asked for where none did.
    "find_told_time": ("not_told", "three", "nearest", "one", "none", "failed"),
    # Free times for the answer `when`: three as wished, the three nearest, one alone, or none at all.
    "find_times": ("three", "nearest", "one", "none", "failed"),
    # The same without a wish: the soonest.
    "find_soonest": ("three", "one", "none", "failed"),
    # Words said at an offer: the one offer they name is kept, else times are looked for anew.
    "find_named_time": (
        "held",
        "taken",
        "taken_one",
        "taken_none",
        "three",
        "nearest",
        "one",
        "none",
        "failed",
    ),
    # Keeps the offer that was picked, for minutes. `taken…`: another was faster; three, one or no other time is free.
    "hold_time": ("held", "taken", "taken_one", "taken_none", "failed"),
    # Writes the visit. `asked`: the health record has the last word.
    "book_visit": ("booked", "asked", "taken", "taken_one", "taken_none", "failed"),
    # What was kept is free again.
    "give_back": ("done", "failed"),
    # A place on the waitlist.
    "join_waitlist": ("joined", "already", "failed"),
    # What is offered, told to the patient who waits. `over`: too late, or somebody else's.
    "hear_offer": ("offer", "not_matched", "over", "failed"),
    "take_offer": ("booked", "moved", "asked", "over", "failed"),
    "leave_offer": ("done", "failed"),
    # -- visits: one that stands ---------------------------------------------------------------
    # Whether this person may be told of a visit (L2): one, two or three matched. `who`: two patients share the date.
    "recognise": ("one", "two", "three", "who", "not_matched", "used_up", "failed"),
    "recognise_by_name": ("one", "two", "three", "not_matched", "used_up", "failed"),
    # The visit our own call is about, where the number is known to be its patient's. `stranger`: it is not.
    "name_visit": ("told", "stranger", "gone", "failed"),
    # The visit that was chosen of several.
    "pick_visit": ("picked", "failed"),
    # Whether the visit may be moved here. `request`: staff decide about every change.
    "may_move": ("direct", "request", "too_late", "gone", "failed"),
    # `asked`: the health record has the last word, and the visit stands as it was until then.
    "move_visit": ("moved", "asked", "request", "too_late", "gone", "taken", "taken_one", "taken_none", "failed"),
    "drop_visit": ("dropped", "asked", "request", "too_late", "gone", "failed"),
    "confirm_visit": ("confirmed", "gone", "failed"),
    "note_late": ("noted", "needs_staff", "gone", "failed"),
    # Somebody else has this number: it speaks for no patient any more.
    "not_me": ("done", "failed"),
    # No reminder, hang-up text or call back to this contact until a nurse decides.
    "do_not_contact": ("done", "failed"),
}
