"""A QR code as a drawing. Knows segno; does not know what is written in it."""

import io

import segno


def qr_svg(text: str, scale: float = 4.0) -> str:
    """An SVG element that shows *text*; without a size of its own colours or styles, so that any page may hold it."""
    out = io.BytesIO()
    segno.make(text, error="m").save(
        out, kind="svg", scale=scale, border=4, xmldecl=False, svgns=False, omitsize=False, nl=False, light="#fff"
    )
    return out.getvalue().decode()
