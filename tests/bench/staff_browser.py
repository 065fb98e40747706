"""Somebody's browser on the console, as far as a measurement needs one: a cookie, a form's token, fingerprints."""

import http.client
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = re.compile(rb'name="csrf" value="([0-9a-f]{64})"')


@dataclass(slots=True)
class StaffBrowser:
    """One connection that stays open. `seconds` is how long the last answer took, to its last byte."""

    port: int
    cookie: str
    token: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    _connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> bytes:
        """A page, read anew."""
        return self._ask("GET", path, None, {})[1]

    def post(self, path: str, **fields: str) -> bytes:
        """A form of the newest page."""
        form = urlencode({"csrf": self.token, **fields}).encode()
        return self._ask("POST", path, form, {"Content-Type": "application/x-www-form-urlencoded"})[1]

    def poll(self, path: str) -> tuple[int, bytes]:
        """Asks whether what was shown is still true, as the page's own script does."""
        return self._ask("GET", path, None, {"If-None-Match": self.tags.get(path, "")})

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        began = time.perf_counter()
        try:
            self._connection.request(method, f"/console{path}", body, {"Cookie": self.cookie, **headers})
            response = self._connection.getresponse()
            told = response.read()
        except (ConnectionError, http.client.HTTPException):  # the server let an idle connection go
            self._connection.close()
            self._connection = None
            return self._ask(method, path, body, headers)
        self.seconds = time.perf_counter() - began
        return self._remember(path, response.status, told, response.headers.get("ETag"))

    def _remember(self, path: str, status: int, told: bytes, tag: str | None) -> tuple[int, bytes]:
        assert status in {200, 304}, (path, status)
        if found := TOKEN.search(told):
            self.token = found[1].decode()
        if tag:
            self.tags[path] = tag
        return status, told
