"""Every sentence a person reads on the home PC, in Japanese and English.

Knows the reasons of `wire` and what to advise about each. Does not know where or how a sentence is shown.
"""

import enum
from dataclasses import dataclass
from typing import Final

from client.sentence import Sentence
from wire.reasons import Reason

S = Sentence


@dataclass(frozen=True, slots=True)
class Explained:
    """What has happened, and what the person can do about it."""

    sentence: Sentence
    advice: Sentence

    @property
    def whole(self) -> Sentence:
        """Both on one line, where there is only one line."""
        return Sentence(self.sentence.ja + self.advice.ja, f"{self.sentence.en} {self.advice.en}")


class Trouble(enum.StrEnum):
    """What this side finds wrong by itself, beside the reasons that the gateway gives."""

    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"


Problem = Reason | Trouble

UNREACHABLE: Final = S("ゲートウェイに接続できません。", "The gateway cannot be reached.")
UNTRUSTED: Final = S("接続先が本物のゲートウェイであることを確認できません。", "The gateway could not prove who it is.")
NOT_ENROLLED: Final = S(
    "このPCはまだ登録されていません。招待状をお持ちの方は登録してください。",
    "This PC is not enrolled yet. Please enrol it with your invitation.",
)
NO_SCREEN: Final = S(
    "ウィンドウを開く画面がありません（DISPLAY が設定されていません）。デスクトップにサインインして実行してください。",
    "There is no screen here to open the window on (DISPLAY is not set). Run it in a desktop session.",
)
STATE_UNREADABLE: Final = S(
    "設定フォルダー {} を読めません。フォルダーの権限を確かめるか、情報担当に連絡してください。",
    "The state directory {} cannot be read. Check who may read it, or contact your administrator.",
)
STATE_UNWRITABLE: Final = S(
    "設定フォルダー {} に書き込めません。空き容量と権限を確かめるか、情報担当に連絡してください。",
    "The state directory {} cannot be written. Check its free space and who may write it, "
    "or contact your administrator.",
)
STATE_DAMAGED: Final = S(
    "設定フォルダー {} の内容が壊れています。新しい招待状で登録し直してください。",
    "What the state directory {} holds is damaged. Please enrol again with a new invitation.",
)
STATE_NEWER: Final = S(
    "この設定は新しい版のプログラムで作られています。プログラムを更新してください。",
    "This state was made by a newer version of the program. Please update the program.",
)
STATE_OCCUPIED: Final = S(
    "このPCは {} として登録済みです。登録し直すときは --replace を付けてください。",
    "This PC is already enrolled as {}. Add --replace to enrol it anew.",
)
KEY_MISSING: Final = S(
    "このPCの鍵が見つかりません。新しい招待状で登録し直してください。",
    "This PC's key is missing. Please enrol again with a new invitation.",
)
KEY_EXPOSED: Final = S(
    "{} にあるこのPCの鍵を、ほかの利用者が読める状態です。情報担当に連絡してください。",
    "This PC's key in {} may be read by others. Tell your administrator; the file's mode must be 0600.",
)
INVITATION_UNREADABLE: Final = S(
    "招待状の形式が正しくありません。sekisho:// で始まる1行をそのまま貼り付けてください。",
    "This is not a Sekisho invitation: it begins with sekisho:// and is one line.",
)
INVITATION_FOR_PC: Final = S(
    "これは職場のPC用の招待状で、このPCには使えません。情報担当にご自身用の招待状を頼んでください。",
    "This invitation is for an office PC and cannot be used here. Ask your administrator for your own.",
)
NO_CODE_FILE: Final = S(
    "時間内に {} へコードが届きませんでした。もう一度お試しください。",
    "No code arrived in time in {}. Please try again.",
)

_TROUBLES: Final[dict[Trouble, Explained]] = {
    Trouble.UNREACHABLE: Explained(
        UNREACHABLE,
        S("インターネットへの接続を確認し、もう一度お試しください。", "Check your Internet connection and try again."),
    ),
    Trouble.UNTRUSTED: Explained(
        UNTRUSTED,
        S(
            "通信が横取りされているおそれがあります。情報担当に連絡してください。",
            "Somebody may be in between. Tell your administrator.",
        ),
    ),
}

_ASK_ADMIN: Final = S("情報担当に連絡してください。", "Please contact your administrator.")
_NEXT_CODE: Final = S("認証アプリの新しいコードを入力してください。", "Enter the next code from your authenticator.")
_TRY_AGAIN: Final = S("しばらくしてからもう一度お試しください。", "Please try again in a moment.")

