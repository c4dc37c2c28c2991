"""Words for an organisation's rules."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "rule.os_families": ("接続できるOS", "Systems that may connect"),
    "rule.signatures_max_age": ("ウイルス定義の古さの上限", "Oldest virus signatures"),
    "rule.signatures_max_age.hint": ("30日以内", "30 days at most"),
    "rule.os_update_max_age": ("OS更新からの日数の上限", "Longest time since the system was updated"),
    "rule.os_update_max_age.hint": ("空欄なら確かめません", "Empty: not asked"),
    "rule.firewall_required": ("ファイアウォールを求める", "The firewall must be on"),
    "rule.firewall_required.hint": ("無効なら接続を断ります", "Refused while it is off"),
    "rule.addresses_required": ("登録済みMACアドレスを求める", "A listed MAC address is asked for"),
    "rule.addresses_required.hint": (
        "IDごとの一覧にあるアドレスのPCだけを通します(自己申告)",
        "Only PCs with an address on their ID's list pass (they say it of themselves)",
    ),
    "rule.forbidden_programs": ("自宅PCで禁止するプログラム", "Programs forbidden on the home PC"),
    "rule.forbidden_programs.hint": (
        "1行に1つ。* は既知の録画・遠隔操作プログラムのすべて",
        "One a line; * is every recorder and remote-control program that is known",
    ),
    "rule.client_min_version": ("クライアントの最低の版", "Oldest client"),
    "rule.client_min_version.hint": ("例: 0.2.0。空欄なら制限なし", "For instance 0.2.0. Empty: any"),
    "rule.hours": ("利用時間", "Hours"),
    "rule.hours.hint": (
        "1行に1つ。例: mon-fri 07:00-22:00(日本時間)。空欄ならいつでも",
        "One a line, for instance mon-fri 07:00-22:00 (Japan time). Empty: always",
    ),
    "rule.session_max": ("1回のコードで使える時間", "Longest stay after one code"),
    "rule.session_max.hint": ("12時間以内", "12 hours at most"),
    "rule.idle_after": ("無操作で終了するまで", "Idle time until the session ends"),
    "rule.idle_after.hint": ("標準は30分", "30 minutes by default"),
    "rule.resume_within": ("回線断からコードなしで戻れる時間", "A dropped line comes back without a code for"),
    "rule.resume_within.hint": ("60分以内", "60 minutes at most"),
    "rule.forbidden_windows": ("映像を止める画面・プログラム", "Windows and programs that blank the picture"),
    "rule.forbidden_windows.hint": (
        "職場PCの画面の題名かプログラム名。1行に1つ",
        "Titles or program names on the office PC, one a line",
    ),
    "rule.lock_at_end": ("終了時に職場PCをロックする", "Lock the office PC afterwards"),
    "rule.lock_at_end.hint": ("切断された場合も含みます", "Also when it was cut"),
    "rule.mark_strength": ("透かしの強さ(%)", "Strength of the mark (%)"),
    "rule.mark_strength.hint": ("75~175。切ることはできません", "75 to 175; it cannot be switched off"),
    "rule.mark_text": ("「撮影禁止」に添える言葉", "Words under the visible warning"),
    "rule.mark_text.hint": (
        "24文字まで。「撮影禁止」・ID・氏名・日時は必ず表示されます",
        "24 characters. The warning, the ID, the name and the time always show",
    ),
    "rule.notice": ("利用者への知らせ", "Message to users"),
    "rule.notice.hint": ("サインイン時に表示されます", "Shown when they sign in"),
    "unit.days": ("日", "days"),
    "unit.hours": ("時間", "hours"),
    "unit.minutes": ("分", "minutes"),
}
