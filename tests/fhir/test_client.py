"""The client speaks to one server alone, reads every page, and tells what went wrong without quoting anybody."""

from collections.abc import Iterator

import pytest

from bot.channels.fhir.client import FhirClient, Resource
from bot.services.health_record import RecordRefused, RecordUnreachable
from tests.fhir.server import running


@pytest.fixture(scope="module")
def client() -> Iterator[FhirClient]:
    with running() as address:
        yield FhirClient(address)


def test_a_search_reads_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    paged = FhirClient("http://127.0.0.1:9")
    asked: list[str] = []

    def pages(method: str, path: str) -> Resource:  # the server of these tests gives everything at once
        asked.append(path)
        onward = {"relation": "next", "url": f"http://127.0.0.1:9/Slot?page={len(asked) + 1}"}
        entry = [{"resource": {"resourceType": "Slot", "id": str(len(asked))}}]
        return {"resourceType": "Bundle", "entry": entry, "link": [onward] if len(asked) < 3 else []}

    monkeypatch.setattr(paged, "_send", pages)
    assert [slot["id"] for slot in paged.search("Slot", status="free")] == ["1", "2", "3"]
    assert asked[1:] == ["Slot?page=2", "Slot?page=3"]


def test_the_token_goes_nowhere_but_to_its_server() -> None:
    with pytest.raises(RecordRefused):
        FhirClient("https://ehr.example.org/fhir/R4")._mine("https://elsewhere.example/Slot?page=2")


@pytest.mark.parametrize("address", ["http://ehr.example/fhir", "file:///etc/passwd", "ehr.example"])
def test_the_record_is_spoken_to_over_https_alone(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        FhirClient(address)


def test_nobody_at_the_address_is_unreachable() -> None:
    with pytest.raises(RecordUnreachable):
        FhirClient("http://127.0.0.1:9").read("Slot", "1")


@pytest.mark.node
def test_what_does_not_exist_is_refused(client: FhirClient) -> None:
    with pytest.raises(RecordRefused):
        client.read("Slot", "00000000-0000-4000-8000-000000000000")
