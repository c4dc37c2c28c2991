"""What must not be seen from home."""

from agent.forbidden import Forbidden


def test_a_title_that_contains_an_entry_is_found() -> None:
    """Titles match by a part of them, whatever the case."""
    forbidden = Forbidden(["マイナンバー", "JUKI"])
    assert forbidden.among_titles(["メモ", "juki-net 照会"]) == "juki"
    assert forbidden.among_titles(["マイナンバー利用事務 - ブラウザ"]) == "マイナンバー"
    assert forbidden.among_titles(["総務課 起案"]) is None


def test_a_process_matches_by_its_whole_name() -> None:
    """`juki.exe` is `juki`; `jukitool` is not."""
    forbidden = Forbidden(["juki.exe"])
    assert forbidden.among_processes(["explorer.exe", "JUKI.EXE"]) == "juki.exe"
    assert forbidden.among_processes(["juki"]) == "juki.exe"
    assert forbidden.among_processes(["jukitool.exe"]) is None


def test_an_empty_list_forbids_nothing() -> None:
    """Blank entries do not match everything."""
    assert not Forbidden([])
    assert not Forbidden(["", "  "])
    assert Forbidden([" "]).among_titles(["anything"]) is None