_REASONS: Final[dict[Reason, Explained]] = {
    Reason.CERTIFICATE: Explained(
        S("このPCの登録は期限切れか失効です。", "This PC's enrolment has expired or was revoked."),
        S(
            "情報担当に新しい招待状を頼み、登録し直してください。",
            "Ask your administrator for a new invitation and enrol again.",
        ),
    ),
    Reason.REVOKED: Explained(
        S("このID、またはこのPCの登録は失効しました。", "This ID, or this PC's enrolment, has been revoked."),
        _ASK_ADMIN,
    ),
    Reason.SUSPENDED: Explained(
        S("このID、または所属団体の利用が停止されています。", "This ID or its organisation is suspended."),
        _ASK_ADMIN,
    ),
    Reason.WRONG_CODE: Explained(
        S("コードが違います。", "The code is not right."),
        S(
            "認証アプリに今表示されているコードを入力してください。続くときは携帯電話の時刻を確かめてください。",
            "Enter the code that your authenticator shows now; if that fails too, check your phone's clock.",
        ),
    ),
    Reason.USED_CODE: Explained(
        S("このコードは使用済みです。", "This code has been used already."),
        _NEXT_CODE,
    ),
    Reason.LOCKED: Explained(
        S(
            "コードの誤りが続いたため、サインインを一時的に止めています。",
            "Signing in is blocked for a while, after too many wrong codes.",
        ),
        S("30分ほど待つか、情報担当に連絡してください。", "Wait about 30 minutes or contact your administrator."),
    ),
    Reason.TOO_FAST: Explained(
        S("前回の入力からの間隔が短すぎます。", "That was too soon after the last try."),
        S("少し待ってから新しいコードを入力してください。", "Wait a little and enter the next code."),
    ),
    Reason.TICKET: Explained(
        S("もう一度コードの入力が必要です。", "A new code is needed."),
        _NEXT_CODE,
    ),
    Reason.TOO_MANY_TRIES: Explained(
        S("コードの入力回数が上限に達しました。", "Too many codes were tried."),
        _TRY_AGAIN,
    ),
    Reason.TIMEOUT: Explained(
        S("時間内に完了しませんでした。", "The step was not finished in time."),
        _NEXT_CODE,
    ),
    Reason.VERSION: Explained(
        S("このプログラムの版はゲートウェイと合いません。", "This program's version does not fit the gateway's."),
        S("プログラムを更新してください。", "Please update the program."),
    ),
    Reason.INVITATION: Explained(
        S("この招待状は使えません。", "This invitation is not valid."),
        S(
            "期限切れか別の用途のものです。情報担当に新しい招待状を頼んでください。",
            "It has expired or is of another kind. Ask for a new one.",
        ),
    ),
    Reason.INVITATION_SPENT: Explained(
        S("この招待状は使用済みです。", "This invitation has been used already."),
        S(
            "心当たりがなければ、すぐに情報担当に連絡してください。",
            "If it was not you, tell your administrator at once.",
        ),
    ),
    Reason.MY_NUMBER: Explained(
        S("マイナンバー利用事務系のPCは使えません。", "PCs of the My Number segment cannot be used."),
        _ASK_ADMIN,
    ),
    Reason.POSTURE_MISSING: Explained(
        S("このPCの安全確認の結果を読み取れませんでした。", "The state of this PC could not be read."),
        S(
            "PCを再起動し、それでも続くときは情報担当に連絡してください。",
            "Restart this PC; if that does not help, contact your administrator.",
        ),
    ),
    Reason.POSTURE_STALE: Explained(
        S("このPCの安全確認が途絶えました。", "This PC's safety reports stopped arriving."),
        S(
            "スリープの後などに起こります。もう一度サインインしてください。",
            "That happens after sleep, for instance. Please sign in again.",
        ),
    ),
    Reason.ANTIVIRUS_MISSING: Explained(
        S("ウイルス対策ソフトが見つかりません。", "No antivirus program was found."),
        S("ウイルス対策ソフトを導入し、有効にしてください。", "Install an antivirus program and switch it on."),
    ),
    Reason.ANTIVIRUS_STOPPED: Explained(
        S("ウイルス対策ソフトが動いていません。", "The antivirus program is not running."),
        S(
            "ウイルス対策ソフトを起動し、リアルタイム保護を有効にしてください。",
            "Start it and switch on real-time protection.",
        ),
    ),
    Reason.ANTIVIRUS_STALE: Explained(
        S("ウイルス定義が古くなっています。", "The virus signatures are out of date."),
        S("ウイルス対策ソフトの定義を更新してください。", "Update the signatures of your antivirus program."),
    ),
    Reason.OS_UNSUPPORTED: Explained(
        S("このOSからは接続できません。", "This operating system may not connect."),
        S("Windows、macOS、またはLinuxのPCを使ってください。", "Use a PC with Windows, macOS or Linux."),
    ),
    Reason.OS_OUTDATED: Explained(
        S("OSの更新が長い間行われていません。", "The operating system has not been updated for too long."),
        S("OSの更新を実行し、再起動してください。", "Install the system updates and restart."),
    ),
    Reason.FIREWALL_OFF: Explained(
        S("ファイアウォールが無効です。", "The firewall is off."),
        S("OSのファイアウォールを有効にしてください。", "Switch on the system's firewall."),
    ),
    Reason.ADDRESS_UNKNOWN: Explained(
        S(
            "このPCのネットワークアダプターは登録されていません。",
            "This PC's network card is not on the list for your ID.",
        ),
        S(
            "登録したPCを使うか、情報担当にMACアドレスの登録を頼んでください。",
            "Use the registered PC, or ask your administrator to add its MAC address.",
        ),
    ),
    Reason.FORBIDDEN_PROGRAM: Explained(
        S("使用が禁止されたプログラムが動いています。", "A program is running that your organisation forbids."),
        S(
            "画面録画や遠隔操作のプログラムを終了し、もう一度お試しください。",
            "Quit screen recorders and remote-control programs, then try again.",
        ),
    ),
    Reason.NOT_A_PC: Explained(
        S(
            "スマートフォン、タブレット、エミュレーターからは接続できません。",
            "Phones, tablets and emulators may not connect.",
        ),
        S("PCを使ってください。", "Please use a PC."),
    ),
    Reason.EXPIRED: Explained(
        S("このIDの有効期限が過ぎました。", "This ID was valid until a date that has passed."),
        S("情報担当に延長を頼んでください。", "Ask your administrator to extend it."),
    ),
    Reason.OUT_OF_HOURS: Explained(
        S("いまは利用できる時間帯ではありません。", "It is outside the hours in which your organisation works."),
        S("利用時間内にもう一度サインインしてください。", "Sign in again within those hours."),
    ),
    Reason.PC_UNKNOWN: Explained(
        S("その職場のPCは利用できません。", "You may not use that office PC."),
        _ASK_ADMIN,
    ),
    Reason.PC_OFF: Explained(
        S("職場のPCの電源が入っていないか、応答がありません。", "The office PC is off or does not answer."),
        S(
            "職場の人に、PCの電源を入れてもらってください。",
            "Ask somebody at the office to switch it on.",
        ),
    ),
    Reason.PC_BUSY: Explained(
        S("職場のPCは、ほかの人が使用中です。", "Somebody else is using the office PC."),
        _TRY_AGAIN,
    ),
    Reason.PC_RETIRED: Explained(
        S("その職場のPCは登録を抹消されました。", "That office PC has been taken out of service."),
        _ASK_ADMIN,
    ),
    Reason.PC_NO_SCREEN: Explained(
        S("職場のPCの画面を取得できません。", "The office PC's desktop cannot be opened."),
        S("職場のPCを再起動してもらってください。", "Ask somebody at the office to restart it."),
    ),
    Reason.PC_NO_FONT: Explained(
        S(
            "職場のPCに透かし用の書体がないため、画面を表示しません。",
            "The office PC lacks the font for the visible mark, so it shows nothing.",
        ),
        _ASK_ADMIN,
    ),
    Reason.FORBIDDEN_WINDOW: Explained(
        S(
            "職場のPCに表示が禁止された画面が出ているため、映像を止めています。",
            "The picture is withheld: a window that may not be shown is open at the office.",
        ),
        S("職場側でその画面が閉じられると、表示に戻ります。", "It comes back as soon as that window is closed."),
    ),
    Reason.LEFT: Explained(
        S("接続を終了しました。", "You have left the office PC."),
        S("続けるときは、もう一度PCを選んでください。", "Choose the PC again to go on."),
    ),
    Reason.ENDED_BY_ADMIN: Explained(
        S("情報担当が接続を終了しました。", "An administrator ended the session."),
        _ASK_ADMIN,
    ),
    Reason.SECOND_LOGIN: Explained(
        S("同じIDが別のPCからサインインしました。", "The same ID has signed in from another PC."),
        S(
            "心当たりがなければ、すぐに情報担当に連絡してください。",
            "If it was not you, tell your administrator at once.",
        ),
    ),
    Reason.IDLE: Explained(
        S("操作がなかったため、接続を終了しました。", "The session ended because nothing was done for a while."),
        S("続けるときは、もう一度PCを選んでください。", "Choose the PC again to go on."),
    ),
    Reason.LINE_LOST: Explained(
        S("回線が切れました。", "The line was lost."),
        S("インターネットへの接続を確認してください。", "Check your Internet connection."),
    ),
    Reason.PC_LEFT: Explained(
        S("職場のPCとの接続が切れました。", "The office PC went away."),
        S("再起動中かもしれません。しばらくしてからお試しください。", "It may be restarting. Try again in a moment."),
    ),
    Reason.SERVICE_STOPPING: Explained(
        S("ゲートウェイを停止または更新しています。", "The gateway is being stopped or updated."),
        _TRY_AGAIN,
    ),
    Reason.PROTOCOL: Explained(
        S(
            "正しくないデータが届いたため、接続を終了しました。",
            "The connection ended because data came that cannot be right.",
        ),
        S(
            "プログラムを更新してください。続くときは情報担当に連絡してください。",
            "Update the program; if it goes on, contact your administrator.",
        ),
    ),
    Reason.INTERNAL: Explained(
        S("ゲートウェイの内部で問題が起きました。", "Something went wrong inside the gateway."),
        _TRY_AGAIN,
    ),
}


def reason_text(reason: Reason) -> Explained:
    """The sentence and the advice for *reason*."""
    return _REASONS[reason]


def problem_text(problem: Problem) -> Explained:
    """The sentence and the advice for *problem*, whoever found it."""
    return _TROUBLES[problem] if isinstance(problem, Trouble) else _REASONS[problem]
