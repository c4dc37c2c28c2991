"""Invitations as letters: one A4 page a person, with the line to paste and its QR code, as one PDF.

Japanese, with the fonts of `watermark.evidence`. Knows paper; does not know the store.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from watermark.evidence.fonts import FIXED, TEXT, Letters

LEFT: Final = 25 * mm
_STEPS: Final = (
    "1. 自宅のPCで関所クライアントを起動し、「招待状で登録」を選びます。",
    "2. 下のQRコードを読み取るか、その下の文字をそのまま貼り付けます。",
    "3. スマートフォンの認証アプリで、画面に出るコードを読み取ります。",
    "4. 認証アプリに表示された6桁の数字を入力すると、登録が終わります。",
)
_WARNING: Final = (
    "この招待状はあなた専用で、1回だけ使えます。ほかの人に見せたり、写真に撮ったりしないでください。",
    "心当たりがないのに「使用済み」と表示されたときは、すぐに情報担当に連絡してください。",
)


@dataclass(frozen=True, slots=True)
class Letter:
    """One person's invitation."""

    identity: str
    name: str
    invitation: str


def letters(
    organisation: str, until: str, items: Sequence[Letter], progress: Callable[[int], None] = lambda _done: None
) -> bytes:
    """The PDF of all *items*; *until* is the last day on which the invitations are good. Raises `FontError`.

    *progress* is told how many letters are done.
    """
    fonts = Letters()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True, pageCompression=1)
    canvas.setTitle(f"{organisation} 招待状")
    for done, item in enumerate(items, 1):
        _page(canvas, fonts, organisation, until, item)
        canvas.showPage()
        progress(done)
    canvas.save()
    return out.getvalue()


def _page(canvas: Canvas, fonts: Letters, organisation: str, until: str, item: Letter) -> None:
    top = A4[1] - 30 * mm
    canvas.setFont(TEXT, 11)
    canvas.drawRightString(A4[0] - LEFT, top + 8 * mm, fonts.printable(organisation))
    canvas.setFont(TEXT, 16)
    canvas.drawString(LEFT, top - 8 * mm, f"{fonts.printable(item.name)} 様")
    canvas.setFont(TEXT, 18)
    canvas.drawString(LEFT, top - 26 * mm, "テレワーク接続(関所) 招待状")
    canvas.setFont(TEXT, 11)
    canvas.drawString(LEFT, top - 38 * mm, f"ID: {item.identity}    有効期限: {until} まで")
    for place, step in enumerate(_STEPS):
        canvas.drawString(LEFT, top - (52 + 8 * place) * mm, step)
    _qr(canvas, item.invitation, LEFT, top - 150 * mm, 60 * mm)
    canvas.setFont(FIXED, 9)
    for place in range(0, len(item.invitation), 72):
        canvas.drawString(LEFT, top - 158 * mm - place / 72 * 4.5 * mm, item.invitation[place : place + 72])
    canvas.setFont(TEXT, 10)
    for place, line in enumerate(_WARNING):
        canvas.drawString(LEFT, top - (178 + 7 * place) * mm, line)


def _qr(canvas: Canvas, text: str, left: float, bottom: float, side: float) -> None:
    """The code as squares, with a quiet border of four of them."""
    rows = [bytes(row) for row in segno.make(text, error="m").matrix_iter(border=4)]
    unit = side / len(rows)
    for down, row in enumerate(rows):
        for across, dark in enumerate(row):
            if dark:
                canvas.rect(left + across * unit, bottom + side - (down + 1) * unit, unit, unit, stroke=0, fill=1)
