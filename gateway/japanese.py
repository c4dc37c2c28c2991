"""The gateway's sentences in Japanese, for an administrator whose system speaks it. The log stays in English.

Knows each English sentence with `{}` where a name goes. A test finds every sentence that is raised and not here.
"""

import os
import re
from collections.abc import Mapping
from typing import Final

SENTENCES: Final[tuple[tuple[str, str], ...]] = (
    # the state directory
    ("There is no state directory {}: make one with `sekisho-gateway init`.",
     "状態ディレクトリ {} がありません。`sekisho-gateway init` で作成してください。"),
    ("{} is not a state directory of Sekisho: it has no {}.",
     "{} は関所の状態ディレクトリではありません（{} がありません）。--state を確かめてください。"),
    ("{} is a state directory already.", "{} はすでに状態ディレクトリです。別の場所を指定してください。"),
    ("{} is not empty and not a state directory: choose another.",
     "{} は空でなく、状態ディレクトリでもありません。別の場所を指定してください。"),
    ("{} exists already: change its addresses in config.toml.",
     "{} はすでにあります。アドレスは config.toml で変更してください。"),
    ("An earlier `init` of {} did not finish: remove what it left there and try again.",
     "{} の前回の `init` が完了していません。残ったファイルを削除して、やり直してください。"),
    ("The state directory {} cannot be made ({}): choose another.",
     "状態ディレクトリ {} を作成できません（{}）。別の場所を指定してください。"),
    ("{} cannot be written: {}.", "{} に書き込めません（{}）。権限と空き容量を確かめてください。"),
    ("{} cannot be read: {}.", "{} を読み取れません（{}）。権限を確かめてください。"),
    ("{} is missing: without it nothing secret in the store can be opened.",
     "{} がありません。これがないと保存された秘密を開けません。バックアップから戻してください。"),
    ("{} is damaged: it does not hold {} bytes.",
     "{} が壊れています（{} バイトではありません）。バックアップから戻してください。"),
    ("Others can read {} (mode {}): run `chmod 600` on it, and ask who may have.",
     "{} をほかの利用者が読める状態です（{}）。`chmod 600` を実行し、読まれていないか確かめてください。"),
    ("The state directory is of version {}, newer than this program, which knows {}: update it.",
     "状態ディレクトリの版 {} は、このプログラムの版 {} より新しいものです。プログラムを更新してください。"),
    ("config.toml cannot be used: {}", "config.toml を使えません。内容を直してください: {}"),
    ("config.toml names no port that {}s can dial: write `advertise` there.",
     "config.toml に {} 用の接続先ポートがありません。`advertise` を書いてください。"),
    ("The authority's keys cannot be used: {}",
     "認証局の鍵を使えません。keys/ をバックアップから戻してください: {}"),
    ("The authority's keys could not be made: {}", "認証局の鍵を作成できません: {}"),
    # the store
    ("The store {} is missing.", "データベース {} がありません。バックアップから戻してください。"),
    ("The store {} cannot be made: {}.", "データベース {} を作成できません（{}）。権限と空き容量を確かめてください。"),
    ("{} is not a store of Sekisho.", "{} は関所のデータベースではありません。--state を確かめてください。"),
    ("The store {} is of a newer version than this program: update the program.",
     "データベース {} は、このプログラムより新しい版のものです。プログラムを更新してください。"),
    ("The store {} is of an older version: run `sekisho-gateway init` to update it.",
     "データベース {} は古い版のものです。`sekisho-gateway init` で更新してください。"),
    ("{} Nothing was changed.", "{}何も変更していません。"),
    ("A rule of the store forbids it ({}); nothing was changed.",
     "データベースの規則に反するため、何も変更していません（{}）。"),
    ("The disk is full: make room and try again.",
     "ディスクに空きがありません。空きを作ってから、やり直してください。"),
    ("The store is busy with another act: try again.", "データベースはほかの処理中です。もう一度実行してください。"),
    ("The store's file is damaged: stop the service and restore it from a backup.",
     "データベースのファイルが壊れています。サービスを止め、バックアップから戻してください。"),
    ("The store may not be written: check who owns the state directory.",
     "データベースに書き込めません。状態ディレクトリの所有者を確かめてください。"),
    ("The store may not be read: check who owns the state directory.",
     "データベースを読み取れません。状態ディレクトリの所有者を確かめてください。"),
    ("The store cannot be opened: check the state directory.",
     "データベースを開けません。状態ディレクトリを確かめてください。"),
    ("The disk reports an error: check it before going on.",
     "ディスクがエラーを報告しています。続ける前に点検してください。"),
    ("The store failed.", "データベースの処理に失敗しました。ログを確かめてください。"),
    ("A sealed secret in {} is damaged.", "{} の封印された秘密が壊れています。バックアップから戻してください。"),
    ("A secret in {} does not open: secret.key and the store do not match.",
     "{} の秘密を開けません。secret.key とデータベースが対応していません。同じバックアップから戻してください。"),
    # listening
    ("{} is taken: another program listens there already.",
     "{} はほかのプログラムが使用中です。それを止めるか、config.toml で別のアドレスにしてください。"),
    ("{} is not an address of this machine: {}.",
     "{} はこのサーバーのアドレスではありません（{}）。config.toml を直してください。"),
    ("The gateway cannot listen on {}: {}.", "{} で待ち受けできません（{}）。config.toml を確かめてください。"),
    # people and PCs
    ("There is no ID {}.", "ID {} はありません。`id list` で確かめてください。"),
    ("There is no office PC {}.", "庁内のパソコン {} はありません。`pc list` で確かめてください。"),
    ("There is no organisation {}.", "団体 {} はありません。`org list` で確かめてください。"),
    ("There is no session {}.", "接続 {} はありません。`session list` で確かめてください。"),
    ("The ID {} is not of the organisation {}.", "ID {} は団体 {} のものではありません。--org を確かめてください。"),
    ("The ID {} has not been enrolled.", "ID {} はまだ登録されていません。"),
    ("There is no home PC {}.", "自宅のパソコン {} はありません。"),
    ("The organisation {} has no emergency quota {}.", "団体 {} に緊急枠 {} はありません。"),
    ("The emergency quota {} of {} is over.", "緊急枠 {}（団体 {}）は終了しています。"),
    ("The emergency quota {} of {} holds {} IDs and has {}.",
     "緊急枠 {}（団体 {}）は {} 件までで、すでに {} 件使われています。"),
    ("The organisation {} may have {} IDs in force and has {}: {} more do not fit.",
     "団体 {} のIDは {} 件までで、いま {} 件あります。あと {} 件は発行できません。運営に枠の追加を頼んでください。"),
    ("{} is not a MAC address: it has twelve hexadecimal digits, as 3c:52:82:1a:0b:4d.",
     "{} はMACアドレスではありません。3c:52:82:1a:0b:4d のような12桁の16進数で指定してください。"),
    ("{} is not the MAC address of one network card.",
     "{} は1枚のネットワークアダプターのMACアドレスではありません。"),
    ("The ID {} has no such device.", "ID {} にそのような端末はありません。"),
    ("This device key has not been enrolled.", "この端末の鍵は登録されていません。"),
    ("This device key is enrolled for another ID.", "この端末の鍵は別のIDで登録されています。"),
    ("This session is being opened already.", "この接続はすでに開かれつつあります。"),
    ("The certificate {} was never issued here.", "証明書 {} はここで発行されたものではありません。"),
    ("The certificate {} exists already.", "証明書 {} はすでにあります。"),
    ("The organisation {} exists already.", "団体 {} はすでに登録されています。"),
    ("{} is not an organisation code: it has six digits, for instance 131016.",
     "{} は団体コードではありません。131016 のような6桁の数字で指定してください。"),
    # rules
    ("{} sets no rule: write RULE=VALUE with one of {}.",
     "{} は規則の指定ではありません。規則=値 の形で、次のどれかを指定してください: {}"),
    ("{} cannot be {}: it is {}.", "{} に {} は指定できません。規則の意味: {}"),
    ("The rules cannot be set like that: {}.", "規則をそのようには設定できません: {}"),
    # refusals
    ("An office PC of the My Number segment cannot be registered.",
     "マイナンバー利用事務系のパソコンは登録できません。別のパソコンを指定してください。"),
    ("The ID has been revoked.", "このIDは失効しています。`id list` で確かめてください。"),
    ("The ID or its organisation is suspended.", "このID、または団体の利用が停止されています。"),
    ("The office PC has been retired.", "この庁内のパソコンは登録を取り消されています。"),
    # photos and their reports
    ("The photo shows a session of this ID.",
     "写真には、次のIDのセッションの画面が写っています。"),
    ("There is a mark in the photo, but it cannot be said whose: nobody is named.",
     "写真には透かしがありますが、どのセッションのものかは判定できません。だれも特定しません。"),
    ("No mark was found in the photo. That does not prove that there was none: nobody is named.",
     "写真に透かしは見つかりませんでした。透かしがなかったことの証明にはなりません。だれも特定しません。"),
    ("{} does not exist.",
     "{} がありません。"),
    ("{} cannot be opened: see that it is there and that you may read it.",
     "{} を開けません。ファイルと権限を確かめてください。"),
    ("{} is not a file: give the photo itself.",
     "{} はファイルではありません。写真そのものを指定してください。"),
    ("{} is empty.",
     "{} は空のファイルです。"),
    ("{} is being written to: read it when it is complete.",
     "{} は書き込み中です。完了してから読み取ってください。"),
    ("{} is larger than 100 MB.",
     "{} は 100 MB を超えています。"),
    ("{} is no JPEG, PNG, HEIC, WebP or BMP picture.",
     "{} は JPEG、PNG、HEIC、WebP、BMP のいずれの画像でもありません。"),
    ("{} is damaged or cut short, so it is not read.",
     "{} は壊れているか途中で切れているため、読み取りません。"),
    ("{} is an animation: save the one picture that is meant.",
     "{} は動画形式の画像です。必要な1枚だけを保存してください。"),
    ("{} is a document or archive, not a photo: save the picture as JPEG or PNG and give that.",
     "{} は文書かアーカイブで、写真ではありません。画像を JPEG か PNG で保存し、それを指定してください。"),
    ("{} is a picture and a document or archive in one, so it is not opened.",
     "{} は画像であると同時に文書または書庫でもあるため、開きません。"),
    ("{} has more than 50 million pixels.",
     "{} は 5000 万画素を超えています。"),
    ("{} has fewer than 64 pixels along a side.",
     "{} は一辺が 64 画素に足りません。"),
    ("{}: the corners are four points around the screen, clockwise from the top left.",
     "{}: 四隅は、画面を囲む4点を左上から時計回りに指定してください。"),
    ("{} needs more memory than a photo may.",
     "{} は、写真に許されるより多くのメモリーを必要とします。"),
    ("{} takes longer to read than a photo may.",
     "{} の読み取りに時間がかかりすぎるため、中止しました。"),
    ("{} broke the program that opens pictures; nothing else was touched.",
     "{} を開くプログラムが異常終了しました。ほかへの影響はありません。"),
    ("{} exists already and is another report: give another directory.",
     "{} はすでにある別の報告書です。別のディレクトリを指定してください。"),
    ("No Japanese font that can be embedded was found. Install one (fonts-ipafont-gothic).",
     "埋め込める日本語フォントがないため、報告書を作成できません。fonts-ipafont-gothic をインストールしてください。"),
    ("The key for reports cannot be used: {}",
     "報告書の署名鍵を使えません。keys/ をバックアップから戻してください: {}"),
    ("There is no organisation yet, so there is no key to read with.",
     "団体がまだ登録されていないため、読み取りに使う鍵がありません。`org add` で登録してください。"),
    ("The mark was sealed with a key that is not among those it was read with.",
     "透かしの封印に使われた鍵は、読み取りに使った鍵のなかにありません。"),
    ("The mark names a session of another organisation than its key.",
     "透かしが示すセッションは、その鍵の団体のものではありません。"),
    ("The mark names a time outside its session's hours.",
     "透かしが示す時刻は、そのセッションの時間内にありません。"),
    ("The mark names a session that this gateway has never opened.",
     "透かしが示すセッションは、このゲートウェイで開かれたことがありません。"),
)  # fmt: skip


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(re.escape(part) for part in english.split("{}")), re.DOTALL)


_PATTERNS: Final = tuple((_pattern(english), japanese) for english, japanese in SENTENCES)


def asked_for(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether this system speaks Japanese, as POSIX tells it."""
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next(filter(None, names), "").lower().startswith("ja")


def said(text: str) -> str:
    """*text* as a person at this system reads it."""
    return translated(text) if asked_for() else text


def translated(text: str) -> str:
    """*text* in Japanese; a sentence that is not known stays as it is."""
    for pattern, japanese in _PATTERNS:
        match = pattern.fullmatch(text)
        if match is not None:
            return japanese.format(*map(translated, match.groups()))
    return text
