"""Many IDs from a spreadsheet: read, checked row by row, told before it is done, and done as a whole or not at all."""

import asyncio
import base64
import binascii
import csv
import io
import zipfile
from typing import Final

from aiohttp import web

from gateway import bulk
from gateway.admin import identities, tables
from gateway.admin.tables import Act, Plan
from gateway.auth.permit import Scope
from gateway.bulk import Line
from gateway.console import confirming
from gateway.console.routes import Routes
from gateway.console.uploads import upload
from gateway.console.web import Visitor
from gateway.errors import MalformedError
from gateway.letters import Letter, letters
from gateway.times import when
from watermark import FontError

ROUTES: Final = Routes()
_AT: Final = "/o/{organisation}/identities/table"
LARGEST: Final = 2 << 20  # bytes
MOST: Final = 1000  # rows; the largest municipality of the trial had three times that, and has a command for it
MOST_WRONG: Final = 200  # wrong rows that one page shows
DAY: Final = 86400  # seconds


@ROUTES.page("GET", _AT)
async def show_table(visitor: Visitor) -> web.StreamResponse:
    """The form that takes a table."""
    visitor.permit(Scope.DIRECTORY_WRITE)
    return _page(visitor)


def _page(visitor: Visitor, problem: str = "", plan: Plan | None = None) -> web.Response:
    wrong = () if plan is None else plan.wrong
    told = [(one.row, visitor.told(MalformedError(one.sentence))) for one in wrong[:MOST_WRONG]]
    status = 422 if problem or wrong else 200
    return visitor.page(
        "table.html", status=status, problem=problem, acts=Act, wrong=told, more=max(0, len(wrong) - MOST_WRONG)
    )


@ROUTES.page("POST", _AT)
async def take_table(visitor: Visitor) -> web.StreamResponse:
    """Check the table, ask, and do what it says. Until it is done the browser holds it, not we."""
    permit = visitor.permit(Scope.DIRECTORY_WRITE)
    try:
        if visitor.request.content_type == "multipart/form-data":
            fields, file = await upload(visitor, "table", LARGEST)
            if not file:
                raise MalformedError("Choose a file.")
            visitor.form = fields | {"table": base64.b64encode(file).decode()}
            visitor.lists = {name: [value] for name, value in visitor.form.items()}
        act, lines = _act(visitor), await asyncio.to_thread(_lines, visitor.form.get("table", ""))
        known = await visitor.facilities.store.identities_named(
            permit.organisation, [line.cells.get("id", "") for line in lines]
        )
        plan = tables.plan(act, lines, frozenset(one.identity for one in known), _reason(visitor), _days(visitor))
        if plan.wrong or plan.work is None:
            return _page(visitor, visitor.say("table.none_done"), plan)
        if act is Act.ISSUE:
            await asyncio.to_thread(_check_letters)
        question = confirming.Question(
            f"sure.table_{act.value}", len(plan.subjects), plan.subjects, f"{visitor.base}/identities/table"
        )
        unsure = await confirming.ask(visitor, question)
        if unsure is not None:
            return unsure
        issued = await plan.work(visitor.facilities, permit, body=plan.body)
    except MalformedError as error:
        return _page(visitor, visitor.told(error))
    if issued is None:
        return visitor.done(f"{visitor.base}/identities", act.value, len(plan.subjects))
    return await _file(visitor, issued.items)


def _act(visitor: Visitor) -> Act:
    try:
        return Act(visitor.form.get("act", ""))
    except ValueError as error:
        raise MalformedError("Choose what is to be done with the rows.") from error


def _lines(table: str) -> list[Line]:
    try:
        data = base64.b64decode(table, validate=True)
    except binascii.Error as error:
        raise MalformedError("Choose a file.") from error
    lines = bulk.read_table(data)
    if not lines:
        raise MalformedError("The table has no row below its first line.")
    if len(lines) > MOST:
        raise MalformedError(f"A table given here has at most {MOST} rows; the command takes more.")
    return lines


def _reason(visitor: Visitor) -> str:
    return visitor.form.get("reason", "").strip() or visitor.say("reason.none_given")


def _days(visitor: Visitor) -> int:
    text = visitor.form.get("days", "14")
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 90:
        raise MalformedError("Invitations are good for 1 to 90 days.")
    return int(text)


def _check_letters() -> None:
    """Nothing is issued whose letters could not be made."""
    try:
        letters("", "", [])
    except FontError as error:
        raise MalformedError(str(error)) from error


async def _file(visitor: Visitor, items: tuple[identities.IssuedShown, ...]) -> web.Response:
    """The invitations, once: letters to print and a table for mail, in one archive."""
    organisation = "" if visitor.organisation is None else visitor.organisation.name
    until = (when(visitor.now + _days(visitor) * DAY) or "")[:10]
    data = await asyncio.to_thread(_archive, organisation, until, items)
    name = f"invitations-{visitor.request.match_info['organisation']}-{(when(visitor.now) or '')[:10]}.zip"
    return web.Response(
        body=data,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _archive(organisation: str, until: str, items: tuple[identities.IssuedShown, ...]) -> bytes:
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(("ID", "氏名", "招待状"))
    writer.writerows((one.identity, one.name, one.invitation) for one in items)
    pages = letters(organisation, until, [Letter(one.identity, one.name, one.invitation) for one in items])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("invitations.csv", rows.getvalue().encode("utf-8-sig"))
        archive.writestr("letters.pdf", pages)
    return out.getvalue()
