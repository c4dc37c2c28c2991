"""A text stream that remembers in which pieces it was written to, as an unbuffered one passes them on."""

import io


class Pieces(io.StringIO):
    """Each `write` as one piece."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []

    def write(self, text: str) -> int:
        """Remember *text*."""
        self.written.append(text)
        return super().write(text)

    @property
    def whole_lines(self) -> bool:
        """Whether each piece is exactly one line."""
        return all(piece.endswith("\n") and "\n" not in piece[:-1] for piece in self.written)
