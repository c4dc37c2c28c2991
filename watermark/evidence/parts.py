"""Headings, tables and paragraphs in both languages: how a report looks. Knows no fact."""

import re
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from watermark.evidence.drawings import INK, LINE, QUIET
from watermark.evidence.facts import Report, SessionFacts
from watermark.evidence.fonts import FIXED, RAISED, TEXT, Letters
from watermark.evidence.words import GRADES, TITLE, Sentence
from watermark.reading import Status

Row = tuple[str, str, str]  # Japanese label, English label, value

_LABELS: Final = 44 * mm
_QUIET_HEX: Final = "#6b7280"
_PLAIN: Final = str.maketrans(RAISED, "-0123456789")
_RAISED: Final = re.compile(f"[{RAISED}]+")  # that few fonts have
_COLOURS: Final = {
    Status.IDENTIFIED: (HexColor(0x1A5299), HexColor(0xEEF4FB)),
    Status.INCONCLUSIVE: (HexColor(0x6B5B1E), HexColor(0xFAF7EA)),
    Status.ABSENT: (HexColor(0x4B5563), HexColor(0xF4F5F7)),
}


def _style(
    size: float, leading: float, colour: Color = INK, *, font: str = TEXT, leads: bool = False
) -> ParagraphStyle:
    """A style whose lines break anywhere between Japanese letters; one that *leads* stays with what follows."""
    return ParagraphStyle(
        f"{font}{size}",
        fontName=font,
        fontSize=size,
        leading=leading,
        textColor=colour,
        wordWrap="CJK",
        keepWithNext=int(leads),
    )


_BODY: Final = _style(9, 13)
_LEADING: Final = _style(9, 13, leads=True)
_SMALL: Final = _style(7.5, 10, QUIET)
_FIXED: Final = _style(8, 11, font=FIXED)
_CAPTION: Final = _style(7, 9, QUIET)


