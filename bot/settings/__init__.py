"""Every setting once: its name in the environment, its default, its help, and whether it is a secret.

Pure: the environment is handed in as a mapping, and so is whatever makes a local token. Nothing is read
from disk here. A clinic's own facts (hours, numbers, people) are content and live in `flows/clinic.toml`.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, cast

from bot.settings.kinds import (
    CalendarKind,
    Environment,
    OptOutHandling,
    PatientChanges,
    matching,
    one_of,
    switch,
    whole_number,
    words,
)

__all__ = [
    "SETTINGS",
    "CalendarKind",
    "Environment",
    "OptOutHandling",
    "PatientChanges",
    "Setting",
    "Settings",
    "SettingsError",
]

T = TypeVar("T")

KNOWN_BY_EVERYBODY = frozenset({"changeme", "change-me", "secret", "password", "dev", "test", "default"})


class SettingsError(Exception):
    """The settings cannot be used. Holds every problem at once, each with its cure."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        lines = (*problems, "On your own machine BOT_ENV=local needs nothing else; the README explains each.")
        super().__init__("The settings cannot be used:" + "".join(f"\n  - {line}" for line in lines))


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table. Unset means `default`, or `local_default` where BOT_ENV=local has its own."""

    name: str
    help: str
    default: str = ""
    local_default: str | None = None
    secret: bool = False  # never printed; in local mode derived from the machine's own token when unset
    required: bool = False  # production does not start without it


def _setting(row: Setting, read: Callable[[str], T]) -> T:
    return cast(T, field(repr=not row.secret, metadata={"row": row, "read": read}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the program was told at its start. Secrets are left out of its `repr`."""

    environment: Environment = _setting(
        Setting("BOT_ENV", "`production`, or `local` for one machine on loopback", "production"),
        one_of(Environment),
    )
    port: int = _setting(Setting("PORT", "The port the web process listens on", "8000"), whole_number(1, 65535))
    public_base_url: str = _setting(
        Setting(
            "PUBLIC_BASE_URL",
            "The https address the gateway calls, without a path; signatures are checked against it",
            required=True,
        ),
        matching(r"https?://[A-Za-z0-9.\[\]:-]+/?", "an address without a path, such as https://line.example.org"),
    )
    database_url: str = _setting(
        Setting(
            "DATABASE_URL",
            "A PostgreSQL 14 or later; unset in local mode means the embedded one",
            secret=True,
            required=True,
        ),
        matching(r"postgres(ql)?(\+psycopg)?://.+", "a PostgreSQL address: postgresql://user:password@host/name"),
    )
    database_pool_size: int = _setting(
        Setting("DATABASE_POOL_SIZE", "Connections a process keeps; its web threads are 8", "8"),
        whole_number(1, 100),
    )
    twilio_account_sid: str = _setting(
        Setting("TWILIO_ACCOUNT_SID", "The account whose webhooks are believed", secret=True, required=True),
        matching(r"AC[0-9a-f]{32}", "AC and 32 hexadecimal digits"),
    )
    twilio_auth_token: str = _setting(
        Setting("TWILIO_AUTH_TOKEN", "Checks that webhooks are genuine", secret=True, required=True), words
    )
    twilio_auth_token_2: str = _setting(
        Setting("TWILIO_AUTH_TOKEN_2", "A second accepted token, while one is being replaced", secret=True),
        words,
    )
    twilio_messaging_service_sid: str = _setting(
        Setting("TWILIO_MESSAGING_SERVICE_SID", "The service texts are sent by; unset: the number the person knows"),
        matching(r"MG[0-9a-f]{32}", "MG and 32 hexadecimal digits"),
    )
    twilio_api_key: str = _setting(
        Setting("TWILIO_API_KEY", "Sends texts, with TWILIO_API_SECRET; unset: the auth token does"),
        matching(r"SK[0-9a-f]{32}", "SK and 32 hexadecimal digits"),
    )
    twilio_api_secret: str = _setting(Setting("TWILIO_API_SECRET", "The secret of TWILIO_API_KEY", secret=True), words)
    twilio_api_base_url: str = _setting(
        Setting("TWILIO_API_BASE_URL", "Sends texts to an emulator at this address; also in local mode"),
        matching(r"https?://[A-Za-z0-9.\[\]:-]+/?", "an address without a path"),
    )
    media_days: int = _setting(
        Setting("MEDIA_DAYS", "Voicemails and photos are deleted at the gateway after so many days", "30"),
        whole_number(1, 3650),
    )
    lookup: bool = _setting(
        Setting("LOOKUP", "Ask Twilio, at a price, what kind of line a number is before its first text", "off"), switch
    )
    opt_out_handling: OptOutHandling = _setting(
        Setting("OPT_OUT_HANDLING", "Who answers STOP, START and HELP: `advanced`, `default` or `own`", "default"),
        one_of(OptOutHandling),
    )
    voice_speech: bool = _setting(
        Setting("VOICE_SPEECH", "Callers may speak (`on`), or press keys only (`off`)", "on"), switch
    )
    calendar: CalendarKind = _setting(
        Setting(
            "CALENDAR",
            "Where the clinic's schedule lives: `requests` (elsewhere: staff confirm), `local` (here) or `fhir`",
            "requests",
            local_default="local",
        ),
        one_of(CalendarKind),
    )
    patient_changes: PatientChanges = _setting(
        Setting(
            "PATIENT_CHANGES",
            "A verified person moves and drops a visit themselves (`direct`), or asks staff to (`request`)",
            "request",
            local_default="direct",
        ),
        one_of(PatientChanges),
    )
    open_times: bool = _setting(
        Setting("OPEN_TIMES", "With CALENDAR=local: tell anybody which times are free", "off", local_default="on"),
        switch,
    )
    fhir_base_url: str = _setting(
        Setting("FHIR_BASE_URL", "With CALENDAR=fhir: the https address of the health record's FHIR R4 server"),
        matching(r"https://.+|http://127\.0\.0\.1.*", "an https address, such as https://ehr.example.org/fhir/R4"),
    )
    fhir_token_url: str = _setting(
        Setting("FHIR_TOKEN_URL", "Where it gives tokens (SMART backend services); unset: it wants none"),
        matching(r"https://.+|http://127\.0\.0\.1.*", "an https address"),
    )
    fhir_client_id: str = _setting(Setting("FHIR_CLIENT_ID", "Under what name it knows this program"), words)
    fhir_key_id: str = _setting(Setting("FHIR_KEY_ID", "The `kid` of our public key there"), words)
    fhir_private_key: str = _setting(
        Setting("FHIR_PRIVATE_KEY", "Our private key, PEM, RSA or P-384; line breaks may be written \\n", secret=True),
        words,
    )
    human_line: str = _setting(
        Setting("HUMAN_LINE", "The number that reaches people; overrides the one in clinic.toml"),
        matching(r"\+[1-9][0-9]{7,14}", "a number in E.164, such as +18175550100"),
    )
    secret_key: str = _setting(
        Setting("SECRET_KEY", "Signs cookies and links: 32 characters or more", secret=True, required=True),
        words,
    )
    allow_unreviewed: bool = _setting(
        Setting(
            "ALLOW_UNREVIEWED",
            "Speak content no clinician has signed; only in local mode",
            "0",
            local_default="1",
        ),
        switch,
    )
    flows_dir: str = _setting(Setting("FLOWS_DIR", "Where the content lies", "flows"), words)
    clinic_file: str = _setting(
        Setting("CLINIC_FILE", "The clinic's own facts; unset means clinic.toml in FLOWS_DIR"), words
    )
    data_dir: str = _setting(Setting("DATA_DIR", "Local mode keeps its database and its token here", ".data"), words)
    metrics_token: str = _setting(
        Setting("METRICS_TOKEN", "What a scraper of `/metrics` must show; unset: nobody may read it", secret=True),
        words,
    )
    log_level: str = _setting(
        Setting("LOG_LEVEL", "`DEBUG`, `INFO`, `WARNING` or `ERROR`", "INFO"),
        matching(r"DEBUG|INFO|WARNING|ERROR", "DEBUG, INFO, WARNING or ERROR"),
    )

    @property
    def is_local(self) -> bool:
        return self.environment is Environment.LOCAL

    @property
    def bind_host(self) -> str:
        """Local mode has a simulator and a token of its own making: it never listens beyond loopback."""
        return "127.0.0.1" if self.is_local else "0.0.0.0"  # noqa: S104  a host routes to it from outside

    @property
    def uses_embedded_database(self) -> bool:
        return self.is_local and not self.database_url

    @property
    def twilio_auth_tokens(self) -> tuple[str, ...]:
        """Every token a webhook may be signed with, the current one first."""
        return tuple(token for token in (self.twilio_auth_token, self.twilio_auth_token_2) if token)

    @classmethod
    def parse(cls, environ: Mapping[str, str], make_token: Callable[[], str]) -> "Settings":
        """Read the whole table, or raise one `SettingsError` that lists everything wrong with it.

        `make_token` is called in local mode only, when a secret is unset. It must give the same text to
        every process of this machine (web, worker, each gunicorn worker), so wiring keeps it in DATA_DIR.
        """
        problems: list[str] = []
        local = environ.get("BOT_ENV", "").strip().lower() == Environment.LOCAL
        values: dict[str, Any] = {}
        for column in fields(cls):
            row = column.metadata["row"]
            text = _text_of(row, environ, local, problems)
            try:
                values[column.name] = column.metadata["read"](text)
            except ValueError as right:
                problems.append(f"{row.name} must be {right}.")
        problems.extend(_incomplete(values))
        problems.extend(() if local else _not_for_production(values))
        if problems:
            raise SettingsError(tuple(problems))
        if local:
            _fill_in_local(values, make_token)
        values["clinic_file"] = values["clinic_file"] or f"{values['flows_dir'].rstrip('/')}/clinic.toml"
        values["public_base_url"] = values["public_base_url"].rstrip("/")
        return cls(**values)


