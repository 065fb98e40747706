"""A FHIR R4 client of five verbs over the standard library. Every call has a time-out, every answer a largest size.

What goes wrong becomes one of the three exceptions of `services.health_record`; no answer's text is ever in them, as it
may quote a patient.
"""

import json
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from bot.services.health_record import RecordChanged, RecordRefused, RecordUnreachable

Resource = dict[str, Any]

LARGEST_ANSWER = 5_000_000  # bytes
MOST_PAGES = 50
PAGE = 200
JSON = "application/fhir+json"
_LATER = (408, 425, 429)  # and everything from 500 on: the record cannot now
_CHANGED = (409, 412)


class _StayHere(HTTPRedirectHandler):
    """A redirect would carry the token to wherever it points."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class FhirClient:
    """One server. `token` gives the bearer token of the moment; without one the server is open, as in tests."""

    def __init__(self, base_url: str, token: Callable[[], str] | None = None, *, timeout_seconds: float = 8) -> None:
        address = urlsplit(base_url)
        if address.scheme != "https" and (address.scheme, address.hostname) != ("http", "127.0.0.1"):
            raise ValueError("FHIR_BASE_URL must be an https address, such as https://ehr.example.org/fhir/R4")
        self._base = base_url.rstrip("/") + "/"
        self._token = token
        self._timeout = timeout_seconds
        self._opener = build_opener(_StayHere)

    def read(self, kind: str, resource_id: str) -> Resource:
        """One resource. Raises RecordRefused where it does not exist."""
        return self._send("GET", f"{kind}/{quote(resource_id, safe='')}")

    def search(self, kind: str, **parameters: str | list[str]) -> list[Resource]:
        """Every match, all pages. A parameter's list is "and": `start=["ge…", "lt…"]`."""
        found: list[Resource] = []
        address = f"{kind}?{urlencode({**parameters, '_count': str(PAGE)}, doseq=True)}"
        for _ in range(MOST_PAGES):
            bundle = self._send("GET", address)
            entries = (entry["resource"] for entry in bundle.get("entry", ()) if "resource" in entry)
            found += [resource for resource in entries if resource.get("resourceType") == kind]
            onward = next((link["url"] for link in bundle.get("link", ()) if link.get("relation") == "next"), None)
            if onward is None:
                return found
            address = self._mine(onward)
        raise RecordRefused(RecordRefused.__doc__)

    def create(self, resource: Resource, *, unless: str) -> Resource:
        """A new resource, or the one that already matches the search `unless`: repeated, it makes one."""
        return self._send("POST", resource["resourceType"], resource, {"If-None-Exist": unless})

    def update(self, resource: Resource) -> Resource:
        """The resource as it now is, if nobody changed it since it was read. Raises RecordChanged."""
        version = resource["meta"]["versionId"]
        return self._send(
            "PUT", f"{resource['resourceType']}/{resource['id']}", resource, {"If-Match": f'W/"{version}"'}
        )

    def _mine(self, address: str) -> str:
        """A page's address, which must lie on this server: the token goes nowhere else."""
        absolute = urljoin(self._base, address)
        if not absolute.startswith(self._base):
            raise RecordRefused(RecordRefused.__doc__)
        return absolute.removeprefix(self._base)

    def _send(
        self, method: str, path: str, body: Resource | None = None, headers: Mapping[str, str] | None = None
    ) -> Resource:
        request = Request(  # noqa: S310  the scheme was checked
            self._base + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Accept": JSON, "Content-Type": JSON, **(headers or {}), **self._bearer()},
            method=method,
        )
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                text = answer.read(LARGEST_ANSWER + 1)
        except HTTPError as error:
            with error:
                raise _refusal(error.code) from None
        except (OSError, HTTPException):
            raise RecordUnreachable(RecordUnreachable.__doc__) from None
        return _resource(text)

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token()}"} if self._token else {}


def _refusal(status: int) -> Exception:
    if status in _CHANGED:
        return RecordChanged(RecordChanged.__doc__)
    if status in _LATER or status >= 500:
        return RecordUnreachable(RecordUnreachable.__doc__)
    return RecordRefused(RecordRefused.__doc__)


def _resource(text: bytes) -> Resource:
    """A page of HTML or half an answer, sent with status 200, is no answer."""
    try:
        found = json.loads(text) if len(text) <= LARGEST_ANSWER else None
    except ValueError:
        found = None
    if not isinstance(found, dict) or "resourceType" not in found:
        raise RecordUnreachable(RecordUnreachable.__doc__)
    return found
