"""An organisation's rules, as a value with bounds: the national floor that no organisation can go below.

Knows what each rule is and may be. Does not decide by them: `gateway.auth` does.
"""

from typing import Annotated, Final

import msgspec

from gateway.auth import hours
from wire.fields import PLAIN, Forbidden, Text

DAY: Final = 86400  # seconds

Family = Annotated[str, msgspec.Meta(pattern=r"\A(windows|macos|linux)\Z")]
Families = Annotated[tuple[Family, ...], msgspec.Meta(min_length=1, max_length=3)]
Hours = Annotated[tuple[Annotated[str, msgspec.Meta(pattern=hours.PATTERN)], ...], msgspec.Meta(max_length=14)]
Release = Annotated[str, msgspec.Meta(pattern=r"\A([0-9]{1,4}(\.[0-9]{1,4}){0,2})?\Z")]
MarkStrength = Annotated[int, msgspec.Meta(ge=75, le=175)]  # `watermark.pattern.STRENGTHS`

MarkText = Annotated[str, msgspec.Meta(max_length=24, pattern=PLAIN)]


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An organisation's rules. The defaults are the national floor; nothing here can switch a check off.

    The bounds see to that, and to it that an office PC and a home PC can read what they are sent of it.
    A rule that is a time is in seconds.
    """

    signatures_max_age: Annotated[int, msgspec.Meta(ge=3600, le=30 * DAY)] = 7 * DAY
    os_families: Families = ("windows", "macos", "linux")
    os_update_max_age: Annotated[int, msgspec.Meta(ge=DAY, le=365 * DAY)] | None = None  # None: not asked
    firewall_required: bool = False
    addresses_required: bool = False
    forbidden_programs: Forbidden = ()
    client_min_version: Release = ""
    resume_within: Annotated[int, msgspec.Meta(ge=0, le=3600)] = 600
    idle_after: Annotated[int, msgspec.Meta(ge=60, le=DAY)] = 1800
    session_max: Annotated[int, msgspec.Meta(ge=60, le=12 * 3600)] = 12 * 3600
    hours: Hours = ()  # when the organisation works; empty: always
    forbidden_windows: Forbidden = ()
    lock_at_end: bool = True
    notice: Text = ""
    mark_strength: MarkStrength = 100  # per cent of the hidden pattern's; no photo is read much below the least
    mark_text: MarkText = ""  # stands under 「撮影禁止」 before who it is; nothing of the warning can be taken away


POLICY_RULES: Final = {  # what each rule means to whoever sets it, and what it may be
    "signatures_max_age": "how old the home PC's antivirus signatures may be (1h to 30d)",
    "os_families": "the systems that a home PC may run (of windows, macos, linux)",
    "os_update_max_age": "how long ago the home PC's system was updated (1d to 365d, or none: not asked)",
    "firewall_required": "whether the home PC's firewall must be on (yes or no)",
    "addresses_required": "whether the home PC must have a network card on its ID's list (yes or no)",
    "forbidden_programs": "programs that may not run on the home PC (names, or * for all that are known; or empty)",
    "client_min_version": "the oldest client that may connect (for instance 0.2.0, or empty: any)",
    "hours": "when the organisation works (for instance mon-fri 07:00-22:00, a list; or empty: always)",
    "resume_within": "how long a dropped line comes back without a new code (0s to 1h)",
    "idle_after": "how long without input until a session ends (1m to 1d)",
    "session_max": "how long a session may last, and a stay after one code (1m to 12h)",
    "forbidden_windows": "titles of windows or names of programs that blank the picture (a list, or empty)",
    "lock_at_end": "whether the office PC is locked when a session ends (yes or no)",
    "notice": "what the employees are told when they sign in (one line of text, or empty)",
    "mark_strength": "how strong the hidden pattern is (75% to 175%)",
    "mark_text": "what stands under the visible warning before the ID (24 characters, or empty)",
}