class Parts:
    """Makes flowables of *width* points, in *letters*."""

    def __init__(self, letters: Letters, width: float) -> None:
        self._letters = letters
        self._width = width
        self._number = 0

    def title(self) -> list[Flowable]:
        """The report's name."""
        return [
            self._text(TITLE.ja, _style(17, 22)),
            self._text(TITLE.en, _style(9, 12, QUIET)),
            Spacer(0, 4 * mm),
        ]

    def grade(self, report: Report) -> Flowable:
        """The finding in its box: the grade, its sentence, and a note when there is one."""
        colour, ground = _COLOURS[report.grade]
        word = GRADES[report.grade]
        lines: list[Flowable] = [
            self._text(f"{word.ja}　{word.en}", _style(15, 20, colour)),
            Spacer(0, 1.5 * mm),
            self._text(report.finding.ja, _style(10.5, 15)),
            self._text(report.finding.en, _style(8.5, 11.5, QUIET)),
        ]
        if report.session is not None:
            lines += [Spacer(0, 1.5 * mm), self._text(whose(report.session), _BODY)]
        if report.note is not None:
            lines += [Spacer(0, 1 * mm), self._text(report.note.ja, _BODY), self._text(report.note.en, _SMALL)]
        box = Table([[lines]], colWidths=[self._width])
        box.setStyle(
            TableStyle(
                [
                    ("BACKGROUND", (0, 0), (-1, -1), ground),
                    ("LINEBEFORE", (0, 0), (0, -1), 3, colour),
                    ("LEFTPADDING", (0, 0), (-1, -1), 10),
                    ("TOPPADDING", (0, 0), (-1, -1), 7),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 9),
                ]
            )
        )
        return box

    def section(self, ja: str, en: str) -> list[Flowable]:
        """A numbered heading."""
        self._number += 1
        heading = Paragraph(
            f'{self._number}　{self._safe(ja)}　<font size="8" color="{_QUIET_HEX}">{self._safe(en)}</font>',
            _style(11.5, 18, leads=True),
        )
        return [Spacer(0, 4.5 * mm), heading]  # no space after it: it would part them at a page's end

    def table(self, rows: Sequence[Row]) -> Flowable:
        """Labels at the left, values at the right, a hairline between."""
        cells = [[self._label(ja, en), self._value(value)] for ja, en, value in rows]
        table = Table(cells, colWidths=[_LABELS, self._width - _LABELS])
        table.setStyle(
            TableStyle(
                [
                    ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LEFTPADDING", (0, 0), (-1, -1), 2),
                    ("RIGHTPADDING", (0, 0), (-1, -1), 2),
                    ("TOPPADDING", (0, 0), (-1, -1), 2),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
                ]
            )
        )
        return table

    def both(self, sentence: Sentence, before: str = "") -> list[Flowable]:
        """A paragraph in Japanese, and in English beneath."""
        return [
            Spacer(0, 1.2 * mm),
            self._text(f"{before}{sentence.ja}", _LEADING),
            self._text(sentence.en, _SMALL),
        ]

    def note(self, text: str) -> list[Flowable]:
        """A small line."""
        return [Spacer(0, 0.8 * mm), self._text(text, _SMALL)]

    def side_by_side(self, things: Sequence[Flowable], captions: Sequence[str], width: float) -> Flowable:
        """*things* of *width* beside each other, each with its caption."""
        gap = 8 * mm
        texts = [self._text(caption, _CAPTION) for caption in captions]
        table = Table([list(things), texts], colWidths=[width + gap] * len(things), hAlign="LEFT")
        table.setStyle(TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("ALIGN", (0, 0), (-1, -1), "LEFT")]))
        return table

    def attempts(self, lines: Sequence[tuple[str, str, str, str]]) -> Flowable:
        """The attempts in two columns of four figures."""
        head = ("番号 no.", "パイロット pilots", "得点 score", "封印 seal")
        half = (len(lines) + 1) // 2
        left, right = list(lines[:half]), list(lines[half:])
        right += [("", "", "", "")] * (half - len(right))
        rows = [[*head, "", *head]] + [[*a, "", *b] for a, b in zip(left, right, strict=True)]
        column = (self._width - 8 * mm) / 8
        table = Table(rows, colWidths=[column] * 4 + [8 * mm] + [column] * 4, repeatRows=1)
        table.setStyle(
            TableStyle(
                [
                    ("FONT", (0, 0), (-1, -1), TEXT, 7.5),
                    ("TEXTCOLOR", (0, 0), (-1, 0), QUIET),
                    ("TEXTCOLOR", (0, 1), (-1, -1), INK),
                    ("ALIGN", (0, 0), (-1, -1), "RIGHT"),
                    ("LINEBELOW", (0, 0), (3, -1), 0.3, LINE),
                    ("LINEBELOW", (5, 0), (8, -1), 0.3, LINE),
                    ("TOPPADDING", (0, 0), (-1, -1), 1),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
                ]
            )
        )
        return table

    def signatures(self, report: Report) -> list[Flowable]:
        """Room for two people to sign."""
        handed = report.handed_in
        cells = [
            [self._label("操作者", "operator"), self._label("立会者", "second person")],
            [self._text(handed.operator, _BODY), self._text(handed.second_person, _BODY)],
            [self._label("署名・年月日", "signature, date"), self._label("署名・年月日", "signature, date")],
        ]
        column = self._width / 2
        table = Table(cells, colWidths=[column, column], rowHeights=[16, 18, 44])
        table.setStyle(
            TableStyle(
                [
                    ("BOX", (0, 0), (0, -1), 0.5, LINE),
                    ("BOX", (1, 0), (1, -1), 0.5, LINE),
                    ("BACKGROUND", (0, 0), (-1, -1), white),
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ]
            )
        )
        return [*self.section("確認", "Signatures"), table]

    def _label(self, ja: str, en: str) -> Paragraph:
        english = f' <font size="6.5" color="{_QUIET_HEX}">{self._safe(en)}</font>' if en else ""
        return Paragraph(f"{self._safe(ja)}{english}", _style(8.5, 11))

    def _value(self, text: str) -> Paragraph:
        plain = text.isascii() and len(text) >= 32 and " " not in text  # digests and keys: figures of one width
        return self._text(text, _FIXED if plain else _BODY)

    def _text(self, text: str, style: ParagraphStyle) -> Paragraph:
        return Paragraph(self._safe(text, style.fontName), style)

    def _safe(self, text: str, font: str = TEXT) -> str:
        """*text* as the paragraph language takes it literally."""
        return _RAISED.sub(_raised, escape(self._letters.printable(text, font)))


def whose(session: SessionFacts) -> str:
    """Who and where, on one line, as the finding's box says it."""
    person = f"{session.identity}　{session.name}"
    return f"{person}　｜　庁内 office PC {session.pc_name}（{session.pc}）　｜　自宅 home PC {session.home_pc}"


def _raised(found: re.Match[str]) -> str:
    return f"<super>{found[0].translate(_PLAIN)}</super>"
