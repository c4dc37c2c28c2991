"""The parts of the PDF in their order: which fact stands where, under which heading. No fact is made here."""

from collections.abc import Sequence
from typing import Final

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer

from watermark.evidence.drawings import CellMap, Picture, Scale
from watermark.evidence.facts import Figures, Report
from watermark.evidence.fonts import Letters
from watermark.evidence.parts import Parts, Row
from watermark.evidence.pictures import Pictures
from watermark.evidence.words import BOUND, POPULATION, SEALS, plain_time
from watermark.reading import Status
from watermark.spread import CELLS

WIDTH: Final = 174 * mm
_MAP: Final = 66 * mm
_MOST_ATTEMPTS: Final = 36  # in the PDF; the JSON has all


def story(report: Report, letters: Letters, pictures: Pictures) -> list[Flowable]:
    """Everything, from the title to the signatures."""
    parts = Parts(letters, WIDTH)
    flow: list[Flowable] = [*parts.title(), parts.grade(report)]
    flow += _who(parts, report)
    flow += _evidence(parts, report)
    flow += _pictures(parts, report, pictures)
    flow += _cells(parts, report)
    flow += _record(parts, report)
    flow += _limits(parts, report)
    flow.append(KeepTogether(parts.signatures(report)))
    return flow


def _who(parts: Parts, report: Report) -> list[Flowable]:
    photo, handed = report.photo, report.handed_in
    flow = parts.section("受領した写真", "The photo as received")
    size = f"{photo.kind}, {photo.width} × {photo.height}, {photo.bytes:,} bytes, EXIF orientation {photo.orientation}"
    rows: list[Row] = [
        ("ファイル名", "file name", photo.name),
        ("SHA-256", "", photo.sha256),
        ("形式と大きさ", "kind and size", size),
        ("提出者", "handed in by", handed.by or "–"),
        ("受領日時", "received", plain_time(handed.at)),
        ("解読日時", "examined", plain_time(handed.examined_at)),
        ("操作者", "operator", handed.operator or "–"),
        ("立会者", "second person", handed.second_person or "–"),
    ]
    flow.append(parts.table(rows))
    exif = [f"{name} {value}" for name, value in photo.exif.items()]
    flow.append(parts.table([("EXIF（参考）", "as the file says", "; ".join(exif) or "–")]))
    if report.session is not None and report.mark is not None:
        session = report.session
        flow += parts.section("記録上のセッション", "The session, by the gateway's records")
        flow.append(
            parts.table(
                [
                    ("ID・氏名", "ID and name", f"{session.identity}　{session.name}"),
                    ("団体コード", "organisation", session.organisation),
                    ("庁内パソコン", "office PC", f"{session.pc}　{session.pc_name}"),
                    ("自宅パソコン", "home PC", f"{session.home_pc}　{session.source}"),
                    ("端末の鍵", "its key", session.home_key),
                    ("セッション", "session", f"{report.mark.session}　{_span(session.opened, session.ended)}"),
                    ("表示された時間帯", "shown", _span(session.shown_from, session.shown_until)),
                ]
            )
        )
    return flow


def _span(since: str, until: str | None) -> str:
    return f"{plain_time(since)} – {plain_time(until) if until else '…'}"


def _evidence(parts: Parts, report: Report) -> list[Flowable]:
    figures, mark = report.figures, report.mark
    flow = parts.section("判定の根拠", "What the finding rests on")
    seal = SEALS[figures.seal]
    rows: list[Row] = []
    if mark is not None:
        rows.append(("読み取った内容", "payload", f"{mark.payload}（session {mark.session}, slot {mark.slot}）"))
        rows.append(("団体の鍵の番号", "key id", mark.key_id))
    else:
        rows.append(("試した鍵の番号", "ids of keys tried", _few(figures.keys_tried)))
    rows += [
        ("封印の検証", "seal (MAC)", f"{seal.ja} / {seal.en}"),
        ("得点 / しきい値", "score / threshold", f"{figures.score:.2f} / {figures.threshold:.2f}"),
        ("次点の得点と差", "runner-up, margin", _runner_up(figures)),
        ("無関係の鍵での最高", "unrelated keys, best", _strangers(figures)),
        ("試した仮説の数", "hypotheses", f"{figures.hypotheses}（位置 geometries {figures.geometries}）"),
        ("誤判定の上限", "false alarm, at most", f"{figures.false_alarm:.2e}（この写真 this photo）"),
    ]
    if figures.users is not None and figures.false_alarm_of_users is not None:
        text = f"{figures.false_alarm_of_users:.2e}（利用者 {figures.users:,} 人 / users: {figures.users:,}）"
        rows.append(("同、利用者全体", "over all users", text))
    flow.append(parts.table(rows))
    flow += [KeepTogether([Spacer(0, 2 * mm), Scale(figures, WIDTH)])]
    flow += parts.both(BOUND.filled(hypotheses=figures.hypotheses))
    if figures.users is not None:
        flow += parts.both(POPULATION.filled(users=f"{figures.users:,}"))
    return flow


def _runner_up(figures: Figures) -> str:
    if figures.runner_up is None or figures.margin is None:
        return "なし（ほかに復号したものはない）/ none: nothing else was decoded"
    return f"{figures.runner_up:.2f}（差 margin {figures.margin:.2f}）"


