"""The QR code of an enrolment: as squares for the window, as blocks for a terminal. Never a file."""

from typing import Final, TextIO

import segno

_QUIET: Final = 3  # squares of white around the code


def squares(uri: str) -> list[list[bool]]:
    """The code of *uri*, row by row, True for black, with its quiet border."""
    return [[bool(square) for square in row] for row in segno.make(uri, error="m").matrix_iter(border=_QUIET)]


def print_to(stream: TextIO, uri: str) -> None:
    """Draw the code of *uri* on a terminal."""
    segno.make(uri, error="m").terminal(out=stream, compact=True)
