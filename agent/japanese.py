"""The agent's sentences in Japanese, for whoever sets up an office PC whose system speaks it. The log stays in English.

Knows each English sentence with `{}` where a name goes; one that is not here is told as it is.
"""

import os
import re
from collections.abc import Mapping
from typing import Final

SENTENCES: Final[tuple[tuple[str, str], ...]] = (
    # the invitation
    ("This is not a Sekisho invitation: it begins with sekisho:// and is one line.",
     "招待状の形式が正しくありません。sekisho:// で始まる1行をそのまま貼り付けてください。"),
    ("This invitation is for an employee's home PC; an office PC needs its own.",
     "これは職員の自宅のパソコン用の招待状です。庁内のパソコン用の招待状を使ってください。"),
    ("The invitation has expired or is not for an office PC; ask the administrator for a new one.",
     "招待状が期限切れか、庁内のパソコン用ではありません。情報担当に新しい招待状を頼んでください。"),
    ("The invitation has been used before; ask the administrator for a new one.",
     "この招待状は使用済みです。情報担当に新しい招待状を頼んでください。"),
    ("This office PC stands in the My Number segment, which may not be used from home.",
     "マイナンバー利用事務系のパソコンは、自宅から使えません。情報担当に連絡してください。"),
    ("This office PC's registration has been revoked; ask the administrator.",
     "このパソコンの登録は失効しています。情報担当に連絡してください。"),
    ("This office PC has been taken out of service; ask the administrator.",
     "このパソコンの登録は取り消されています。情報担当に連絡してください。"),
    ("The gateway does not accept this office PC's certificate; enrol it again.",
     "このパソコンの証明書が受け付けられません。新しい招待状で登録し直してください。"),
    ("This program is too old or too new for the gateway; update it.",
     "プログラムの版がゲートウェイと合いません。プログラムを更新してください。"),
    ("The gateway is stopping; try again in a moment.",
     "ゲートウェイを停止または更新しています。しばらくしてから、やり直してください。"),
    ("The gateway refused: {}.", "ゲートウェイに断られました（{}）。情報担当に連絡してください。"),
    # the state directory
    ("The state directory {} cannot be made ({}): choose another.",
     "状態ディレクトリ {} を作成できません（{}）。別の場所を指定してください。"),
    ("{} holds no key: this PC is not enrolled.",
     "{} に鍵がありません。`sekisho-agent enrol` で登録してください。"),
    ("{} holds no enrolment: run `sekisho-agent enrol` first.",
     "{} に登録がありません。先に `sekisho-agent enrol` で登録してください。"),
    ("{} cannot be read: {}.", "{} を読み取れません（{}）。権限を確かめてください。"),
    ("{} cannot be written: {}.", "{} に書き込めません（{}）。権限と空き容量を確かめてください。"),
    ("{} was written by a newer version of this program: update the program.",
     "{} は、より新しい版のプログラムで作られています。プログラムを更新してください。"),
    ("{} is damaged; enrol this PC again.", "{} が壊れています。新しい招待状で登録し直してください。"),
    ("This PC's certificates are not good: {}",
     "このパソコンの証明書は使えません。新しい招待状で登録し直してください: {}"),
    # the gateway
    ("What answers at {} is not the gateway this PC must trust: tell the administrator.",
     "{} が本物のゲートウェイであることを確認できません。情報担当に連絡してください。"),
    ("What answers at {} has no gateway certificate to show: tell the administrator.",
     "{} が本物のゲートウェイであることを確認できません。情報担当に連絡してください。"),
    ("The gateway has not proved the fingerprint in the invitation: tell the administrator.",
     "接続先が本物のゲートウェイであることを確認できません。情報担当に連絡してください。"),
    ("The gateway at {} does not answer.", "ゲートウェイ {} から応答がありません。回線を確かめてください。"),
    ("The gateway at {} cannot be reached: {}.", "ゲートウェイ {} に接続できません（{}）。回線を確かめてください。"),
    ("The gateway at {} broke off: {}.", "ゲートウェイ {} との接続が切れました。やり直してください（{}）。"),
    ("The gateway closed the line.", "ゲートウェイが接続を閉じました。しばらくしてから、やり直してください。"),
    ("The line to the gateway broke.", "ゲートウェイとの回線が切れました。やり直してください。"),
)  # fmt: skip


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(re.escape(part) for part in english.split("{}")), re.DOTALL)


_PATTERNS: Final = tuple((_pattern(english), japanese) for english, japanese in SENTENCES)


def asked_for(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether this system speaks Japanese, as POSIX tells it."""
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next(filter(None, names), "").lower().startswith("ja")


def translated(text: str) -> str:
    """*text* in Japanese; a sentence that is not known stays as it is."""
    for pattern, japanese in _PATTERNS:
        match = pattern.fullmatch(text)
        if match is not None:
            return japanese.format(*match.groups())
    return text
