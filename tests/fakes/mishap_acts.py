"""How each mishap comes about: with the real programs, or with a peer that has real certificates and no manners.

Knows who does what to whom. What must follow is in `tests/e2e/test_bad_input.py`.
"""

import asyncio
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from certs.authority import Authority, new_serial
from certs.keystore import MemoryKeyStore
from certs.profiles import Profile
from client.state import StateDirectory as ClientState
from tests.fakes import babble
from tests.fakes.gateway_peer import Peer
from tests.fakes.mishaps import BROKEN, OFF, RETIRED, Scene
from tests.fakes.peers import HomePc, joined
from tests.rig.reading import Written
from tests.rig.system import free_port
from tests.rig.town import ORGANISATION
from wire import Conversation
from wire.messages import Authorities
from wire.reasons import Reason

KEEPER, CARELESS, LATE, REPEATING, UNFIT, GONE, WAITING, QUEUING, OLD, CURIOUS, MISLED, BABBLING = PEOPLE = (
    "関所 花子",
    "港 次郎",
    "橋本 三郎",
    "坂下 四郎",
    "神田 五郎",
    "麹町 六郎",
    "番町 七郎",
    "永田 八郎",
    "平河 九郎",
    "富士見 十郎",
    "飯田 十一",
    "九段 十二",
)


def wrong_code(scene: Scene) -> Written:
    """A code that is not on the authenticator."""
    right = {scene.employees[CARELESS].code(back=back) for back in (-1, 0, 1, 2)}
    return scene.connect(CARELESS, code=next(code for code in ("000000", "111111", "222222") if code not in right))


def old_code(scene: Scene) -> Written:
    """A code of two minutes ago."""
    return scene.connect(LATE, code=scene.employees[LATE].code(back=4))


def replayed_code(scene: Scene) -> Written:
    """The code that somebody has just joined with."""
    employee = scene.employees[REPEATING]
    code = employee.code()
    home = HomePc(scene.identities[REPEATING], scene.home_keys(REPEATING), "")

    async def first() -> None:
        async with joined(scene.address("clients"), home, home.join(code=code)):
            pass

    asyncio.run(first())
    return scene.connect(REPEATING, code=code)


def expired_certificate(scene: Scene) -> Written:
    """A certificate that the town's own authority signed 91 days ago."""
    state = scene.other_state(UNFIT)
    certificate = scene.authority().issue(
        Profile.DEVICE,
        scene.home_keys(UNFIT).public,
        scene.identities[UNFIT],
        serial=new_serial(),
        now=time.time() - 91 * 86400,
    )
    (state / "device-cert.pub").write_text(certificate.line + "\n")
    return scene.connect(UNFIT, state=state)


def revoked(scene: Scene) -> Written:
    """An ID that the administrator has revoked."""
    scene.town.gateway.run("id", "revoke", scene.identities[GONE])
    return scene.connect(GONE)


def spent_invitation(scene: Scene) -> Written:
    """Another PC with an invitation that has been used."""
    state = str(scene.folder / "second-pc")
    return scene.command("sekisho-client", "enrol", scene.invitations[UNFIT], "--state", state)


def spent_office_invitation(scene: Scene) -> Written:
    """Another office PC with an invitation that has been used."""
    state = str(scene.folder / "second-office-pc")
    return scene.command("sekisho-agent", "enrol", scene.invitations[OFF], "--state", state)


def no_antivirus(scene: Scene) -> Written:
    """A home PC on which there is none."""
    return scene.connect(UNFIT, env={"SEKISHO_CLAMD_CONF": "/nonexistent"})


def stale_antivirus(scene: Scene) -> Written:
    """Signatures of a month ago."""
    scene.town.clamd.age(30 * 86400)
    return scene.connect(UNFIT, env=scene.town.clamd.env())


def stopped_antivirus(scene: Scene) -> Written:
    """The daemon has been stopped."""
    scene.town.clamd.stop()
    return scene.connect(UNFIT, env=scene.town.clamd.env())


def pc_off(scene: Scene) -> Written:
    """An office PC whose agent does not run."""
    return scene.connect(WAITING, pc=OFF)


def pc_busy(scene: Scene) -> Written:
    """The office PC that somebody else is using."""
    return scene.connect(QUEUING)


def pc_retired(scene: Scene) -> Written:
    """An office PC that the administrator has retired."""
    scene.town.gateway.run("pc", "retire", scene.pcs[RETIRED])
    return scene.connect(OLD, pc=RETIRED)


def my_number(scene: Scene) -> Written:
    """The administrator tries to register an office PC of the My Number segment."""
    words = ("--org", ORGANISATION, "--name", "住民課-001", "--for", scene.identities[OLD], "--segment", "mynumber")
    return scene.command("sekisho-gateway", "pc", "invite", *words)


def other_fingerprint(scene: Scene) -> Written:
    """An invitation whose fingerprint is not this gateway's."""
    invitation = scene.invitations[UNFIT].rsplit("/", 1)[0] + "/" + "A" * 43
    return scene.command("sekisho-client", "enrol", invitation, "--state", str(scene.folder / "misled"))


def other_fingerprint_at_the_office(scene: Scene) -> Written:
    """The same for an office PC."""
    invitation = scene.invitations[OFF].rsplit("/", 1)[0] + "/" + "A" * 43
    return scene.command("sekisho-agent", "enrol", invitation, "--state", str(scene.folder / "misled-office"))


