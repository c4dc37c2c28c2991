"""Only an encoder that keeps the stream's promises is used, whatever it says of itself."""

from collections.abc import Callable

import numpy as np
import pytest

from agent.encode import H264Encoder
from agent.encode import stream as stream_module
from agent.encode.codecs import CODECS, FAITHFUL, X264, Codec, Options
from agent.encode.h264 import trusted
from agent.encode.probe import keeps_promises
from agent.encode.stream import Stream
from agent.errors import EncodeError
from agent.stamping import stamper_for
from tests.fakes.marks import overlay

STAMPED = stamper_for(overlay(), (320, 200)).stamp(np.full((200, 320, 4), 90, np.uint8), 0, 0)


def _x264(change: Callable[[Options], Options]) -> Codec:
    """X264, told something else."""
    return Codec("libx264", lambda rate, worst: change(X264.options(rate, worst)))


def _parameters(options: Options, before: str, after: str) -> Options:
    return {**options, "x264-params": options["x264-params"].replace(before, after)}


ROUGH = _x264(lambda options: {**_parameters(options, "qpmax=30", "qpmax=51"), "crf": "48"})
FORGETFUL = _x264(lambda options: _parameters(options, FAITHFUL, ""))
LATE = _x264(lambda options: {"crf": options["crf"], "preset": "medium"})
ABSENT = Codec("h264_no_such_card", lambda _rate, _worst: {})
STRANGER = Codec("libx265", lambda _rate, _worst: {"x265-params": "log-level=none", "tune": "zerolatency"})


def test_our_own_encoder_is_trusted() -> None:
    """X264, as it is told, keeps every promise; it stands last, so that there always is one."""
    assert keeps_promises(X264)
    assert CODECS[-1] is X264


@pytest.mark.parametrize(
    "codec", [ROUGH, FORGETFUL, LATE, ABSENT, STRANGER], ids=["rough", "forgetful", "late", "absent", "h265"]
)
def test_an_encoder_that_breaks_a_promise_is_not(codec: Codec) -> None:
    """Too rough, losing the mark when something moves beneath it, late by a picture, not there, or not H.264."""
    assert not keeps_promises(codec)
    assert trusted((codec, X264)) == (X264,)


def test_the_best_that_is_trusted_is_used() -> None:
    """In the order of the list; without any, the one that we know."""
    other = _x264(lambda options: options)
    assert trusted((ABSENT, other, X264)) == (other, X264)
    assert H264Encoder(codecs=(ABSENT, X264)).codec == "libx264"
    assert H264Encoder(codecs=(ABSENT,)).codec == "libx264"


def test_an_encoder_that_fails_in_the_middle_is_replaced_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The picture comes all the same, as a key picture of the next encoder; when the last one fails, it says so."""
    card = _x264(lambda options: options)
    encoder = H264Encoder(codecs=(card, X264))
    first = encoder.encode(STAMPED)
    working = Stream.encode

    def gone(self: Stream, pixels: np.ndarray) -> bytes:
        if self.codec is card:
            raise EncodeError("taken away")
        return working(self, pixels)

    monkeypatch.setattr(stream_module.Stream, "encode", gone)
    assert len(encoder.encode(STAMPED)) == pytest.approx(len(first), rel=0.05)
    monkeypatch.setattr(stream_module.Stream, "encode", lambda *_: _fail())
    with pytest.raises(EncodeError, match="all gone"):
        encoder.encode(STAMPED)


def _fail() -> bytes:
    raise EncodeError("all gone")
