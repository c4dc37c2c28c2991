"""Keys that this PC keeps for itself, or that its keyboard lacks, as a menu sends them. Plain values: evdev codes."""

from typing import Final

from client.sentence import Sentence

S = Sentence
_CTRL, _ALT, _SHIFT, _SUPER = 29, 56, 42, 125

CHORDS: Final[tuple[tuple[Sentence, tuple[int, ...]], ...]] = (
    (S("Ctrl+Alt+Del", "Ctrl+Alt+Del"), (_CTRL, _ALT, 111)),
    (S("Ctrl+Shift+Esc（タスク マネージャー）", "Ctrl+Shift+Esc (task manager)"), (_CTRL, _SHIFT, 1)),
    (S("Windows キー", "Windows key"), (_SUPER,)),
    (S("Windows+L（画面のロック）", "Windows+L (lock the screen)"), (_SUPER, 38)),
    (S("Alt+Tab", "Alt+Tab"), (_ALT, 15)),
    (S("Alt+F4", "Alt+F4"), (_ALT, 62)),
    (S("半角/全角", "Hankaku/Zenkaku"), (41,)),
    (S("変換", "Henkan"), (92,)),
    (S("無変換", "Muhenkan"), (94,)),
    (S("カタカナ ひらがな", "Katakana/Hiragana"), (93,)),
)
