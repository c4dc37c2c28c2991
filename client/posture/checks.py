"""The posture as a person reads it: one check after the other, its result, and what to do about a failure.

Pure. Judges by the national floor only to give advice; the gateway decides, by the organisation's own policy.
"""

import enum
from dataclasses import dataclass
from typing import Final

from client.sentence import Sentence
from client.text import reason_text
from wire.messages import Posture
from wire.reasons import Reason

SIGNATURES_MAX_AGE: Final = 7 * 86400  # seconds; the national floor
DESKTOPS: Final = ("windows", "macos", "linux")


class CheckName(enum.StrEnum):
    """The checks, in the order they are shown."""

    OS = "os"
    FORM = "form"
    ANTIVIRUS = "antivirus"
    SIGNATURES = "signatures"
    FIREWALL = "firewall"


class Result(enum.StrEnum):
    """How a check came out."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"  # could not be read; whether that matters is the organisation's policy


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list. `detail` is what was found; `advice` is None when all is well."""

    name: CheckName
    title: Sentence
    result: Result
    detail: Sentence | None
    reason: Reason | None = None

    @property
    def advice(self) -> Sentence | None:
        """What the person can do."""
        return None if self.reason is None else reason_text(self.reason).advice


_TITLES: Final[dict[CheckName, Sentence]] = {
    CheckName.OS: Sentence("対応しているOS", "Supported operating system"),
    CheckName.FORM: Sentence("PCであること", "This is a PC"),
    CheckName.ANTIVIRUS: Sentence("ウイルス対策ソフトの動作", "Antivirus is running"),
    CheckName.SIGNATURES: Sentence("ウイルス定義の更新", "Virus signatures are fresh"),
    CheckName.FIREWALL: Sentence("ファイアウォール", "Firewall"),
}


_DAYS: Final = Sentence("{} 日前に更新", "updated {} days ago")
_LATELY: Final = {0: Sentence("今日更新", "updated today"), 1: Sentence("昨日更新", "updated yesterday")}


def checks_of(posture: Posture, now: float) -> tuple[Check, ...]:
    """The checks for *posture*; *now* in Unix seconds."""
    return (_os(posture), _form(posture), _antivirus(posture), _signatures(posture, now), _firewall(posture))


def _check(name: CheckName, result: Result, detail: Sentence | None, reason: Reason | None) -> Check:
    return Check(name, _TITLES[name], result, detail, None if result is Result.PASSED else reason)


def _plain(text: str) -> Sentence | None:
    """A name, which is the same in both languages."""
    return Sentence(text, text.replace("、", ", ")) if text else None


def _passed_if(good: bool) -> Result:  # noqa: FBT001 - the one thing that it is about
    return Result.PASSED if good else Result.FAILED


def _os(posture: Posture) -> Check:
    good = _passed_if(posture.os_family in DESKTOPS)
    return _check(CheckName.OS, good, _plain(posture.os_version), Reason.OS_UNSUPPORTED)


def _form(posture: Posture) -> Check:
    return _check(CheckName.FORM, _passed_if(posture.form == "pc"), None, Reason.NOT_A_PC)


def _antivirus(posture: Posture) -> Check:
    running = [product.name for product in posture.antivirus if product.running]
    names = running or [product.name for product in posture.antivirus]
    reason = Reason.ANTIVIRUS_STOPPED if posture.antivirus else Reason.ANTIVIRUS_MISSING
    return _check(CheckName.ANTIVIRUS, _passed_if(bool(running)), _plain("、".join(names)), reason)


def _signatures(posture: Posture, now: float) -> Check:
    if not any(product.running for product in posture.antivirus):
        return _check(CheckName.SIGNATURES, Result.FAILED, None, None)  # what to do stands with the check before
    newest = max((p.signatures_at for p in posture.antivirus if p.running and p.signatures_at), default=None)
    if newest is None:
        return _check(CheckName.SIGNATURES, Result.FAILED, None, Reason.ANTIVIRUS_STALE)
    days = max(0, int((now - newest) // 86400))  # of 24 hours: near enough for a person
    fresh = _passed_if(now - newest <= SIGNATURES_MAX_AGE)
    detail = _LATELY.get(days) or _DAYS.filled(str(days))
    return _check(CheckName.SIGNATURES, fresh, detail, Reason.ANTIVIRUS_STALE)


def _firewall(posture: Posture) -> Check:
    if posture.firewall is None:
        return _check(CheckName.FIREWALL, Result.UNKNOWN, None, None)
    return _check(CheckName.FIREWALL, _passed_if(posture.firewall), None, Reason.FIREWALL_OFF)
