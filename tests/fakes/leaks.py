"""A leaked picture of a session: an office screen, stamped as the office PC stamps it."""

import io

import numpy as np
from PIL import Image

from gateway.marks import overlay_for
from gateway.policy import Policy
from gateway.ports import Store
from gateway.records import Session
from watermark import Pattern, Stamper


def office_screen() -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    """A light desktop with some dark lines of text-like detail, 1280 x 800, BGRA."""
    screen = np.full((800, 1280, 4), 235, np.uint8)
    screen[40:760:24, 60:1200:3, :3] = 40
    screen[100:300, 700:1200, :3] = (200, 160, 120)
    return screen


async def leak_of(store: Store, session: Session) -> bytes:
    """A PNG of the first ten minutes of *session*, with a grey desk around it."""
    key = await store.mark_key(session.organisation)
    identity, pc = await store.identity(session.identity), await store.pc(session.pc)
    overlay = overlay_for(key, identity, pc, session, 0, Policy())
    stamper = Stamper(1280, 800, Pattern.from_bytes(overlay.pattern), overlay.label)
    pixels = np.asarray(stamper.stamp_screen(office_screen()).pixels)[:, :, 2::-1]
    desk = np.full((900, 1400, 3), 90, np.uint8)
    desk[50:850, 60:1340] = pixels
    out = io.BytesIO()
    Image.fromarray(desk).save(out, "PNG")
    return out.getvalue()
