"""Messages to test with: hypothesis strategies drawn from the message classes, and one plain sample of each.

`python -m tests.fakes.wire_values` writes the samples' frames to tests/wire/vectors/ as golden hex. Do so only with a
new VERSION: a changed vector of an old version is a broken protocol.
"""

from functools import cache
from pathlib import Path
from typing import Final

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from wire import limits
from wire import messages as m
from wire.codec import encode
from wire.geometry import Rect
from wire.kinds import KINDS, VERSION, Encoding
from wire.message import Message
from wire.reasons import Reason

VECTORS: Final = Path(__file__).parents[1] / "wire" / "vectors"
_LONGEST: Final = 48  # characters or bytes drawn at random; the bounds themselves have tests of their own

_posture: Final = m.Posture(
    os_family="windows",
    os_version="11 24H2",
    form="pc",
    antivirus=(m.Antivirus("Defender", running=True, signatures_at=1_790_000_000),),
    firewall=True,
    os_updated_at=1_789_000_000,
    age=0.5,
    addresses=("3c:52:82:1a:0b:4d",),
    programs=("OBS Studio",),
    client="0.1.0",
)
_overlay: Final = m.Overlay(slot=7, pattern=b"pattern", label="撮影禁止 131016-0001 関所 花子")
_pcs: Final = (m.Pc("pc-131016-0001", "総務課-012", "ready"),)
_token: Final = bytes(range(limits.TOKEN_BYTES))
_key: Final = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"
_number: Final = 0x0123456789AB

SAMPLES: Final[tuple[Message, ...]] = (
    m.Refused(Reason.WRONG_CODE, 2.0, final=False),
    m.Bye(Reason.LEFT),
    m.Spend(VERSION, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "client", "home-pc", "linux"),
    m.TotpOffer("otpauth://totp/Sekisho:131016-0001?secret=JBSWY3DP"),
    m.TotpConfirm("123456"),
    m.Certified("131016-0001", "関所 花子", (_key,), m.Authorities(_key, _key, _key, _key)),
    m.Attend(VERSION, "office-pc", "linux"),
    m.Attending("pc-131016-0001", "総務課-012"),
    m.Offer(
        _number,
        _key,
        _token,
        _overlay,
        m.ScreenPolicy(("SNS",), 1800, lock_at_end=True, notice="閲覧中"),
        1_790_000_000,
    ),
    m.OfferAccepted(_number),
    m.OfferRefused(_number, Reason.PC_BUSY),
    m.NewOverlay(_number, _overlay),
    m.Withdraw(_number, Reason.REVOKED),
    m.SessionOver(_number, Reason.IDLE),
    m.Renew(),
    m.Renewed((_key, _key)),
    m.NewPolicy(_number, m.ScreenPolicy(("SNS",), 900, lock_at_end=False, notice="")),
    m.Join(VERSION, "654321", None, _posture, "home-pc"),
    m.Admitted("131016-0001", "関所 花子", _pcs, _key, _token, 600, ""),
    m.Report(_posture),
    m.Pcs(_pcs),
    m.Open("pc-131016-0001", _key),
    m.Opened(_number, "pc-131016-0001", _key, _token),
    m.Close(_number),
    m.Ended(_number, Reason.ENDED_BY_ADMIN),
    m.Screen(Rect(0, 0, 1920, 1080), (Rect(0, 0, 960, 1080), Rect(960, 0, 960, 1080)), resizable=True),
    m.Picture(9, (m.Patch(Encoding.LOSSLESS, Rect(16, 32, 64, 8), (Rect(16, 32, 60, 8),), b"pixels"),)),
    m.Cursor(2, 1, 0, 0, b"premultiplied"),
    m.Blanked(Reason.FORBIDDEN_WINDOW),
    m.Pong(3),
    m.View(VERSION),
    m.Ack(9, 4200),
    m.Key(30, down=True),
    m.Pointer(800, 450),
    m.Button(1, down=False),
    m.Wheel(0, -1),
    m.ReleaseAll(),
    m.Refresh(),
    m.Ping(3),
    m.Resize(1600, 900),
)


@cache
def values(message: type[msgspec.Struct]) -> st.SearchStrategy[msgspec.Struct]:
    """Every valid message of class *message*, up to a length that keeps the tests quick."""
    info = inspect.type_info(message)
    assert isinstance(info, inspect.StructType)
    return st.builds(message, *(_of(field.type) for field in info.fields))


def _of(kind: inspect.Type) -> st.SearchStrategy[object]:  # noqa: C901, PLR0911 - one line for each kind of field
    """The values that a field of type *kind* may have."""
    match kind:
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.IntType():
            return st.integers(_first(kind.ge, kind.gt, 1), _first(kind.le, kind.lt, -1))
        case inspect.FloatType():
            return st.floats(kind.ge, kind.le)
        case inspect.StrType():
            return _text(kind)
        case inspect.BytesType():
            return st.binary(min_size=kind.min_length or 0, max_size=_shorter(kind.max_length, kind.min_length))
        case inspect.EnumType():
            return st.sampled_from(list(kind.cls))
        case inspect.VarTupleType():
            longest = min(kind.max_length or 4, 4)
            return st.lists(_of(kind.item_type), min_size=kind.min_length or 0, max_size=longest).map(tuple)
        case inspect.UnionType():
            return st.one_of(*(_of(part) for part in kind.types))
        case inspect.StructType():
            return values(kind.cls)
        case _:
            raise TypeError(f"no strategy for {kind!r}: the wire has a new kind of field")


def _first(inclusive: int | None, exclusive: int | None, step: int) -> int | None:
    """An inclusive bound from either spelling."""
    return inclusive if exclusive is None else exclusive + step


def _text(kind: inspect.StrType) -> st.SearchStrategy[str]:
    if kind.pattern is not None:
        least, most = kind.min_length or 0, _shorter(kind.max_length, kind.min_length)
        return st.from_regex(kind.pattern, fullmatch=True).filter(lambda text: least <= len(text) <= most)
    return st.text(min_size=kind.min_length or 0, max_size=_shorter(kind.max_length, kind.min_length))


def _shorter(longest: int | None, shortest: int | None) -> int:
    return max(min(longest or _LONGEST, _LONGEST), shortest or 0)


def vector_file(version: int) -> Path:
    """Where the golden frames of *version* are kept: one line each, class name and hex."""
    return VECTORS / f"v{version}.txt"


def write_vectors() -> None:
    """Write the samples' frames as the golden vectors of the present VERSION."""
    lines = (f"{type(sample).__name__} {encode(sample).hex()}\n" for sample in SAMPLES)
    VECTORS.mkdir(exist_ok=True)
    vector_file(VERSION).write_text("".join(lines))


if __name__ == "__main__":
    assert [type(sample) for sample in SAMPLES] == [kind.message for kind in KINDS]
    write_vectors()