def other_authority(scene: Scene) -> Written:
    """A home PC that was enrolled at another gateway and is sent to this one."""
    keys = Authority.create(MemoryKeyStore()).public_keys()
    known = Authorities(keys.gateway, keys.machine, keys.session, keys.user)
    return scene.connect(MISLED, state=scene.other_state(MISLED, authorities=known))


def gateway_away(scene: Scene) -> Written:
    """Nobody listens where the gateway should be."""
    return scene.connect(MISLED, state=scene.other_state(MISLED, port=free_port()))


def port_taken(scene: Scene) -> Written:
    """A second gateway on the first one's port."""
    state, taken = str(scene.folder / "second-gateway"), str(scene.address("clients"))
    others = ("--agents", f"127.0.0.1:{free_port()}", "--console", f"127.0.0.1:{free_port()}")
    made = scene.command("sekisho-gateway", "init", "--state", state, "--clients", taken, *others)
    assert made.status == 0, made
    return scene.command("sekisho-gateway", "serve", "--state", state)


def gateway_unwritable(scene: Scene) -> Written:
    """A file stands where the gateway's state directory should be made."""
    listeners = enumerate(("clients", "agents", "console"), 1)
    addresses = [word for number, name in listeners for word in (f"--{name}", f"127.0.0.1:{number}")]
    return scene.command("sekisho-gateway", "init", "--state", str(in_the_way(scene) / "state"), *addresses)


def client_unwritable(scene: Scene) -> Written:
    """A file stands where the home PC's state directory should be made."""
    state = str(in_the_way(scene) / "state")
    return scene.command("sekisho-client", "enrol", scene.invitations[UNFIT], "--state", state)


def agent_unwritable(scene: Scene) -> Written:
    """A file stands where the office PC's state directory should be made."""
    state = str(in_the_way(scene) / "state")
    return scene.command("sekisho-agent", "enrol", scene.invitations[OFF], "--state", state)


def in_the_way(scene: Scene) -> Path:
    """A file."""
    path = scene.folder / "in-the-way"
    path.touch()
    return path


def gateway_newer(scene: Scene) -> Written:
    """A store that a later version has written."""
    state = scene.folder / "newer-gateway"
    shutil.copytree(scene.town.gateway.state, state)
    with closing(sqlite3.connect(state / "sekisho.db")) as connection, connection:
        connection.execute("update alembic_version set version_num = '9999'")
    return scene.command("sekisho-gateway", "serve", "--state", str(state))


def client_newer(scene: Scene) -> Written:
    """An enrolment that a later version has written."""
    return scene.connect(MISLED, state=scene.other_state(MISLED, version=99))


def agent_newer(scene: Scene) -> Written:
    """A membership that a later version has written."""
    state = scene.folder / "newer-agent"
    shutil.copytree(scene.folder / f"agent-{OFF}", state)
    membership = state / "membership.json"
    membership.write_text(membership.read_text().replace('"version": 1', '"version": 99'))
    return scene.command("sekisho-agent", "run", "--state", str(state))


def garbage_at_join(scene: Scene) -> Written:
    """A home PC with a good certificate sends what is no frame."""
    keys, identity = scene.home_keys(BABBLING), scene.identities[BABBLING]
    return heard(asyncio.run(babble.at_gateway(scene.address("clients"), identity, keys, Conversation.JOIN)))


def garbage_at_attend(scene: Scene) -> Written:
    """An office PC with a good certificate sends what is no frame."""
    keys, _ = scene.office_keys(OFF)
    return heard(asyncio.run(babble.at_gateway(scene.address("agents"), scene.pcs[OFF], keys, Conversation.ATTEND)))


def garbage_at_screen(scene: Scene) -> Written:
    """An admitted viewer sends the office PC what is no frame."""
    employee, keys = scene.employees[BABBLING], scene.home_keys(BABBLING)
    home = HomePc(scene.identities[BABBLING], keys, employee.totp.secret if employee.totp else "")
    machines = ClientState(employee.state).load().authorities.machine
    return heard(asyncio.run(babble.at_agent(scene.address("clients"), home, scene.pcs[BROKEN], machines)))


def heard(reason: Reason | None) -> Written:
    """What a peer was told."""
    return Written(events=[{"reason": None if reason is None else reason.value}])


def garbage_from_office(scene: Scene) -> Written:
    """An office PC that admits its viewer and then sends what is no frame; the window stays, with its list."""
    keys, state = scene.office_keys(OFF)
    office = babble.office_pc(scene.address("agents"), keys, state.key(), state.membership())
    with babble.in_background(office), scene.connecting(CURIOUS, pc=OFF) as client:
        ended = client.wait_event("ended")
    # Read once the client has ended: its two streams end in one file, and neither waits for the other.
    written = Written.sorted_from(client.log.read_text())
    assert any(line["event"] == "protocol_broken" for line in written.log), client.log.read_text()
    return Written([str(ended["sentence"])], written.log, [ended])


def garbage_from_gateway(scene: Scene) -> Written:
    """A gateway with the right authority that answers a join with what is no frame."""
    peer = babble.BabblingGateway(Peer(authority=scene.authority()))
    with babble.in_background(peer):
        return scene.connect(MISLED, state=scene.other_state(MISLED, port=peer.facts.port))
