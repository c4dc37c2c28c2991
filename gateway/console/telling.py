"""What went wrong, as a page says it: one sentence in the reader's language. Pure."""

from gateway.console.words import say
from gateway.errors import ForbiddenError, GatewayError, RefusedError, StoreError
from gateway.japanese import translated
from wire.reasons import Reason

_WAIT = {Reason.TOO_FAST, Reason.LOCKED}


def told(error: GatewayError, lang: str) -> str:
    """The sentence for *error*. Advice that names a command is left out: nobody has a command line here."""
    if isinstance(error, StoreError):
        return say("error.store", lang)
    if isinstance(error, RefusedError):
        return say("error.refused", lang, reason=say(f"reason.{error.reason.value}", lang))
    if isinstance(error, ForbiddenError):
        return say("error.forbidden", lang)
    text = str(error)
    if lang == "ja":
        text = translated(text)
    sentences = [part for part in text.replace("。", "。\n").split("\n") if part and "`" not in part]
    return "".join(sentences) or text


def sign_in_problem(error: RefusedError, lang: str) -> str:
    """Why a sign-in was refused, without saying which part was wrong."""
    if error.reason in _WAIT:
        return say("signin.wait", lang, minutes=max(1, round(error.retry_after / 60)))
    return say("signin.wrong", lang)
