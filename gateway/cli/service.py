"""`init` and `serve`: the state directory's beginning, and the running service."""

from pathlib import Path
from typing import Annotated

import typer

from gateway.audit.chain import NATIONAL
from gateway.cli.desk import Desk, at_desk, expected_errors
from gateway.cli.options import Json, State, address
from gateway.cli.output import Record, show_facts, show_json
from gateway.config import Address, Config, Listener
from gateway.errors import ConflictError
from gateway.state import StateDirectory, authority, is_state_directory, update_store


def init(
    state: State,
    clients: Annotated[
        Address | None,
        typer.Option(parser=address, metavar="HOST:PORT", help="Where home PCs dial in: the public side."),
    ] = None,
    agents: Annotated[
        Address | None,
        typer.Option(parser=address, metavar="HOST:PORT", help="Where office PCs dial in: an inner address."),
    ] = None,
    console: Annotated[
        Address | None,
        typer.Option(parser=address, metavar="HOST:PORT", help="The administrators' HTTPS: an inner address."),
    ] = None,
    advertise_clients: Annotated[
        Address | None,
        typer.Option(parser=address, metavar="HOST:PORT", help="The address home PCs are told, if another."),
    ] = None,
    advertise_agents: Annotated[
        Address | None,
        typer.Option(parser=address, metavar="HOST:PORT", help="The address office PCs are told, if another."),
    ] = None,
    advertise_console: Annotated[
        Address | None,
        typer.Option(parser=address, metavar="NAME:PORT", help="The name browsers dial, if another; for passkeys."),
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Make the state directory: settings, keys and an empty store.

    Run again without addresses on an existing directory, it brings the store to this program's version and changes
    nothing else. Stop the service and make a backup before.
    """
    listening = (clients, agents, console)
    with expected_errors("init"):
        if is_state_directory(state):
            if any((*listening, advertise_clients, advertise_agents, advertise_console)):
                raise ConflictError(f"{state} exists already: change its addresses in config.toml.")
            opened, made = StateDirectory.open(state), False
            update_store(opened)
        else:
            if clients is None or agents is None or console is None:
                raise typer.BadParameter("A new state directory needs --clients, --agents and --console.")
            told = (advertise_clients, advertise_agents, advertise_console)
            opened, made = _create(state, (clients, agents, console), told), True
    fingerprint = at_desk("init", state, _record_creation) if made else authority(opened).fingerprint()
    answer: Record = {"state": str(state), "created": made, "authority": fingerprint}
    show_json(answer) if as_json else show_facts(answer)


def serve(state: State) -> None:
    """Run the gateway until it is told to stop (SIGTERM or Ctrl-C)."""
    from gateway.service import run  # noqa: PLC0415 - the other commands need none of the service's libraries

    with expected_errors("serve"):
        raise typer.Exit(run(state))


def _create(
    state: Path, places: tuple[Address, Address, Address], told: tuple[Address | None, Address | None, Address | None]
) -> StateDirectory:
    """*places* and what is *told* of them: clients, agents, console."""
    try:
        clients, agents, console = (Listener(place, name or place) for place, name in zip(places, told, strict=True))
        config = Config(clients, agents, console)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    return StateDirectory.create(state, config)


async def _record_creation(desk: Desk) -> str:
    fingerprint = authority(desk.state).fingerprint()
    await desk.store.record(NATIONAL, "store-created", {"authority": fingerprint}, actor=desk.actor, now=desk.now)
    return fingerprint
