"""The words on the window's controls, in Japanese and English. Sentences about reasons are in `text`."""

from typing import Final

from client.sentence import Sentence

S = Sentence

APP: Final = S("関所", "Sekisho")
SIGN_IN: Final = S("サインイン", "Sign in")
ID: Final = S("ID", "ID")
CODE: Final = S("認証アプリの6桁のコード", "Six-digit code from your authenticator")
CODE_HINT: Final = S("6桁そろうと自動で送信します。", "It is sent as soon as all six digits are there.")
EMERGENCY: Final = S("電話がない(緊急用コードを使う)", "No phone? Use an emergency code")
EMERGENCY_HINT: Final = S(
    "情報担当から渡された10桁のコードです。1回ずつ使えます。",
    "The ten digits that your administrator gave you; each is good once.",
)
ORDINARY: Final = S("認証アプリのコードを使う", "Use the authenticator's code")
NEW_INVITATION: Final = S("新しい招待状で登録し直す", "Enrol again with a new invitation")
BACK_TO_SIGN_IN: Final = S("サインインに戻る", "Back to signing in")
WAIT_SECONDS: Final = S("{} 秒後に入力できます。", "You can try again in {} seconds.")

THIS_PC: Final = S("このPCの安全確認", "Is this PC safe?")
CHECKING: Final = S("確認しています…", "Checking…")
CONNECTING: Final = S("ゲートウェイに接続しています…", "Connecting to the gateway…")
BACK_TO_CODE: Final = S("コードの入力に戻る", "Back to the code")
PASSED: Final = S("良好", "Passed")
FAILED: Final = S("要対応", "Needs attention")
UNKNOWN: Final = S("不明", "Unknown")

OFFICE_PCS: Final = S("職場のPC", "Your office PCs")
WELCOME: Final = S("{} さん", "{}")
NO_PCS: Final = S("利用できる職場のPCがありません。", "There is no office PC that you may use.")
READY: Final = S("接続できます", "Ready")
BUSY: Final = S("使用中", "In use")
OFF: Final = S("電源オフ", "Off")
CONNECT: Final = S("接続", "Connect")
SIGN_OUT: Final = S("サインアウト", "Sign out")
OPENING: Final = S("{} に接続しています…", "Opening {}…")
CANCEL: Final = S("中止", "Cancel")

OFFICE_SCREEN: Final = S("職場のPCの画面", "Office PC's screen")
LINE_GOOD: Final = S("回線 良好", "Line good")
LINE_FAIR: Final = S("回線 やや遅い", "Line a little slow")
LINE_SLOW: Final = S("回線 遅い", "Line slow")
LINE_SILENT: Final = S("応答がありません", "No answer")
LINE_LOST: Final = S("回線が切れました。再接続しています…", "The line was lost. Reconnecting…")
LINE_LOST_HINT: Final = S("コードの再入力は不要です。このままお待ちください。", "No new code is needed. Please wait.")
WHY_FAR: Final = S(
    "回線そのものに時間がかかっています。無線なら有線に、モバイルなら固定回線に替えると速くなります。",
    "The line itself takes long. A cable instead of wireless, or a fixed line instead of mobile, is quicker.",
)
WHY_BUSY: Final = S(
    "いま、ほかの通信が回線を使っています。同じ回線の更新・動画・同期を止めると速くなります。",
    "Something else fills the line now. Updates, films or synchronisation on the same line slow it down.",
)
WHY_THIS_PC: Final = S(
    "このPCの処理が追いついていません。使っていないアプリを終了すると速くなります。",
    "This PC cannot keep up. Close programs that you do not use.",
)
WHY_SILENT: Final = S(
    "職場のPCから返事がありません。数秒続くと自動で再接続します。",
    "The office PC does not answer. If that lasts, the line is made anew by itself.",
)
KEYS: Final = S("キー", "Keys")
KEYS_NAME: Final = S("このPCでは押せないキーを職場のPCに送る", "Send keys that this PC keeps for itself")
NOT_SHIELDED: Final = S(
    "このPCのシステムでは、画面の録画をシステムとして止められません。録画・撮影は禁止です。画面には透かしが入ります。",
    "This PC's system cannot keep the picture out of recordings. Recording is forbidden, and the picture is marked.",
)
FIT: Final = S("全体表示", "Fit")
ACTUAL: Final = S("等倍", "1:1")
FULL_SCREEN: Final = S("全画面", "Full screen")
LEAVE_FULL_SCREEN: Final = S("全画面を終える", "Leave full screen")
MATCH: Final = S("窓に合わせる", "Match window")
MATCH_HINT: Final = S(
    "職場のPCの解像度を、この窓の大きさに合わせます。切断すると元に戻ります。",
    "The office PC takes a resolution that fills this window, and goes back to its own when you leave.",
)
ALL_MONITORS: Final = S("すべて", "All")
MONITOR: Final = S("画面 {}", "Screen {}")
MONITORS: Final = S("表示する画面", "Which of the office PC's screens")
LEAVE: Final = S("切断", "Leave")
SETTINGS: Final = S("設定", "Settings")
OPEN_FULL_SCREEN: Final = S("職場の画面を全画面で開く", "Open the office screen in full screen")
OPEN_ACTUAL: Final = S("等倍(1:1)で表示する", "Show it at 1:1")
OPEN_ACTUAL_HINT: Final = S(
    "窓に入らないときは、マウスを窓の端に寄せると画面が動きます。",
    "Where it does not fit, move the pointer to the window's edge to see the rest.",
)
OPEN_MATCHED: Final = S("職場のPCの解像度をこの窓に合わせる", "Match the office PC's resolution to this window")
OPEN_MATCHED_HINT: Final = S(
    "職場のPCが対応しているときだけ働きます。切断すると元の解像度に戻ります。",
    "Works where the office PC allows it. It goes back to its own resolution when you leave.",
)
SHORTCUTS: Final = S("キーボード操作", "Keyboard")
SHORTCUT_LIST: Final[tuple[tuple[str, Sentence], ...]] = (
    ("Ctrl+Alt+Enter", S("全画面の切替", "full screen on and off")),
    ("Ctrl+Alt+Home", S("上の操作バーへ移る(Tab で選び、Space で押す)", "to the bar at the top (Tab, then Space)")),
    ("Ctrl+Alt+PageDown", S("次の画面を表示(画面が複数あるとき)", "the next of several office screens")),
)
CLOSE: Final = S("閉じる", "Close")
KEYS_HINT: Final = S(
    "Ctrl+Alt+Enter: 全画面の切替　Ctrl+Alt+Home: この操作バーへ　Ctrl+Alt+PageDown: 次の画面",
    "Ctrl+Alt+Enter: full screen   Ctrl+Alt+Home: this bar   Ctrl+Alt+PageDown: next screen",
)

ENROL: Final = S("このPCの登録", "Enrol this PC")
INVITATION: Final = S("招待状", "Invitation")
INVITATION_HINT: Final = S(
    "情報担当から受け取った sekisho:// で始まる1行を貼り付けてください。",
    "Paste the line that begins with sekisho://, as you received it from your administrator.",
)
CONTINUE: Final = S("次へ", "Continue")
SCAN: Final = S(
    "認証アプリでこのQRコードを読み取り、表示された6桁のコードを入力してください。",
    "Scan this with your authenticator app, then type the six digits that it shows.",
)
QR: Final = S("認証アプリ用のQRコード", "QR code for the authenticator")
BY_HAND: Final = S("読み取れないときの手入力用キー: {}", "Key to type when it cannot be scanned: {}")
ENROLLED: Final = S("{} として登録しました。", "This PC is enrolled as {}.")
