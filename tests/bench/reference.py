"""The least that does the same durable work: what the bot is measured against.

Signature, dedupe, state read, state write, transcript, one commit, an answer. It understands nothing and says
one sentence; whatever the bot costs above this is the price of care.
"""

import json
import os
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from flask import Flask, Response, abort, request
from sqlalchemy import (
    Column,
    DateTime,
    Identity,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert
from twilio.request_validator import RequestValidator

METADATA = MetaData()
SEEN = Table("seen", METADATA, Column("gateway_id", Text, primary_key=True), Column("answer", Text))
STATE = Table(
    "state",
    METADATA,
    Column("phone", Text, primary_key=True),
    Column("body", JSONB, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)
TRANSCRIPT = Table(
    "transcript",
    METADATA,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("phone", Text, nullable=False, index=True),
    Column("heard", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
ANSWER = "Thank you. Is the pain new? Reply 1 yes, 2 no."


def create_app() -> Flask:
    app = Flask(__name__)
    engine = create_engine(_driver(os.environ["DATABASE_URL"]), pool_size=8)
    validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
    base = os.environ["PUBLIC_BASE_URL"]

    @app.post("/webhooks/sms")
    def sms() -> Response:
        form = request.form
        if not validator.validate(base + request.path, form, request.headers.get("X-Twilio-Signature", "")):
            abort(403)
        now = datetime.now(UTC)
        twiml = f"<Response><Message>{escape(ANSWER)}</Message></Response>"
        with engine.begin() as connection:
            gateway_id, phone = form["MessageSid"], form["From"]
            new = upsert(SEEN).values(gateway_id=gateway_id, answer=twiml).on_conflict_do_nothing()
            if connection.execute(new).rowcount == 0:
                twiml = connection.execute(select(SEEN.c.answer).where(SEEN.c.gateway_id == gateway_id)).scalar_one()
                return Response(twiml, mimetype="text/xml")
            found = connection.execute(select(STATE.c.body).where(STATE.c.phone == phone)).scalar_one_or_none()
            body = {"turns": (found or {"turns": 0})["turns"] + 1, "last": form["Body"]}
            state = upsert(STATE).values(phone=phone, body=body, changed_at=now)
            changed = {"body": state.excluded.body, "changed_at": state.excluded.changed_at}
            connection.execute(state.on_conflict_do_update(index_elements=[STATE.c.phone], set_=changed))
            connection.execute(
                insert(TRANSCRIPT).values(phone=phone, heard=form["Body"], said=json.dumps(ANSWER), at=now)
            )
        return Response(twiml, mimetype="text/xml")

    return app


def make_tables(url: str) -> None:
    engine = create_engine(_driver(url))
    METADATA.create_all(engine)
    engine.dispose()


def _driver(url: str) -> str:
    return url.replace("postgresql:", "postgresql+psycopg:", 1)
