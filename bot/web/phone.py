"""The browser phone of local mode: a page and small JSON doors in front of the pretend gateway.

The browser holds the phone and hands it in with every move, so any web process can go on. It reaches the line
only through the signed webhooks, and does not exist in production.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request

from bot.channels.simulator.gateway import PretendGateway
from bot.channels.simulator.handset import ANONYMOUS, Handset, bill, call_cents
from bot.channels.simulator.line import PhoneLine
from bot.channels.simulator.moves import (
    Answers,
    Dials,
    HangsUp,
    Move,
    Presses,
    Records,
    RingOutcome,
    Rings,
    Says,
    StaysSilent,
    TalkEnds,
    Texts,
)

MAX_PHONE_BYTES = 1_000_000  # a phone full of texts, and a call
MAX_RECORDED_SECONDS = 600
FURTHEST_JUMP = timedelta(days=31)
AREA_CODES = ("214", "469", "682", "940", "972")  # with 555-01xx: numbers nobody has
TEST_NUMBERS = ("+18175550123", "+12145550117", "+14695550132", "+16825550148", "+19405550163", "+19725550186")
KEYPAD_SPELLING = "+266696687"  # what some lines send for "anonymous"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

Body = Mapping[str, Any]

MOVES: dict[str, Callable[[Body], Move]] = {
    "send": lambda body: Texts(str(body.get("words", "")), 1 if body.get("photo") else 0),
    "call": lambda _: Dials(),
    "keys": lambda body: Presses(_keys(str(body["keys"])), waits=False),
    "say": lambda body: Says(str(body["words"])),
    "silence": lambda _: StaysSilent(),
    "ring": lambda body: Rings(RingOutcome(body["outcome"])),
    "talk-ends": lambda _: TalkEnds(),
    "record": lambda body: Records(_seconds(body), is_silent=bool(body.get("silent"))),
    "hangup": lambda _: HangsUp(),
    "answer": lambda _: Answers(),
}


@dataclass(frozen=True, slots=True)
class NotThePhone(Exception):
    """What was handed in is not what this page gave out. Reload the page."""

    words: str


def make(line: PhoneLine) -> Blueprint:
    """The routes. Raises RuntimeError outside local mode: whoever has this phone can be anybody."""
    if not line.is_local:
        raise RuntimeError("The browser phone exists with BOT_ENV=local only; leave it out of the application.")
    phone = Blueprint("phone", __name__)
    gateway = line.gateway()
    phone.before_request(check_asker)
    phone.after_request(_guard)
    phone.register_error_handler(NotThePhone, not_the_phone)

    @phone.get("/")
    def page() -> str:
        return render_template("phone/phone.html", line=line, numbers=_numbers(), speeches=_SPEECHES)

    @phone.post("/phone/new")
    def new() -> Response:
        body = posted()
        handset = gateway.new_handset(
            str(body.get("number") or _new_number()), secrets.token_hex(8), _line_of(line, body)
        )
        return _shown(line, gateway, handset)

    names = ",".join(f"'{name}'" if "-" in name else name for name in MOVES)

    @phone.post(f"/phone/<any({names}):name>")
    def play(name: str) -> Response:
        body = posted()
        handset = line.catch_up(gateway, _handset(body))
        try:
            move = MOVES[name](body)
        except (KeyError, TypeError, ValueError) as problem:
            raise NotThePhone(f"The move {name} is not complete.") from problem
        return _shown(line, gateway, gateway.play(handset, move, line.now()))

    @phone.post("/phone/state")
    def state() -> Response:
        return _shown(line, gateway, line.catch_up(gateway, _handset(posted())))

    @phone.post("/phone/clock")
    def clock() -> Response:
        body = posted()
        line.set_clock_offset(_offset(line, body))
        return _shown(line, gateway, line.catch_up(gateway, _handset(body)))

    @phone.get("/phone/handoffs")
    def handoffs() -> Response:
        return jsonify(handoffs=[dict(handoff) for handoff in line.open_handoffs()])

    return phone


# -- who asks -------------------------------------------------------------------------------------


def check_asker() -> None:
    """Only this machine's own page: a name that is not loopback is somebody's trick, and so is another origin."""
    if request.host.rpartition(":")[0] not in _LOOPBACK and request.host not in _LOOPBACK:
        abort(403)
    if request.method == "POST":
        request.max_content_length = MAX_PHONE_BYTES
        origin = request.headers.get("Origin", request.host_url.rstrip("/"))
        if origin != request.host_url.rstrip("/") or request.mimetype != "application/json":
            abort(403)
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            abort(403)


def _guard(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


def not_the_phone(problem: NotThePhone) -> tuple[Response, int]:
    """What the page is told."""
    return jsonify(error=problem.words), 400


# -- what is handed in ----------------------------------------------------------------------------


def posted() -> Body:
    """The JSON object that the page posted."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise NotThePhone("A JSON object is needed.")
    return body


