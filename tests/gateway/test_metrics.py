"""The figures: each starts where Prometheus can see it, and two services do not share them."""

from gateway.metrics import Metrics
from wire.reasons import Reason


def test_figures_are_counted_and_shown() -> None:
    """A refused join shows under its reason."""
    metrics = Metrics()
    metrics.join_refused(Reason.ANTIVIRUS_STALE)
    metrics.join_refused(Reason.ANTIVIRUS_STALE)
    assert 'sekisho_joins_total{reason="antivirus_stale",result="refused"} 2.0' in metrics.page().decode()


def test_two_services_count_apart() -> None:
    """The registry is the object's own, not the library's global one."""
    one, other = Metrics(), Metrics()
    one.sessions.set(5)
    assert "sekisho_sessions_live 5.0" in one.page().decode()
    assert "sekisho_sessions_live 0.0" in other.page().decode()
