"""What a report says in words, Japanese and English: grades, what they mean, what they do not. Values only."""

from typing import Final

import msgspec

from watermark.reading import Status


class Sentence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same in both languages."""

    ja: str
    en: str

    def filled(self, **names: object) -> "Sentence":
        """With each {name} in its place."""
        return Sentence(self.ja.format(**names), self.en.format(**names))


TITLE: Final = Sentence("画面の透かしの解読報告書", "Report on the reading of a screen's mark")

GRADES: Final = {
    Status.IDENTIFIED: Sentence("特定", "Identified"),
    Status.INCONCLUSIVE: Sentence("判定不能", "Inconclusive"),
    Status.ABSENT: Sentence("透かしなし", "No mark"),
}

DISPLAYED: Final = Sentence(
    "セッション {session} の画面が、時間枠 {slot} に表示された。",
    "A frame of session {session} in time slot {slot} was displayed.",
)
DISPLAYED_FROM: Final = Sentence(
    "セッション {session} の画面が、時間枠 {slot}（{since} から {until} まで）に表示された。",
    "A frame of session {session} in time slot {slot} ({since} to {until}) was displayed.",
)
FINDINGS: Final = {
    Status.INCONCLUSIVE: Sentence(
        "写真には透かしがあるが、どのセッションのものかは判定できない。だれも特定しない。",
        "There is a mark in the photo, but it cannot be said whose. Nobody is named.",
    ),
    Status.ABSENT: Sentence(
        "写真に透かしは見つからなかった。透かしがなかったことの証明にはならない。だれも特定しない。",
        "No mark was found in the photo. That does not prove that there was none. Nobody is named.",
    ),
}
SEALS: Final = {
    "right": Sentence("正しい（団体の鍵による封印と一致）", "right: sealed with the organisation's key"),
    "below": Sentence(
        "一致したものがあるが、得点がしきい値に届かず採用しない",
        "one was right, but its score is below the threshold: not accepted",
    ),
    "withheld": Sentence(
        "一致したが、内容が記録と矛盾するため採用しない",
        "right, but what it says contradicts the records: not accepted",
    ),
    "wrong": Sentence("一致したものはない", "none was right"),
}

LIMITS: Final = (
    Sentence(
        "この報告が示すのは、あるセッションの画面が表示されたことである。だれが撮影したかは示さない。"
        "画面のそばに別の人がいた可能性がある。",
        "This report shows that a frame of a session was displayed. "
        "It never shows who held the camera: somebody else may "
        "have stood beside the screen.",
    ),
    Sentence(
        "庁内のパソコンを支配する者は、そのセッションと時間枠の透かしを、ほかの画像に入れることができる。"
        "写真に写っている内容とあわせて判断する必要がある。",
        "Whoever controls an office PC can put the mark of its session "
        "and time slot on any picture. Judge together with "
        "what the photo shows.",
    ),
    Sentence(
        "同じ時間枠の画面を多数集めて平均した者は、その時間枠の透か"
        "しを推定し、除去し、またはほかの画像に移すことができる。",
        "Whoever averages many frames of one time slot can estimate "
        "its mark, take it away, or put it on another picture.",
    ),
    Sentence(
        "透かしが見つからないことは、その画面が撮影されていないこ"
        "とを意味しない。書き写しや文字認識には透かしが残らない。",
        "That no mark is found does not mean that no screen was "
        "photographed. Retyping and text recognition leave none.",
    ),
    Sentence(
        "撮影日時など写真ファイル自身の記載（EXIF）は書き換えることができ、判定には使っていない。",
        "What the photo's file says of itself (EXIF), such as the "
        "time, can be altered; the finding does not rest on it.",
    ),
    Sentence(
        "誤判定の上限は、この鍵の透かしがない写真が偶然に特定される確率についてのものであり、"
        "意図して作られた偽の画像についてのものではない。",
        "The false-alarm bound is on chance: that a photo without "
        "a mark of this key is identified. It says nothing of "
        "pictures that were forged on purpose with a session's mark.",
    ),
)
BOUND: Final = Sentence(
    "鍵による封印は 48 ビットで、試した仮説 {hypotheses} 件のどれ"
    "かが偶然に一致する確率は {hypotheses} × 2⁻⁴⁸ 以下である。"
    "全利用者・全セッション・全時間枠に対する合計であり、人数を掛ける必要はない。",
    "The seal has 48 bits. The chance that any of the {hypotheses} "
    "hypotheses tried has a right one by accident is at most "
    "{hypotheses} × 2⁻⁴⁸. It covers all users, sessions and time "
    "slots together, and need not be multiplied by their number.",
)
POPULATION: Final = Sentence(
    "利用者 {users} 人のそれぞれについて透かしのない写真が1枚ず"
    "つ提出されたとしても、1枚でも誤って特定される確率の上限。",
    "The most that the chance can be that any is identified wrongly, "
    "even if one photo without a mark were handed in for "
    "each of {users} users.",
)


def plain_time(text: str) -> str:
    """An ISO 8601 time as people read it; Japan's by its name, and a dash for none."""
    if text.endswith("+09:00"):
        text = text.removesuffix("+09:00") + " JST"
    return text.replace("T", " ", 1) or "–"
