"""The QR code."""

import io

import cv2
import numpy as np

from client.qr import print_to, squares

URI = "otpauth://totp/Sekisho:131016-0001?secret=JBSWY3DPEHPK3PXP&issuer=Sekisho"


def test_a_scanner_reads_the_uri_back() -> None:
    """Another library's reader finds the same text in the squares."""
    dark = np.array(squares(URI), dtype=bool)
    image = np.where(dark, 0, 255).astype(np.uint8).repeat(8, 0).repeat(8, 1)
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(image)
    assert text == URI


def test_a_terminal_gets_blocks() -> None:
    """The terminal's form has lines of equal width."""
    stream = io.StringIO()
    print_to(stream, URI)
    assert len(stream.getvalue().splitlines()) > 10
