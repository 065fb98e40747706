"""`/metrics` for a Prometheus scraper that shows the bearer token; without METRICS_TOKEN nobody may read it.

Figures are read from the database when they are asked for, so that every web process tells the same.
"""

import hmac
from collections.abc import Iterator

from flask import Blueprint, Response, abort, request
from prometheus_client.core import CollectorRegistry, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from bot.services import sending_health
from bot.services.sending_health import SendingHealth
from bot.storage.database import DatabaseUnavailable
from bot.values import MessageStatus
from bot.wiring import Bot

ENDED = (MessageStatus.FAILED, MessageStatus.UNDELIVERED, MessageStatus.SUPPRESSED, MessageStatus.EXPIRED)


def make(bot: Bot) -> Blueprint:
    """The route of the scraper."""
    routes = Blueprint("metrics", __name__)

    @routes.get("/metrics")
    def metrics() -> Response:
        token = bot.settings.metrics_token
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not token or not hmac.compare_digest(given.encode(), token.encode()):
            abort(401)
        try:
            told = _written(sending_health.read(bot.line))
        except DatabaseUnavailable:
            return Response(status=503)
        return Response(told, content_type=CONTENT_TYPE_PLAIN_0_0_4)

    return routes


class _Reading(Collector):
    """One reading as metric families."""

    def __init__(self, found: SendingHealth) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        found = self._found
        due = GaugeMetricFamily("line_messages_due", "Messages whose time has come", labels=["lane"])
        oldest = GaugeMetricFamily("line_messages_oldest_seconds", "How long the oldest has waited", labels=["lane"])
        for lane, figures in found.lanes.items():
            due.add_metric([lane], figures.due)
            oldest.add_metric([lane], figures.oldest)
        ended = GaugeMetricFamily("line_messages_ended_a_day", "Those of a day that did not arrive", labels=["status"])
        for status in ENDED:
            ended.add_metric([status.value], found.count(status))
        yield from (due, oldest, ended)
        yield GaugeMetricFamily("line_messages_planned", "Messages for later", value=found.planned)
        yield GaugeMetricFamily("line_messages_sending", "Messages in a worker's hand", value=found.sending)
        yield GaugeMetricFamily("line_messages_unknown", "Messages nobody knows about", value=found.unknown)
        yield GaugeMetricFamily("line_sending_paused", "1 while the gateway wants quiet", value=int(found.is_paused))


def _written(found: SendingHealth) -> bytes:
    registry = CollectorRegistry()
    registry.register(_Reading(found))
    return generate_latest(registry)
