"""Pages from templates: escaping, words in two languages, moments in Japan time, versions of static files.

Knows Jinja. Does not know HTTP or what a page is about.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

import jinja2
from markupsafe import Markup

from gateway.clock import JAPAN
from gateway.console.words import say

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
LANGUAGES: Final = ("ja", "en")
_UNITS: Final = ("B", "KB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True)
class Static:
    """A static file: its bytes, media type and the version that pages ask for."""

    body: bytes
    media: str
    version: str


_MEDIA: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def _static_files() -> Mapping[str, Static]:
    found = {}
    for path in sorted(STATIC.iterdir()):
        body = path.read_bytes()
        found[path.name] = Static(body, _MEDIA[path.suffix], hashlib.sha256(body).hexdigest()[:12])
    return found


# Read once, when the module is loaded: pages are drawn in the event loop, where no file is waited for.
STATIC_FILES: Final = _static_files()
_TEMPLATES: Final = {path.name: path.read_text("utf-8") for path in sorted((HERE / "templates").iterdir())}


def static_url(name: str) -> str:
    """Where a page finds a static file; another content has another address."""
    return f"/static/{name}?v={STATIC_FILES[name].version}"


def when(at: float | datetime | str | None, pattern: str = "%Y-%m-%d %H:%M:%S") -> str:
    """A moment (Unix seconds, a datetime or ISO 8601) in Japan time, a dash for none."""
    if at is None or at == "":
        return "–"
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    moment = at if isinstance(at, datetime) else datetime.fromtimestamp(at, UTC)
    return moment.astimezone(JAPAN).strftime(pattern)


def size(count: int) -> str:
    """Bytes as people read them."""
    value = float(count)
    for unit in _UNITS:
        if value < 1000 or unit == _UNITS[-1]:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError  # pragma: no cover - the last unit always answers


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.DictLoader(_TEMPLATES),
        auto_reload=False,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(when=when, size=size, facts=facts)
    environment.globals.update(static=static_url)
    return environment


def page(template: str, lang: str, facts: Mapping[str, object]) -> str:
    """The page *template* in *lang*, filled with *facts*; `t` in it says words of `gateway.console.words`."""

    def t(key: str, **values: object) -> str:
        return say(key, lang, **values)

    return _environment().get_template(template).render(facts, t=t, lang=lang)


def facts(text: str) -> list[tuple[str, str]]:
    """The facts of an audit row, in order, without the version of their meaning and without what is empty."""
    found = json.loads(text)
    return [(name, _shown(value)) for name, value in found.items() if name != "v" and value not in ("", [], None)]


def _shown(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def drawing(svg: str) -> Markup:
    """A drawing of ours as a template may show it unescaped."""
    return Markup(svg)  # noqa: S704 - made by `charts`, which escapes every label
