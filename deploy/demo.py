"""The main job, from an empty folder: checkpoint, office desktop, marked picture, trace, revocation.

    python -m deploy.demo [--out DIR] [--show]

Starts real parts only (see tests/rig) and leaves demo-out/: office.png, client.png, result.json.
Knows the story. Does not know how any part works.
"""

import json
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Final

import cv2
import typer

from tests.rig.display import ENTER, LEFT_CTRL, SCAN_CODES, ZENKAKU, Eyes, Hands, focus, opens
from tests.rig.picture import settled
from tests.rig.process import Program, RigError, wait_until
from tests.rig.system import Employee
from tests.rig.town import PC_NAME, Town

LATIN: Final = "kasumigaseki 1-2-3 telework test"
ROMAJI: Final = "nihongonobunshou "  # the last key converts
JAPANESE: Final = "日本語の文章"
NAMES: Final = ("関所 花子", "見学 太郎")


@dataclass(slots=True)
class Result:
    """What result.json says."""

    typed: bool = False
    identified: str = ""
    mark: str = ""
    refused_without_antivirus: bool = False
    revoked_after_ms: int = -1


class Story:
    """Tells what happens, with the time since the beginning."""

    def __init__(self) -> None:
        self._begin = time.monotonic()

    def tell(self, text: str) -> None:
        """One line."""
        print(f"[{time.monotonic() - self._begin:5.1f} s] {text}", flush=True)


def main(
    out: Annotated[Path, typer.Option(help="where the pictures and result.json go")] = Path("demo-out"),
    *,
    show: Annotated[
        bool | None,
        typer.Option(help="a second session on your own screen, until you close it; by itself if there is one"),
    ] = None,
) -> None:
    """Run the main job of Sekisho with real parts on this machine."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sekisho-demo-") as folder, ExitStack() as stack:
        demo = _Demo(Path(folder), out, stack)
        result = demo.run()
        (out / "result.json").write_text(json.dumps(asdict(result), ensure_ascii=False, indent=2) + "\n")
        if show if show is not None else opens(os.environ.get("DISPLAY")):
            demo.show()
    print(json.dumps(asdict(result), ensure_ascii=False))
    good = (
        result.typed and result.identified and result.refused_without_antivirus and 0 <= result.revoked_after_ms < 1000
    )
    if not good:
        print("The demonstration did not go as it should; see the lines above.", file=sys.stderr)
        raise typer.Exit(1)


class _Demo:
    """The parts on the stage, and the acts in order."""

    def __init__(self, folder: Path, out: Path, stack: ExitStack) -> None:
        self.out = out
        self.story, self.result = Story(), Result()
        self.town = stack.enter_context(Town(folder, *NAMES))
        self.home = self.office = ""

    def run(self) -> Result:
        """Every act; the result says which of them went well."""
        employee = self._prepare()
        identity = self.town.identities[0]
        self._refused_without_antivirus(employee)
        with self.town.viewing(employee) as client:
            focus(self.home, PC_NAME)
            self.story.tell("certificate, one-time code and posture are good: the office screen is shown")
            self._type()
            self._photograph()
            self._trace(identity)
            self._revoke(identity, client)
        return self.result

    def _prepare(self) -> Employee:
        town, tell = self.town, self.story.tell
        town.open_office()
        self.office = town.office.display.name
        tell("an office desktop is up: Japanese keyboard and input method, a text editor, a terminal")
        town.open_home()
        self.home = town.home.name
        tell("a home PC is up, with an antivirus daemon (clamd) that answers on its socket")
        town.open_gateway()
        addresses = town.gateway.addresses
        tell(f"the gateway listens: clients {addresses['clients']}, agents {addresses['agents']}")
        town.issue()
        town.attend()
        tell(f"the office PC {PC_NAME} has enrolled and attends, dialling out only")
        employee = town.enrol()
        tell(f"{town.identities[0]} ({NAMES[0]}) has enrolled the home PC and an authenticator")
        return employee

    def _refused_without_antivirus(self, employee: Employee) -> None:
        self.town.clamd.stop()
        with self.town.connect(employee, "client-refused") as client:
            refused = client.wait_event("refused")
        self.result.refused_without_antivirus = str(refused.get("reason", "")).startswith("antivirus")
        self.story.tell(f"with the antivirus stopped the checkpoint refuses: {refused.get('sentence')}")
        self.town.clamd.start()

    def _type(self) -> None:
        with Hands(self.home) as hands:
            hands.type(LATIN + "\n")
            hands.tap(ZENKAKU)
            hands.type(ROMAJI)
            hands.tap(ENTER)
            hands.tap(ZENKAKU)
            hands.tap(LEFT_CTRL, SCAN_CODES["s"])
        expected = f"{LATIN}\n{JAPANESE}"
        try:
            wait_until("the memo", lambda: self.town.office.memo.read_text().strip() == expected, timeout=10)
        except RigError:
            self.story.tell(f"the memo holds {self.town.office.memo.read_text()!r} instead of {expected!r}")
            return
        self.result.typed = True
        self.story.tell(f"typed through the client's window, saved by the office editor: {expected!r}")

    def _photograph(self) -> None:
        with Eyes(self.home) as eyes:
            shown = settled(eyes)
        with Eyes(self.office) as eyes:
            office = eyes.look()
        cv2.imwrite(str(self.out / "client.png"), shown)
        cv2.imwrite(str(self.out / "office.png"), office)

    def _trace(self, identity: str) -> None:
        traced = self.town.gateway.ask("trace", str(self.out / "client.png"), "--second-person", "鈴木")
        self.result.identified, self.result.mark = str(traced.get("id") or ""), str(traced.get("mark") or "")
        if self.result.identified != identity:
            self.story.tell(f"the picture was not traced: {json.dumps(traced, ensure_ascii=False)}")
            return
        self.story.tell(
            f"client.png is traced to {identity}, session mark {self.result.mark},"
            f" chance of a false alarm at most {float(str(traced['false_alarm'])):.1e}"
        )

    def _revoke(self, identity: str, client: Program) -> None:
        seconds = self.town.revoke_and_watch(identity)
        client.wait_event("gone")
        self.result.revoked_after_ms = round(seconds * 1000)
        self.story.tell(f"the ID is revoked; its live picture was gone {self.result.revoked_after_ms} ms later")

    def show(self) -> None:
        """A second session, on the screen of the person who watches; it stays until the window is closed."""
        own_keys = os.environ.get("XAUTHORITY", str(Path.home() / ".Xauthority"))
        screen = {"DISPLAY": os.environ.get("DISPLAY", ""), "XAUTHORITY": own_keys}
        visitor = self.town.enrol(1)
        with visitor.connect(pc=PC_NAME, log=self.town.folder / "client-shown.log", env=screen) as client:
            client.wait_event("first_picture")
            self.story.tell("the office PC is now in a window on your screen; close it to end the demonstration")
            client.wait(timeout=12 * 3600)


if __name__ == "__main__":
    typer.run(main)
