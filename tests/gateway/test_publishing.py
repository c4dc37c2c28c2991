"""The audit's heads, signed and laid out, and an export that holds on a machine without a gateway."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.audit import offline
from gateway.audit.chain import START
from gateway.audit.export import lines
from gateway.audit.offline import BrokenError, check
from gateway.clock import SystemClock
from gateway.publishing import HeadPublisher
from gateway.signing import HEADS, Signing
from tests.conformance.people import ADMIN, NOW, ORG, issued
from tests.fakes.statedir import new_state
from tests.fakes.store import BreakableStore

CHECKER = Path(offline.__file__).read_text()


@pytest.fixture
async def place(tmp_path: Path) -> tuple[BreakableStore, HeadPublisher, Path]:
    """A store with an organisation, what publishes its heads, and the state directory."""
    store, state = BreakableStore(), new_state(tmp_path / "state")
    await store.add_organisation(ORG, "千代田区", actor=ADMIN, now=NOW)
    signing = Signing(state, HEADS)
    return store, HeadPublisher(store, signing.sign, state.path / "heads", SystemClock()), state.path


async def exported(store: BreakableStore) -> list[str]:
    """The organisation's chain, as it is exported."""
    return list(lines(ORG, START, await store.rows(ORG), await store.signed_heads(ORG)))


async def test_only_chains_that_have_grown_are_signed(place: tuple[BreakableStore, HeadPublisher, Path]) -> None:
    """The first round signs what is there; the next nothing; a new act its own chain alone."""
    store, publisher, state = place
    assert await publisher.publish() == 1  # the national chain
    assert await publisher.publish() == 0
    await issued(store)
    assert await publisher.publish() == 1
    head = json.loads((state / "heads" / f"{ORG}.json").read_text())
    assert (head["chain"], head["number"]) == (ORG, 1)


async def test_an_export_is_checked_by_python_and_openssh_alone(
    place: tuple[BreakableStore, HeadPublisher, Path], tmp_path: Path
) -> None:
    """The checker's one file, copied elsewhere and run without the gateway, accepts it with its signed heads."""
    store, publisher, state = place
    for _ in range(3):
        await issued(store)
        await publisher.publish()
    (tmp_path / "export.jsonl").write_text("\n".join(await exported(store)) + "\n")
    (tmp_path / "checker.py").write_text(CHECKER)
    command = [sys.executable, "-I", "checker.py", "export.jsonl", "--signers", str(state / "head-signers")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603, ASYNC221
    assert (done.returncode, done.stderr) == (0, "")
    assert "rows 1 to 3 hold; 3 signed heads are among them, and their signatures hold." in done.stdout


@pytest.mark.parametrize("harm", ["changed", "removed", "moved", "head", "signature", "format", "nonsense"])
async def test_every_harm_to_an_export_is_named(place: tuple[BreakableStore, HeadPublisher, Path], harm: str) -> None:
    """A changed, removed or moved row, a false head, a false signature and what is no export are each refused."""
    store, publisher, state = place
    for _ in range(3):
        await issued(store)
    await publisher.publish()
    found = await exported(store)
    assert "rows 1 to 3 hold" in check(found, state / "head-signers")
    match harm:
        case "changed":
            found[2] = found[2].replace("花子", "太郎")
        case "removed":
            del found[2]
        case "moved":
            found[1], found[2] = found[2], found[1]
        case "head":
            del found[3]
        case "signature":
            last = json.loads(found[-1])
            last["head"]["at"] += 1
            found[-1] = json.dumps(last)
        case "format":
            found[0] = found[0].replace("sekisho-audit-1", "another")
        case _:
            found[1] = "nonsense"
    with pytest.raises(BrokenError):
        check(found, state / "head-signers")


async def test_a_tail_that_was_cut_off_is_seen_by_a_kept_head(
    place: tuple[BreakableStore, HeadPublisher, Path],
) -> None:
    """The chain alone cannot tell; the signed head that ends beyond it can."""
    store, publisher, _ = place
    for _ in range(2):
        await issued(store)
    await publisher.publish()
    found = await exported(store)
    assert "hold" in check(found[:2], None)
    with pytest.raises(BrokenError, match="signed head at row 2"):
        check([*found[:2], found[-1]], None)
