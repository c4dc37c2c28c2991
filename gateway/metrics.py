"""The gateway's figures for Prometheus: counts and labels, never names of people.

Labels are closed sets (results, reasons, listeners), so that nobody outside can make a series.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from wire.reasons import Reason


class Metrics:
    """Every figure, in one registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.unauthenticated = Gauge(
            "sekisho_unauthenticated_connections",
            "Connections that have not yet proved themselves.",
            ["listener"],
            registry=self.registry,
        )
        self.turned_away = Counter(
            "sekisho_turned_away_total",
            "Connections closed at the door.",
            ["listener", "cause"],
            registry=self.registry,
        )
        self.joins = Counter(
            "sekisho_joins_total", "Joins by result and reason.", ["result", "reason"], registry=self.registry
        )
        self.enrolments = Counter(
            "sekisho_enrolments_total", "Enrolments by role and result.", ["role", "result"], registry=self.registry
        )
        self.live_joins = Gauge("sekisho_joins_live", "Home PCs past the checkpoint.", registry=self.registry)
        self.sessions = Gauge("sekisho_sessions_live", "Sessions now.", registry=self.registry)
        self.agents = Gauge("sekisho_agents_attending", "Office PCs attending.", registry=self.registry)
        self.ended = Counter(
            "sekisho_sessions_ended_total", "Sessions ended, by reason.", ["reason"], registry=self.registry
        )
        self.relay_bytes = Counter(
            "sekisho_relay_bytes_total", "Bytes carried, by direction.", ["direction"], registry=self.registry
        )
        self.relay_refused = Counter(
            "sekisho_relay_refused_total", "Diallers sent away by the relay.", ["cause"], registry=self.registry
        )
        self.siem_waiting = Gauge(
            "sekisho_siem_rows_waiting", "Rows of the audit not yet sent on.", ["destination"], registry=self.registry
        )
        self.store_failures = Counter(
            "sekisho_store_failures_total", "Polls of the store that failed.", registry=self.registry
        )

    def join_refused(self, reason: Reason) -> None:
        """Count one refused join."""
        self.joins.labels(result="refused", reason=reason.value).inc()

    def page(self) -> bytes:
        """The text that Prometheus reads."""
        return generate_latest(self.registry)
