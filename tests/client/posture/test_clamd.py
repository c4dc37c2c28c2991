"""A real clamd, and what it says."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from client.posture import clamd
from client.posture.checks import CheckName, Result, checks_of
from client.posture.linux import LinuxCollector
from tests.rig.antivirus import Clamd
from wire.reasons import Reason


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clamd]:
    """A clamd with one signature."""
    with Clamd(tmp_path_factory.mktemp("clamd")) as running:
        yield running


def test_a_running_daemon_is_reported_with_its_signatures_age(daemon: Clamd) -> None:
    """It answers on its socket; its signatures are dated by the newest database file."""
    daemon.age(2 * 86400)
    found = clamd.find(daemon.env())
    assert found is not None
    assert found.running
    assert found.name.startswith("ClamAV 1.")
    assert found.signatures_at is not None
    assert abs(found.signatures_at - (time.time() - 2 * 86400)) < 5


def test_stale_signatures_are_a_failed_check(daemon: Clamd) -> None:
    """The collector's report of a daemon with old signatures fails exactly the check about signatures."""
    daemon.age(30 * 86400)
    checks = {c.name: c for c in checks_of(LinuxCollector(environment=daemon.env()).collect(), time.time())}
    assert checks[CheckName.ANTIVIRUS].result is Result.PASSED
    assert checks[CheckName.SIGNATURES].result is Result.FAILED
    assert checks[CheckName.SIGNATURES].reason is Reason.ANTIVIRUS_STALE


def test_a_stopped_daemon_is_reported_as_not_running(daemon: Clamd) -> None:
    """After it has stopped it is still named, so that the person knows what to start."""
    daemon.stop()
    try:
        found = clamd.find(daemon.env())
        assert found is not None
        assert not found.running
        checks = {c.name: c for c in checks_of(LinuxCollector(environment=daemon.env()).collect(), time.time())}
        assert checks[CheckName.ANTIVIRUS].reason is Reason.ANTIVIRUS_STOPPED
    finally:
        daemon.start()


def test_without_a_configuration_there_is_no_clamd(tmp_path: Path) -> None:
    """A PC without the file has no clamd, running or not."""
    assert clamd.find({clamd.ENVIRONMENT: str(tmp_path / "none.conf")}) is None


@pytest.mark.parametrize(
    ("answer", "version", "dated"),
    [
        ("ClamAV 1.4.6/27450/Mon Nov 10 09:00:00 2025", "1.4.6", True),
        ("ClamAV 0.103.8/26830/Wed Mar  8 07:26:13 2023", "0.103.8", True),
        ("ClamAV 1.4.6", "1.4.6", False),
        ("ClamAV 1.4.3/27450/Mon Nov 10 09:00:00 2025\n", "1.4.3", True),
    ],
)
def test_recorded_answers_to_version(answer: str, version: str, dated: bool) -> None:  # noqa: FBT001 - a column
    """Answers recorded from several versions give the version and, where an official database is, its date."""
    found, made = clamd.parse_version(answer)
    assert found == version
    assert (made is not None) == dated
    if made is not None:
        assert 1_600_000_000 < made < 1_800_000_000


@pytest.mark.parametrize("answer", ["", "UNKNOWN COMMAND", "ClamAV", "PONG"])
def test_another_answer_is_an_error(answer: str) -> None:
    """Whoever does not answer like clamd is not clamd."""
    with pytest.raises(ValueError, match="VERSION"):
        clamd.parse_version(answer)


def test_a_configuration_is_read_as_clamd_reads_it() -> None:
    """Comments, quotes and the TCP form."""
    text = '# LocalSocket /nowhere\nLocalSocket "/run/clamd.sock"\nTCPSocket 3310\nDatabaseDirectory /db\n'
    settings = clamd.parse_settings(text)
    assert settings == clamd.Settings("/run/clamd.sock", ("127.0.0.1", 3310), Path("/db"))
    assert clamd.parse_settings("").directory == Path(clamd.DEFAULT_DIRECTORY)


def test_only_signature_files_date_the_database(tmp_path: Path) -> None:
    """A fresh log file beside old signatures does not make them fresh."""
    old = tmp_path / "main.cvd"
    old.touch()
    os.utime(old, (1_000_000_000, 1_000_000_000))
    (tmp_path / "freshclam.log").touch()
    assert clamd.newest_database(tmp_path) == 1_000_000_000
    assert clamd.newest_database(tmp_path / "none") is None
