"""A form with a file: its fields and the file's bytes, within a limit. Knows HTTP; does not know what the file is."""

from typing import Final

from aiohttp import BodyPartReader

from gateway.console.routes import check_form
from gateway.console.web import Visitor
from gateway.errors import MalformedError

CHUNK: Final = 1 << 20  # bytes
FIELD: Final = 4096  # bytes of an ordinary field


async def upload(visitor: Visitor, name: str, largest: int) -> tuple[dict[str, str], bytes]:
    """The form's fields and its file *name* of at most *largest* bytes. Raises `MalformedError`, `ForbiddenError`.

    The token comes before the file, so that another site's file is not read.
    """
    if visitor.request.content_type != "multipart/form-data":
        raise MalformedError("Choose a file.")
    fields: dict[str, str] = {}
    file = bytearray()
    async for part in await visitor.request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        if part.name != name:
            fields[part.name or ""] = (await part.read_chunk(FIELD)).decode("utf-8", "replace")
            continue
        check_form(visitor, fields.get("form", ""))
        while chunk := await part.read_chunk(CHUNK):
            file += chunk
            if len(file) > largest:
                raise MalformedError(f"A file has at most {largest >> 20} MB, and is not empty.")
    check_form(visitor, fields.get("form", ""))
    return fields, bytes(file)
