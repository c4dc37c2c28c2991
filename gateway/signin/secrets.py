"""The random words that stand for somebody: a browser's secret, a token, and what is derived from them.

Pure but for chance. Each has 256 random bits, so its plain SHA-256 may be stored: nobody can try them all.
"""

import hashlib
import hmac
import re
import secrets
from typing import Final

from gateway.secret import Secret

PREFIX: Final = "sekisho_"  # by which a token that lies about is recognised
_TOKEN: Final = re.compile(r"sekisho_[A-Za-z0-9_-]{43}")


def new_browser() -> Secret[str]:
    """The secret of a browser's session."""
    return Secret(secrets.token_urlsafe(32))


def new_token() -> Secret[str]:
    """A token for a machine."""
    return Secret(PREFIX + secrets.token_urlsafe(32))


def is_token(text: str) -> bool:
    """Whether *text* has a token's form."""
    return _TOKEN.fullmatch(text) is not None


def digest(secret: Secret[str]) -> bytes:
    """What is stored of it."""
    return hashlib.sha256(secret.reveal().encode()).digest()


def form_token(browser: Secret[str]) -> str:
    """What every form of a page carries, so that another site's form is refused: derived, so nothing is stored."""
    return hmac.digest(browser.reveal().encode(), b"form", "sha256").hex()


def check_form_token(browser: Secret[str], shown: str) -> bool:
    """Whether *shown* is the form token of *browser*."""
    return hmac.compare_digest(form_token(browser).encode(), shown.encode())
