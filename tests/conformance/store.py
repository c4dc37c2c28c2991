"""The whole suite of a store."""

from tests.conformance.directory import DirectoryConformance
from tests.conformance.enrolments import EnrolmentConformance
from tests.conformance.keeping import KeepingConformance
from tests.conformance.logins import LoginConformance
from tests.conformance.offices import OfficesConformance
from tests.conformance.officials import OfficialsConformance
from tests.conformance.records import RecordConformance
from tests.conformance.sessions import SessionConformance


class StoreConformance(
    DirectoryConformance,
    KeepingConformance,
    OfficesConformance,
    OfficialsConformance,
    EnrolmentConformance,
    LoginConformance,
    SessionConformance,
    RecordConformance,
):
    """Every claim about a `gateway.ports.Store`."""