def _handset(body: Body) -> Handset:
    try:
        return Handset.from_json(body.get("phone"))
    except ValueError as problem:
        raise NotThePhone("This is not a phone of this line: start over with a new number.") from problem


def _line_of(line: PhoneLine, body: Body) -> str:
    wanted = str(body.get("line", ""))
    return wanted if wanted in line.lines else line.lines[0]


def _keys(keys: str) -> str:
    if not keys or set(keys) - set("0123456789*#"):
        raise ValueError("keys are 0 to 9, * and #")
    return keys


def _seconds(body: Body) -> int:
    return max(0, min(int(body["seconds"]), MAX_RECORDED_SECONDS))


def _offset(line: PhoneLine, body: Body) -> timedelta:
    """Further on by so many seconds, or back to now."""
    seconds = body.get("seconds")
    if seconds is None:
        return timedelta(0)
    if not isinstance(seconds, int) or not 0 < seconds <= FURTHEST_JUMP.total_seconds():
        raise NotThePhone("The clock jumps ahead by 1 second to 31 days.")
    return line.clock_offset() + timedelta(seconds=seconds)


# -- what is shown --------------------------------------------------------------------------------


def _shown(line: PhoneLine, gateway: PretendGateway, handset: Handset) -> Response:
    spent = bill(handset, gateway.prices)
    return jsonify(
        phone=handset.to_json(),
        clock=_clock(line.now(), line),
        bill={"segments_in": spent.segments_in, "segments_out": spent.segments_out, "cents": spent.cents},
        call_cents=call_cents(handset.call, gateway.prices) if handset.call else 0,
    )


def _clock(now: datetime, line: PhoneLine) -> dict[str, Any]:
    """The clinic's wall clock in words; the page never does arithmetic on times."""
    local = now.astimezone(line.zone)
    hour = local.strftime("%I:%M %p").lstrip("0")
    return {
        "time": hour,
        "day": f"{local:%A, %B} {local.day}",
        "is_open": line.is_open(now),
        "offset_seconds": round(line.clock_offset().total_seconds()),
    }


def _new_number() -> str:
    return f"+1{secrets.choice(AREA_CODES)}55501{secrets.randbelow(100):02d}"


def _numbers() -> Sequence[tuple[str, str]]:
    """Numbers to choose from, and how they read."""
    usual = [(number, f"({number[2:5]}) {number[5:8]}-{number[8:]}") for number in TEST_NUMBERS]
    return [
        *usual,
        (ANONYMOUS, "No caller ID (anonymous)"),
        (KEYPAD_SPELLING, f"Keypad spelling {KEYPAD_SPELLING}"),
    ]


_SPEECHES = {
    "en": ("My back locked up", "What is a back spasm?", "When are you open?", "Can I talk to a person?"),
    "es": ("Se me trabó la espalda", "¿Qué es un espasmo?", "¿A qué hora abren?", "Quiero hablar con una persona"),
}
