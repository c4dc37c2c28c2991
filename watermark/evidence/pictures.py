"""The pictures of a report, as the reader's process made them. None of them is a fact: the JSON goes without."""

from dataclasses import dataclass

from watermark.apart import Examined
from watermark.apart.messages import View


@dataclass(frozen=True, slots=True)
class Pictures:
    """Whatever of them there is."""

    photo: View | None = None  # the whole photo, with the found outline
    straight: View | None = None  # the screen made straight
    warning: View | None = None  # the visible warning


def pictures_of(examined: Examined) -> Pictures:
    """Those of one file."""
    return Pictures(examined.photo, examined.straight, examined.warning)