SETTINGS: tuple[Setting, ...] = tuple(column.metadata["row"] for column in fields(Settings))


def _text_of(row: Setting, environ: Mapping[str, str], local: bool, problems: list[str]) -> str:
    given = environ.get(row.name)
    text = (given or "").strip()
    if text:
        return text
    if row.secret and given is not None:
        problems.append(f"{row.name} is set but empty: give it a value, or unset it.")
    elif row.required and not local:
        problems.append(f"{row.name} is missing: {row.help}.")
    return row.local_default if local and row.local_default is not None else row.default


def _incomplete(values: Mapping[str, Any]) -> list[str]:
    """What a setting needs beside it."""
    problems = []
    if values.get("calendar") is CalendarKind.FHIR and not values.get("fhir_base_url"):
        problems.append("FHIR_BASE_URL is missing: CALENDAR=fhir needs the health record's address.")
    if values.get("fhir_token_url"):
        names = ("fhir_client_id", "fhir_key_id", "fhir_private_key")
        problems += [f"{name.upper()} is missing: FHIR_TOKEN_URL needs it." for name in names if not values.get(name)]
    return problems


def _not_for_production(values: Mapping[str, Any]) -> list[str]:
    """What is well formed but unsafe on a public address. What is missing has been told already."""
    problems = []
    if values.get("public_base_url", "").startswith("http://"):
        problems.append("PUBLIC_BASE_URL must begin with https:// in production.")
    if values.get("allow_unreviewed"):
        problems.append("ALLOW_UNREVIEWED may be 1 with BOT_ENV=local only: have the content signed instead.")
    for name in ("twilio_auth_token", "secret_key"):
        if values[name].lower() in KNOWN_BY_EVERYBODY:
            problems.append(f"{name.upper()} is a word everybody knows: use the real one.")
        elif name == "secret_key" and 0 < len(values[name]) < 32:
            problems.append("SECRET_KEY must be 32 characters or more, from a random source.")
    return problems


def _fill_in_local(values: dict[str, Any], make_token: Callable[[], str]) -> None:
    """Local mode starts from nothing: each missing secret is derived by its name from the machine's token."""
    if not values["public_base_url"]:
        values["public_base_url"] = f"http://127.0.0.1:{values['port']}"
    wanted = [name for name in ("twilio_account_sid", "twilio_auth_token", "secret_key") if not values[name]]
    if not wanted:
        return
    token = make_token()
    if not token:
        raise SettingsError(("The local token is empty: remove the token file in DATA_DIR.",))
    for name in wanted:
        digest = hashlib.sha256(f"{name}:{token}".encode()).hexdigest()
        values[name] = f"AC{digest[:32]}" if name == "twilio_account_sid" else digest
