"""What the person has chosen, between two runs."""

from pathlib import Path

import pytest

from client.sentence import Language
from client.settings import Settings, keep, load


@pytest.mark.parametrize("language", [None, *Language])
@pytest.mark.parametrize("others", [(False, False, False), (True, True, True), (False, True, False)])
def test_a_choice_is_kept(tmp_path: Path, language: Language | None, others: tuple[bool, bool, bool]) -> None:
    """What was chosen is there at the next start, for this account alone."""
    keep(tmp_path, Settings(language, *others))
    assert load(tmp_path) == Settings(language, *others)
    assert (tmp_path / "settings.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("bad", [b"", b"{", b'{"language":"fr"}', b"[]", b"\xff" * 9000])
def test_a_damaged_file_is_as_none(tmp_path: Path, bad: bytes) -> None:
    """Whatever the file holds, the program starts with the usual choices."""
    (tmp_path / "settings.json").write_bytes(bad)
    assert load(tmp_path) == Settings()


def test_nothing_kept_is_the_usual(tmp_path: Path) -> None:
    """A first start has the usual choices, and a folder that is not there costs the choice alone."""
    assert load(tmp_path) == Settings()
    keep(tmp_path / "nowhere", Settings(Language.EN))
    assert load(tmp_path / "nowhere") == Settings()
