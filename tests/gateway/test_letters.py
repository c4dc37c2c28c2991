"""Invitations as letters."""

import io
import subprocess
from pathlib import Path

import cv2
import numpy as np

from gateway.letters import Letter, letters

LINE = f"sekisho://gate.example.jp:443/client/ABCDEFGHIJKLMNOPQRSTUVWXYZ234567/{'mB3xkK0v9' * 4}abcdefg"


def test_each_person_has_a_page_whose_code_can_be_scanned(tmp_path: Path) -> None:
    """As many pages as people; a camera reads from each page the very line of its person."""
    items = [Letter("131016-0001", "関所 花子", LINE), Letter("131016-0002", "髙﨑 太郎", LINE.replace("ABC", "XYZ"))]
    done: list[int] = []
    path = tmp_path / "letters.pdf"
    path.write_bytes(letters("千代田区", "2027-03-31", items, done.append))
    assert done == [1, 2]
    subprocess.run(["pdftoppm", "-r", "100", "-png", path, tmp_path / "page"], check=True)  # noqa: S603, S607 - our own file
    pages = sorted(tmp_path.glob("page*.png"))
    read = [cv2.QRCodeDetector().detectAndDecode(np.asarray(cv2.imread(str(page))))[0] for page in pages]
    assert read == [item.invitation for item in items]


def test_the_same_letters_are_the_same_bytes() -> None:
    """Nothing in the file depends on when it was made."""
    items = [Letter("131016-0001", "関所 花子", LINE)]
    assert letters("千代田区", "2027-03-31", items) == letters("千代田区", "2027-03-31", items)
    assert io.BytesIO(letters("千代田区", "2027-03-31", items)).read(5) == b"%PDF-"
