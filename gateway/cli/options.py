"""The options that several commands share, and the checks of what is typed."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from gateway.config import Address

MAX_NAME: Final = 64  # characters; a name is written on every picture

State = Annotated[
    Path,
    typer.Option("--state", envvar="SEKISHO_STATE", metavar="DIR", help="The state directory.", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for a program.")]


def organisation_code(value: str) -> str:
    """The six digits of an organisation, as typed."""
    if len(value) != 6 or not (value.isascii() and value.isdigit()):
        raise typer.BadParameter(f"{value} is not an organisation code: it has six digits, for instance 131016.")
    return value


def one_line(value: str) -> str:
    """A name as typed, without the space around it."""
    text = value.strip()
    if not text or len(text) > MAX_NAME or not text.isprintable():
        raise typer.BadParameter(f"A name has 1 to {MAX_NAME} printable characters on one line.")
    return text


def session_number(value: str) -> int:
    """The number in 12 hexadecimal digits, as `session list` prints it."""
    try:
        number = int(value, 16)
    except ValueError:
        number = 0
    if len(value) != 12 or not 0 < number < 1 << 48:
        raise typer.BadParameter(f"{value} is not a session: it has 12 hexadecimal digits.")
    return number


def moment(value: str, now: float) -> str:
    """A time in the past as typed, with its zone; *now* in Unix seconds. An empty one stays empty."""
    if not value:
        return ""
    try:
        typed = datetime.fromisoformat(value)
    except ValueError:
        typed = None
    if typed is None or typed.tzinfo is None:
        raise typer.BadParameter(f"{value} is not a time: write it like 2026-11-25T10:00+09:00.")
    if typed.timestamp() > now:
        raise typer.BadParameter(f"{value} has not come yet.")
    return typed.isoformat()


def address(value: str) -> Address:
    """An address typed as HOST:PORT."""
    try:
        return Address.parse(value)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


CodeArgument = Annotated[
    str, typer.Argument(metavar="CODE", callback=organisation_code, help="The six-digit code (全国地方公共団体コード).")
]
Org = Annotated[
    str, typer.Option("--org", metavar="CODE", callback=organisation_code, help="The organisation's six-digit code.")
]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", callback=one_line, help="The municipality's name.")]
Name = Annotated[str, typer.Option("--name", callback=one_line, help="The name that people read.")]
ValidDays = Annotated[int, typer.Option("--valid-days", min=1, max=90, help="Days until the invitation expires.")]


def _optional_code(value: str | None) -> str | None:
    return None if value is None else organisation_code(value)


OrgFilter = Annotated[
    str | None,
    typer.Option("--org", metavar="CODE", callback=_optional_code, help="Only this organisation.", show_default=False),
]
