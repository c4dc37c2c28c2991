"""Faults and their sentences."""

import pytest

from watermark.faults import SENTENCES, Fault, sentence


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_one_sentence_with_the_name(fault: Fault) -> None:
    """One line that names the file and ends."""
    text = sentence(fault, "a.jpg")
    assert "a.jpg" in text
    assert text.endswith(".")
    assert "\n" not in text
    assert SENTENCES[fault].count("{}") == 1
