"""Whether a Japanese OCR reads 撮影禁止 in the contrast-enhanced views of photographed screens.

Run with `python -m bench.warning_ocr FOLDER`, where FOLDER holds photos `<screen>-<shot>.jpg` of 1600 x 900 screens and
the screens' corners in `corners.json`. Prints a table: screens across, shots down. Needs tesseract-ocr-jpn.
"""

import json
import sys
from pathlib import Path

from tests.camera.ocr import warned
from tests.fakes.screens import SCREENS
from watermark import load_image


def main() -> None:
    """Read them all and print the table."""
    folder = Path(sys.argv[1])
    corners = {
        name: [(x, y) for x, y in four] for name, four in json.loads((folder / "corners.json").read_text()).items()
    }
    shots = list(dict.fromkeys(name.split("-", 1)[1].removesuffix(".jpg") for name in corners))
    print("| shot | " + " | ".join(SCREENS) + " |\n|---|" + "---|" * len(SCREENS))
    right = dict.fromkeys(SCREENS, 0)
    for shot in shots:
        marks = []
        for name in SCREENS:
            photo = f"{name}-{shot}.jpg"
            read = photo in corners and warned(load_image(folder / photo), corners[photo])
            right[name] += read
            marks.append("read" if read else "–")
        print(f"| {shot} | " + " | ".join(marks) + " |", flush=True)
    print("| in all | " + " | ".join(f"{count} of {len(shots)}" for count in right.values()) + " |")


if __name__ == "__main__":
    main()
