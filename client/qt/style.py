"""The look: calm colours, a readable Japanese face, generous space. No behaviour."""

from typing import Final

from PySide6.QtGui import QFont, QGuiApplication

from client.sentence import Language

INK: Final = "#1f2a37"
SOFT: Final = "#5b6875"
PAPER: Final = "#f4f6f8"
CARD: Final = "#ffffff"
EDGE: Final = "#d5dce3"
ACCENT: Final = "#1d5c7a"
ACCENT_DARK: Final = "#164861"
GOOD: Final = "#2a7a4f"
BAD: Final = "#a4332f"
BAD_PAPER: Final = "#fbeceb"
NIGHT: Final = "#20262d"  # around the office screen

# Each platform's own face first; the first one that is installed and has the letter is used.
JAPANESE: Final = ("Yu Gothic UI", "Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP", "IPAexGothic", "IPAGothic")
LATIN: Final = ("Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans")

SHEET: Final = f"""
QWidget {{ color: {INK}; font-size: 15px; }}
QMainWindow, QWidget#page {{ background: {PAPER}; }}
QFrame#card {{ background: {CARD}; border: 1px solid {EDGE}; border-radius: 10px; }}
QLabel#title {{ font-size: 26px; font-weight: 600; }}
QLabel#brand {{ font-size: 15px; color: {SOFT}; letter-spacing: 2px; }}
QLabel#soft {{ color: {SOFT}; font-size: 14px; }}
QLabel#identity {{ font-size: 20px; font-weight: 600; }}
QFrame#problem {{ background: {BAD_PAPER}; border: 1px solid #e6bdbb; border-radius: 8px; }}
QLabel#problemSentence {{ color: {BAD}; font-weight: 600; }}
QLabel#good {{ color: {GOOD}; font-weight: 600; }}
QLabel#bad {{ color: {BAD}; font-weight: 600; }}
QLineEdit {{ background: {CARD}; border: 1px solid #aab6c1; border-radius: 8px; padding: 8px 12px;
             selection-background-color: {ACCENT}; }}
QLineEdit:focus {{ border: 2px solid {ACCENT}; padding: 7px 11px; }}
QLineEdit:disabled {{ background: {PAPER}; color: {SOFT}; }}
QLineEdit#code {{ font-size: 40px; font-weight: 600; padding: 10px 12px; }}
QPushButton {{ background: {CARD}; border: 1px solid #aab6c1; border-radius: 8px; padding: 9px 20px; }}
QPushButton:hover {{ background: #eef3f6; }}
QPushButton:focus {{ border: 2px solid {ACCENT}; padding: 8px 19px; }}
QPushButton:disabled {{ color: #9aa5b0; background: {PAPER}; border-color: {EDGE}; }}
QPushButton#primary {{ background: {ACCENT}; color: white; border-color: {ACCENT}; font-weight: 600; }}
QPushButton#primary:hover {{ background: {ACCENT_DARK}; }}
QPushButton#primary:focus {{ border: 2px solid {INK}; }}
QPushButton#primary:disabled {{ background: #b9c8d2; border-color: #b9c8d2; color: white; }}
QPushButton#link {{ border: none; background: transparent; color: {ACCENT}; padding: 6px; }}
QPushButton#link:focus {{ border: 1px dotted {ACCENT}; padding: 5px; }}
QDialog#page {{ background: {CARD}; }}
QCheckBox {{ spacing: 10px; padding: 4px 0; }}
QCheckBox::indicator {{ width: 18px; height: 18px; }}
QScrollArea {{ border: none; background: transparent; }}
QWidget#list {{ background: transparent; }}
QFrame#bar {{ background: {NIGHT}; }}
QFrame#bar QLabel {{ color: #e4eaf0; font-size: 13px; }}
QFrame#bar QLabel#pcName {{ font-weight: 600; }}
QFrame#bar QPushButton {{ background: #333c46; color: #e4eaf0; border: 1px solid #47525e; border-radius: 6px;
                          padding: 3px 14px; font-size: 13px; }}
QFrame#bar QPushButton:hover {{ background: #414c58; }}
QFrame#bar QPushButton:checked {{ background: #4d6f83; border-color: #86b4cb; }}
QFrame#bar QPushButton:focus {{ border: 1px solid #9cc4da; }}
QFrame#bar QPushButton::menu-indicator {{ width: 0; }}
QMenu {{ background: {CARD}; border: 1px solid {EDGE}; padding: 4px; }}
QMenu::item {{ padding: 7px 24px 7px 14px; border-radius: 4px; }}
QMenu::item:selected {{ background: {ACCENT}; color: white; }}
QFrame#bar QPushButton#leave {{ background: #8c3531; border-color: #a8514d; }}
QFrame#bar QPushButton#leave:hover {{ background: #a03e39; }}
"""


def font(language: Language) -> QFont:
    """The face of the whole window: the reader's script first, the other as it comes up in names."""
    face = QFont(QGuiApplication.font())
    first, second = (JAPANESE, LATIN) if language is Language.JA else (LATIN, JAPANESE)
    face.setFamilies([*first, *second])
    face.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return face
