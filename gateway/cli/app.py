"""All commands in one place."""

from typing import Final

import typer

from gateway import log
from gateway.cli import (
    audit,
    bulk,
    identities,
    keeping,
    officials,
    organisations,
    pcs,
    sample,
    service,
    sessions,
    trace,
)

_EPILOG: Final = """Exit codes: 0 done; 1 refused, unknown, not identified, or a broken chain; 2 wrong usage or an
unreadable photo; 3 the state directory cannot be used, or the gateway elsewhere not reached; 4 the store failed."""

app = typer.Typer(
    name="sekisho-gateway",
    epilog=_EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def main() -> None:
    """The Sekisho gateway: the service, and what administrators do with it while it runs.

    At the gateway's machine every command needs the state directory: --state DIR, or SEKISHO_STATE in the environment.

    Elsewhere, what an administrator does with IDs, PCs, rules, sessions, accounts and the audit works over the API:
    --gateway https://HOST:PORT (or SEKISHO_GATEWAY), a file with a token named in SEKISHO_TOKEN_FILE, and the
    certificate of the console's authority named in SEKISHO_AUTHORITY when the system does not trust it already.
    """
    log.set_up()


for act in (keeping.suspend, keeping.resume, keeping.extend, keeping.lost, keeping.codes):
    identities.app.command()(act)
identities.app.command("bulk")(bulk.bulk_act)
organisations.app.command("quota")(keeping.quota)
organisations.app.command("suspend")(keeping.suspend_organisation)
organisations.app.command("resume")(keeping.resume_organisation)

app.command()(service.init)
app.command()(service.serve)
app.add_typer(organisations.app, name="org")
app.add_typer(identities.app, name="id")
app.add_typer(pcs.app, name="pc")
app.add_typer(pcs.home, name="device")
app.add_typer(officials.app, name="official")
app.add_typer(officials.tokens, name="token")
app.command()(sample.sample)
app.add_typer(sessions.app, name="session")
app.command()(trace.trace)
app.add_typer(audit.app, name="audit")
