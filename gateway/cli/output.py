"""How answers are printed: a table for people, JSON for programs. Times are Japan's, whatever the server's zone."""

import json
import sys
from collections.abc import Sequence

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

Value = str | int | float | bool | None | Sequence[str] | Sequence[Sequence[float]]
Record = dict[str, Value]


def show_json(answer: Record | Sequence[Record]) -> None:
    """Print *answer* as one JSON text."""
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def show_table(title: str, records: Sequence[Record], *, empty: str) -> None:
    """Print *records* as a table whose columns are their keys, or the sentence *empty*."""
    if not records:
        typer.echo(empty)
        return
    table = Table(title=title, title_justify="left")
    for key in records[0]:
        # What a row is called by is never broken: it is copied into the next command.
        table.add_column(key.replace("_", " "), overflow="fold", no_wrap=key == next(iter(records[0])))
    for record in records:
        # As text, not markup: a home PC gives itself a name, and must not colour, link or break this table with it.
        table.add_row(*(Text(_cell(value)) for value in record.values()))
    Console(file=sys.stdout).print(table)


def show_facts(facts: Record) -> None:
    """Print one record, a line for each fact; long values such as invitations stay in one piece."""
    width = max(len(key) for key in facts)
    for key, value in facts.items():
        typer.echo(f"{key.replace('_', ' '):<{width}}  {_cell(value)}")


def _cell(value: Value) -> str:
    if value is None:
        return "–"
    if isinstance(value, str | int | float):
        return str(value)
    return ", ".join(str(item) for item in value)
