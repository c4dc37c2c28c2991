"""Where rows are sent: a real file, and a real collector over TLS."""

import json
import ssl
from pathlib import Path

import pytest

from gateway.audit import events
from gateway.audit.chain import START, append, head_of
from gateway.config import Address, from_toml, to_toml
from gateway.errors import StateError
from gateway.records import Actor, AuditRow
from gateway.siem.destinations import FileDestination, SyslogDestination, collector_context, destinations
from tests.fakes.statedir import sample_config
from tests.fakes.waiting import until
from tests.rig.collector import Collector

BY = Actor("operator", "test")


def rows(count: int) -> list[AuditRow]:
    """A chain of so many rows, with names that are not ASCII."""
    found: list[AuditRow] = []
    head = START
    for number in range(count):
        event = events.IdentityRenamed(identity=f"131016-{number + 1:04d}", name="関所 花子")
        found.append(append("131016", head, event, actor=BY, now=1.7e9 + number))
        head = head_of(found[-1])
    return found


async def test_a_file_grows_by_whole_lines(tmp_path: Path) -> None:
    """Batches follow one another; after a power cut in mid-line the next batch begins on a line of its own."""
    path = tmp_path / "audit.jsonl"
    destination, sent = FileDestination(path), rows(3)
    await destination.send(sent[:1])
    with path.open("ab") as file:
        file.write(b'{"time":"2026')
    await destination.send(sent[1:])
    lines = path.read_bytes().splitlines()
    assert lines[1] == b'{"time":"2026'
    assert [json.loads(lines[place])["number"] for place in (0, 2, 3)] == [1, 2, 3]
    assert path.stat().st_mode & 0o007 == 0


async def test_a_file_that_was_moved_away_is_made_anew(tmp_path: Path) -> None:
    """As a log's rotation does it, without a signal."""
    path, sent = tmp_path / "audit.jsonl", rows(2)
    destination = FileDestination(path)
    await destination.send(sent[:1])
    path.rename(tmp_path / "audit.jsonl.1")
    await destination.send(sent[1:])
    assert json.loads(path.read_bytes())["number"] == 2


async def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """A folder that is not there: nothing counts as sent."""
    with pytest.raises(OSError, match="No such file"):
        await FileDestination(tmp_path / "nowhere" / "audit.jsonl").send(rows(1))


async def test_a_collector_gets_every_message(tmp_path: Path) -> None:
    """rsyslogd, over TLS, understands the header, the data and the text of each."""
    with Collector(tmp_path / "collector") as collector:
        tls = collector_context(collector.authority, None)
        destination = SyslogDestination(Address("127.0.0.1", collector.port), "gateway.example", tls)
        sent = rows(200)
        await destination.send(sent[:150])
        await destination.send(sent[150:])
        await destination.check()
        await until(lambda: len(collector.messages()) == len(sent))
        await destination.close()
    for row, (priority, _, host, event, data, text) in zip(sent, collector.messages(), strict=True):
        assert (priority, host, event) == (str(13 * 8 + 6), "gateway.example", "identity-renamed")
        assert f'number="{row.number}"' in data
        assert json.loads(text.strip().removeprefix("\ufeff")) == json.loads(row.facts)


async def test_a_collector_of_another_authority_gets_nothing(tmp_path: Path) -> None:
    """Its certificate is not believed, so no row is sent to it."""
    with Collector(tmp_path / "collector") as collector:
        other = Collector(tmp_path / "other")
        tls = collector_context(other.authority, None)
        destination = SyslogDestination(Address("127.0.0.1", collector.port), "x", tls)
        with pytest.raises(ssl.SSLCertVerificationError):
            await destination.send(rows(1))
        assert collector.messages() == []


async def test_a_collector_that_is_not_there_is_an_error() -> None:
    """Nobody listens: the batch is not sent, and the next try connects anew."""
    destination = SyslogDestination(Address("127.0.0.1", 1), "x", collector_context(None, None))
    for _ in range(2):
        with pytest.raises(OSError, match=r"refused|Connect"):
            await destination.send(rows(1))


def test_the_settings_name_the_destinations(tmp_path: Path) -> None:
    """Neither without a [siem] part, each by its key, and a certificate that cannot be read is told at the start."""
    text = to_toml(sample_config())
    assert destinations(from_toml(text)) == ()
    both = text + f'\n[siem]\nfile = "{tmp_path}/a.jsonl"\nsyslog = "siem.example:6514"\n'
    assert [one.name for one in destinations(from_toml(both))] == ["file", "syslog"]
    with pytest.raises(StateError, match="no certificate"):
        destinations(from_toml(both + f'authority = "{tmp_path}/missing.pem"\n'))
    with pytest.raises(StateError, match="cannot be used"):
        from_toml(text + '\n[siem]\nsyslog = "no-port"\n')
