"""The whole suite of a store: run on the one in memory and on the one on disk."""

from tests.conformance.directory import DirectoryConformance
from tests.conformance.enrolments import EnrolmentConformance
from tests.conformance.logins import LoginConformance
from tests.conformance.records import RecordConformance
from tests.conformance.sessions import SessionConformance


class StoreConformance(
    DirectoryConformance, EnrolmentConformance, LoginConformance, SessionConformance, RecordConformance
):
    """Every claim about a `gateway.ports.Store`."""
