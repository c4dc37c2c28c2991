"""Office screens made on the spot: what people look at all day, as (height, width, 3) BGR arrays."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Screen = npt.NDArray[np.uint8]

FONT: Final = "/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf"
_TEXT: Final = (
    "令和八年度 在宅勤務の実施について（通知）",
    "標記の件について、下記のとおり定めましたので、関係職員に周知願います。",
    "1 対象は、所属長が認めた職員とする。勤務時間は午前8時30分から午後5時15分まで。",
    "2 画面の撮影、印刷、保存その他の方法による情報の持ち出しを禁ずる。",
    "3 業務用端末は、庁内の端末と同様に管理し、家族等に使用させてはならない。",
    "Telework from home: one code, one desk, nothing leaves the office but its picture.",
    "なお、個人番号利用事務については、本制度の対象外であるので留意すること。",
)


def _canvas(width: int, height: int, colour: tuple[int, int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (width, height), colour)
    return image, ImageDraw.Draw(image)


def _bgr(image: Image.Image) -> Screen:
    return np.ascontiguousarray(np.asarray(image)[:, :, ::-1])


def document(width: int = 1600, height: int = 900) -> Screen:
    """A word processor: grey desk, white page, Japanese text at 15 px."""
    image, draw = _canvas(width, height, (230, 230, 232))
    draw.rectangle((0, 0, width, 60), fill=(43, 87, 154))
    left, right = width // 8, width - width // 8
    draw.rectangle((left, 90, right, height), fill=(255, 255, 255), outline=(190, 190, 190))
    title, body = ImageFont.truetype(FONT, 24), ImageFont.truetype(FONT, 15)
    draw.text((left + 60, 18), "在宅勤務通知.docx", fill=(255, 255, 255), font=body)
    draw.text((left + 320, 120), _TEXT[0], fill=(20, 20, 20), font=title)
    for row, y in enumerate(range(180, height - 20, 27)):
        draw.text((left + 60, y), (_TEXT[1 + row % 6] * 3)[: (right - left - 120) // 15], fill=(30, 30, 30), font=body)
    return _bgr(image)


def spreadsheet(width: int = 1600, height: int = 900) -> Screen:
    """A table of figures with grid lines and coloured cells."""
    image, draw = _canvas(width, height, (255, 255, 255))
    font = ImageFont.truetype(FONT, 13)
    draw.rectangle((0, 0, width, 90), fill=(33, 115, 70))
    for row, y in enumerate(range(90, height, 22)):
        for column, x in enumerate(range(0, width, 92)):
            shade = (226, 239, 218) if row % 7 == 0 else (242, 242, 242) if column == 0 else (255, 255, 255)
            draw.rectangle((x, y, x + 92, y + 22), fill=shade, outline=(212, 212, 212))
            figure = f"{(row * 7919 + column * 104729) % 1000000:,}" if column else f"{row + 1}行"
            draw.text((x + 8, y + 4), figure, fill=(0, 0, 0), font=font)
    return _bgr(image)


def terminal(width: int = 1600, height: int = 900) -> Screen:
    """A dark terminal with light text."""
    image, draw = _canvas(width, height, (24, 26, 31))
    font = ImageFont.truetype(FONT, 16)
    for row, y in enumerate(range(8, height, 20)):
        text = f"{row:04d} 関所@庁舎:~$ tail -f /var/log/kessai/{row * 37 % 97:02d}.log  処理件数={row * 7919 % 5003}"
        draw.text((10, y), text[: 40 + row * 31 % 90], fill=(200, 204, 210), font=font)
    return _bgr(image)


def blank(width: int = 1600, height: int = 900) -> Screen:
    """Nothing but white."""
    return np.full((height, width, 3), 255, np.uint8)


def grey(width: int = 1600, height: int = 900) -> Screen:
    """Nothing but mid-grey."""
    return np.full((height, width, 3), 128, np.uint8)


def black(width: int = 1600, height: int = 900) -> Screen:
    """Nothing but black."""
    return np.zeros((height, width, 3), np.uint8)


def photograph(width: int = 1600, height: int = 900) -> Screen:
    """What a natural picture is to a reader: structure at every scale, power falling with frequency, and grain."""
    random = np.random.default_rng(7)
    total = np.zeros((height, width, 3), np.float32)
    for octave in range(2, 9):
        size = (max(2, width >> (9 - octave)), max(2, height >> (9 - octave)))
        layer = random.standard_normal((size[1], size[0], 3)).astype(np.float32)
        total += cv2.resize(layer, (width, height), interpolation=cv2.INTER_CUBIC) * 2.0 ** -(octave - 2)
    total += 0.02 * random.standard_normal(total.shape).astype(np.float32)
    return np.clip(125 + 48 * total, 0, 255).astype(np.uint8)


def desktop(width: int = 1600, height: int = 900) -> Screen:
    """A picture behind, a document and a terminal in front."""
    screen = photograph(width, height)
    h, w = height * 3 // 5, width // 2
    screen[height // 10 : height // 10 + h, width // 20 : width // 20 + w] = document(w, h)
    h, w = height // 2, width * 2 // 5
    screen[height // 3 : height // 3 + h, width * 11 // 20 : width * 11 // 20 + w] = terminal(w, h)
    return screen


SCREENS: Final[dict[str, Callable[[int, int], Screen]]] = {
    "document": document,
    "spreadsheet": spreadsheet,
    "terminal": terminal,
    "blank": blank,
    "grey": grey,
    "photograph": photograph,
    "desktop": desktop,
}


@lru_cache(maxsize=16)
def screen(name: str, width: int = 1600, height: int = 900) -> Screen:
    """One of `SCREENS`, made once and read-only."""
    made = SCREENS[name](width, height)
    made.flags.writeable = False
    return made


def bgrx(picture: Screen) -> Screen:
    """*picture* with the unused fourth byte that screens have."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA), np.uint8)


def noise(coarse: float, fine: float = 4.0, width: int = 256, height: int = 128) -> Screen:
    """Mid-grey that varies so many grey levels from cell to cell, and so many from pixel to pixel."""
    rng = np.random.default_rng(5)
    cells = rng.normal(0, coarse, (-(-height // 8), -(-width // 8)))
    levels = 128 + np.kron(cells, np.ones((8, 8)))[:height, :width] + rng.normal(0, fine, (height, width))
    grey = np.clip(np.rint(levels), 0, 255).astype(np.uint8)
    return np.asarray(cv2.merge([grey, grey, grey]), np.uint8)
