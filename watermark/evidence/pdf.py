"""A report as PDF: A4, Japanese first and English beneath, its font embedded. The same report gives the same bytes.

Lays out what `sections` makes of the report; decides no content. No clock: the library's own is switched off.
"""

import hashlib
import io
from typing import Any, Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate

from watermark.evidence.drawings import LINE, QUIET
from watermark.evidence.facts import Report
from watermark.evidence.fonts import FIXED, TEXT, Letters
from watermark.evidence.pictures import Pictures
from watermark.evidence.sections import WIDTH, story
from watermark.evidence.text import to_json
from watermark.evidence.words import TITLE

_SIDE: Final = (A4[0] - WIDTH) / 2

_PADDING: Final = 6  # points, of the library's frame


def to_pdf(report: Report, pictures: Pictures) -> bytes:
    """The PDF of *report* with its *pictures*. Raises `FontError`."""
    letters = Letters()
    digest = hashlib.sha256(to_json(report)).hexdigest()
    target = io.BytesIO()
    document = SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=_SIDE - _PADDING,
        rightMargin=_SIDE - _PADDING,
        topMargin=16 * mm,
        bottomMargin=20 * mm,
        title=f"{TITLE.ja} {report.photo.sha256[:16]}",
        subject=TITLE.en,
        author="",
        creator=f"{report.program.name} {report.program.version}",
        lang="ja-JP",
        invariant=1,
    )

    class Numbered(_NumberedCanvas):
        footer = f"JSON SHA-256 {digest}"

    document.build(story(report, letters, pictures), canvasmaker=Numbered)
    return target.getvalue()


class _NumberedCanvas(Canvas):
    """Writes "page n of N" at last, when N is known."""

    footer = ""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*arguments, **options)
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - the library's name
        """Keep the page for later."""
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined] # the library's own, unknown to its stubs

    def save(self) -> None:
        """All pages, each with its foot."""
        for number, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            self._foot(number, len(self._pages))
            super().showPage()
        super().save()

    def _foot(self, number: int, count: int) -> None:
        self.setStrokeColor(LINE)
        self.setLineWidth(0.5)
        self.line(_SIDE, 14 * mm, A4[0] - _SIDE, 14 * mm)
        self.setFillColor(QUIET)
        self.setFont(FIXED, 6.5)
        self.drawString(_SIDE, 10 * mm, self.footer)
        self.setFont(TEXT, 7.5)
        self.drawRightString(A4[0] - _SIDE, 10 * mm, f"{number} / {count}")
