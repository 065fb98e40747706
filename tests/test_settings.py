"""The one table of settings, and what each environment refuses."""

import dataclasses

import pytest

from bot.settings import (
    SETTINGS,
    CalendarKind,
    Environment,
    OptOutHandling,
    PatientChanges,
    Settings,
    SettingsError,
)

PRODUCTION = {
    "DATABASE_URL": "postgres://clinic:word@db.example/line",
    "PUBLIC_BASE_URL": "https://line.example.org/",
    "TWILIO_ACCOUNT_SID": "AC" + "0a" * 16,
    "TWILIO_AUTH_TOKEN": "5" * 32,
    "SECRET_KEY": "k" * 32,
}


def never() -> str:
    raise AssertionError("no token may be made here")


def problems(environ: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.parse(environ, never)
    return "\n".join(caught.value.problems)


def test_without_bot_env_it_is_production() -> None:
    settings = Settings.parse(PRODUCTION, never)
    assert settings.environment is Environment.PRODUCTION
    assert settings.bind_host == "0.0.0.0"
    assert not settings.allow_unreviewed
    assert settings.public_base_url == "https://line.example.org"


def test_production_names_everything_that_is_missing_at_once() -> None:
    told = problems({})
    assert all(name in told for name in PRODUCTION)


def test_everything_wrong_is_told_at_once_even_across_settings() -> None:
    told = problems({**PRODUCTION, "BOT_ENV": "lokal", "PORT": "http", "ALLOW_UNREVIEWED": "1"})
    assert all(name in told for name in ("BOT_ENV", "PORT", "ALLOW_UNREVIEWED"))


@pytest.mark.parametrize("name", PRODUCTION)
def test_each_required_setting_stops_production_alone(name: str) -> None:
    assert name in problems({key: value for key, value in PRODUCTION.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_BASE_URL", "http://line.example.org"),
        ("PUBLIC_BASE_URL", "https://line.example.org/bot"),
        ("SECRET_KEY", "short"),
        ("TWILIO_AUTH_TOKEN", "changeme"),
        ("TWILIO_ACCOUNT_SID", "SK" + "0a" * 16),
        ("DATABASE_URL", "sqlite:///line.db"),
        ("ALLOW_UNREVIEWED", "yes"),
        ("OPT_OUT_HANDLING", "never"),
        ("VOICE_SPEECH", "loud"),
        ("HUMAN_LINE", "817-555-0100"),
        ("PORT", "70000"),
        ("LOG_LEVEL", "chatty"),
    ],
)
def test_production_refuses_what_is_wrong_or_unsafe(name: str, value: str) -> None:
    assert name in problems({**PRODUCTION, name: value})


@pytest.mark.parametrize("name", [row.name for row in SETTINGS if row.secret])
@pytest.mark.parametrize("env", ["production", "local"])
def test_an_empty_secret_is_refused_everywhere(name: str, env: str) -> None:
    assert f"{name} is set but empty" in problems({**PRODUCTION, "BOT_ENV": env, name: "  "})


def test_local_needs_nothing_and_stays_on_loopback() -> None:
    settings = Settings.parse({"BOT_ENV": "local", "PORT": "8123"}, lambda: "token of this machine")
    assert settings.bind_host == "127.0.0.1"
    assert settings.public_base_url == "http://127.0.0.1:8123"
    assert settings.uses_embedded_database
    assert settings.allow_unreviewed
    assert settings.clinic_file == "flows/clinic.toml"


def test_the_processes_of_one_machine_derive_the_same_secrets() -> None:
    first, second = (Settings.parse({"BOT_ENV": "local"}, lambda: "one token") for _ in range(2))
    other = Settings.parse({"BOT_ENV": "local"}, lambda: "another token")
    assert first == second
    assert first.twilio_auth_token != other.twilio_auth_token
    assert first.twilio_auth_token != first.secret_key
    assert first.twilio_account_sid.startswith("AC")


def test_a_local_token_that_is_empty_is_refused() -> None:
    with pytest.raises(SettingsError):
        Settings.parse({"BOT_ENV": "local"}, str)


def test_a_local_run_may_bring_its_own_token_and_database() -> None:
    settings = Settings.parse({**PRODUCTION, "BOT_ENV": "local"}, never)
    assert settings.twilio_auth_token == "5" * 32
    assert not settings.uses_embedded_database


def test_two_tokens_are_accepted_while_one_is_replaced() -> None:
    settings = Settings.parse({**PRODUCTION, "TWILIO_AUTH_TOKEN_2": "6" * 32}, never)
    assert settings.twilio_auth_tokens == ("5" * 32, "6" * 32)


def test_no_secret_is_ever_printed() -> None:
    settings = Settings.parse({**PRODUCTION, "TWILIO_AUTH_TOKEN_2": "seven" * 5}, never)
    for row, column in zip(SETTINGS, dataclasses.fields(Settings), strict=True):
        if row.secret and (value := getattr(settings, column.name)):
            assert str(value) not in repr(settings), row.name


def test_words_and_spaces_are_read_kindly() -> None:
    settings = Settings.parse(
        {**PRODUCTION, "OPT_OUT_HANDLING": " Own ", "VOICE_SPEECH": "OFF", "PORT": " 80 ", "LOG_LEVEL": ""},
        never,
    )
    assert settings.opt_out_handling is OptOutHandling.OWN
    assert not settings.voice_speech
    assert (settings.port, settings.log_level) == (80, "INFO")


def test_staff_confirm_visits_until_the_clinic_says_otherwise() -> None:
    settings = Settings.parse(PRODUCTION, never)
    assert (settings.calendar, settings.patient_changes) == (CalendarKind.REQUESTS, PatientChanges.REQUEST)


def test_on_ones_own_machine_a_visit_can_be_booked_and_moved() -> None:
    settings = Settings.parse({"BOT_ENV": "local"}, lambda: "a token")
    assert (settings.calendar, settings.patient_changes) == (CalendarKind.LOCAL, PatientChanges.DIRECT)


def test_a_health_record_needs_its_address_and_its_token_a_key() -> None:
    assert "FHIR_BASE_URL is missing" in problems({**PRODUCTION, "CALENDAR": "fhir"})
    told = problems({**PRODUCTION, "FHIR_TOKEN_URL": "https://ehr.example.org/token"})
    assert all(f"{name} is missing" in told for name in ("FHIR_CLIENT_ID", "FHIR_KEY_ID", "FHIR_PRIVATE_KEY"))