def _strangers(figures: Figures) -> str:
    if figures.strangers_best is None:
        return "–"
    tried = f"使われていない鍵 {figures.strangers} 個を同じ升目で試行 keys of nobody"
    decides = "得点だけでは誰も特定しない。封印が正しいことが条件 the score alone names nobody: the seal decides"
    return f"{figures.strangers_best:.2f}（{tried}。{decides}）"


def _few(names: Sequence[str], most: int = 8) -> str:
    rest = f" … +{len(names) - most}" if len(names) > most else ""
    return (", ".join(names[:most]) or "–") + rest


def _pictures(parts: Parts, report: Report, pictures: Pictures) -> list[Flowable]:
    photo, straight, warning = pictures.photo, pictures.straight, pictures.warning
    flow: list[Flowable] = []
    if photo is not None:
        legend = "橙色の線は透かしを読み取った範囲 / the line is around the part in which the mark was read"
        block = parts.section("写真の全体", "The whole photo")
        block += [Picture(photo, WIDTH, 76 * mm)]
        if photo.outline:
            block += parts.note(legend)
        flow.append(KeepTogether(block))
    if straight is not None:
        block = parts.section("正面に直した画面", "The screen made straight")
        block += [Picture(straight, WIDTH, 84 * mm)]
        corners = "  ".join(f"({x:.1f}, {y:.1f})" for x, y in report.place.outline or ())
        block += parts.note(f"写真の中の四隅（画素）/ corners in the photo, in pixels: {corners}")
        if report.place.homography is not None:
            numbers = "  ".join(f"{value:.6g}" for value in report.place.homography)
            block += parts.note(f"射影変換（画面から写真）/ homography, screen to photo: {numbers}")
        flow.append(KeepTogether(block))
    if warning is not None:
        block = parts.section("画面の警告文", "The visible warning")
        block += [Picture(warning, WIDTH, 62 * mm)]
        legend = "写真の中の警告文をすべて重ね、画面の内容を消したもの。文字は写真から得たもので、描き加えていない"
        english = "all blocks of the warning laid on top of each other; nothing is drawn that was not in the photo"
        flow.append(KeepTogether(block + parts.note(f"{legend} / {english}")))
    if report.place.corners_given is not None:
        given = "  ".join(f"({x:.1f}, {y:.1f})" for x, y in report.place.corners_given)
        flow += parts.note(f"操作者が示した四隅 / corners given by the operator: {given}")
    return flow


def _cells(parts: Parts, report: Report) -> list[Flowable]:
    cells = report.cells
    if cells is None:
        return []
    block = parts.section("読み取った升目", "The cells that were read")
    maps: list[Flowable] = [CellMap(cells.soft, _MAP)]
    captions = ["軟判定値：青は明、橙は暗 / soft values: blue lighter, orange darker"]
    if cells.agreement is not None and cells.agreeing is not None:
        maps.append(CellMap(cells.agreement, _MAP))
        share = f"{cells.agreeing} / {CELLS * CELLS}"
        captions.append(
            f"復号した符号語との一致：青は一致（{share}）/ agreement with the decoded codeword: blue agrees"
        )
    block.append(parts.side_by_side(maps, captions, _MAP))
    if cells.agreeing is None:
        block += parts.note("得点が最も高い試行のもの / of the attempt with the highest score.")
    if cells.agreeing is not None:
        block += parts.note(
            f"透かしのない写真では約半数（{CELLS * CELLS // 2} ± {CELLS // 2}）が偶然に一致する / "
            "without a mark about one half agrees by chance."
        )
    return [KeepTogether(block)]


def _record(parts: Parts, report: Report) -> list[Flowable]:
    flow = parts.section("試行の一覧", "Every attempt")
    if report.attempts:
        shown = report.attempts[:_MOST_ATTEMPTS]
        lines = [
            (str(one.number), f"{one.pilots:.2f}", f"{one.score:.2f}", "✓" if one.seal_right else "–") for one in shown
        ]
        if report.grade is not Status.IDENTIFIED:
            lines = [(number, pilots, score, "–") for number, pilots, score, _ in lines]
        flow.append(parts.attempts(lines))
        if len(report.attempts) > len(shown):
            flow += parts.note(f"… +{len(report.attempts) - len(shown)}（JSON に全件 / all of them in the JSON）")
    else:
        flow += parts.note("試すべき位置が見つからなかった / no place was found that could be tried.")
    flow += parts.section("プログラムと監査記録", "Program and audit")
    rows: list[Row] = [("プログラム", "program", f"{report.program.name} {report.program.version}")]
    settings = "; ".join(f"{name}: {value}" for name, value in report.program.parameters.items())
    rows.append(("設定", "parameters", settings))
    if report.audit is not None:
        audit = report.audit
        row = f"記録 {audit.chain} の {audit.number} 番 / row {audit.number} of the chain {audit.chain}"
        rows.append(("監査記録", "audit entry", f"{row}（{plain_time(audit.at)}）"))
        rows.append(("そのダイジェスト", "its digest", audit.digest))
    else:
        rows.append(("監査記録", "audit entry", "なし（ゲートウェイ外での解読）/ none: read outside a gateway"))
    flow.append(parts.table(rows))
    return flow


def _limits(parts: Parts, report: Report) -> list[Flowable]:
    flow: list[Flowable] = []
    for number, limit in enumerate(report.limits, 1):
        block = parts.both(limit, f"{number}. ")
        # The heading does not stay behind on a page without the first limit.
        flow.append(
            KeepTogether(
                block if flow else [*parts.section("この報告の限界", "What this report does not show"), *block]
            )
        )
    return flow
