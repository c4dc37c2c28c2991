"""The OpenAPI 3.1 document of the operations, made from their signatures: it cannot say what the code does not do.

Pure. Knows msgspec's schemas; does not know HTTP.
"""

import re
from collections.abc import Sequence
from typing import Any, Final, get_type_hints

import msgspec

from gateway.admin.operation import Book, Operation
from gateway.api.problems import MEDIA, TITLES

REF: Final = "#/components/schemas/{name}"
JSON: Final = "application/json"
PROBLEMS: Final = {  # by status, with what each means
    "400": "The question cannot be read.",
    "401": "No valid token.",
    "403": "The token does not cover this.",
    "404": "There is no such thing in this organisation.",
    "409": "A rule, a quota or the present state says no.",
    "422": "The rules cannot be so.",
    "503": "The store failed; nothing was done.",
}

Json = dict[str, Any]


def document(books: Sequence[Book], version: str) -> Json:
    """The whole document."""
    operations = [one for book in books for one in book.operations]
    kinds = [kind for one in operations for kind in (one.body, one.answer) if kind is not None]
    _, schemas = msgspec.json.schema_components(kinds, ref_template=REF)
    paths: dict[str, Json] = {}
    for book in books:
        for one in book.operations:
            paths.setdefault(one.path, {})[one.method.lower()] = _operation(book.subject, one)
    return _plain(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "Sekisho gateway",
                "version": version,
                "description": "What administrators do with IDs, PCs, sessions, rules, the audit and traces.",
            },
            "servers": [{"url": "/api/v1"}],
            "security": [{"token": []}],
            "tags": [{"name": book.subject} for book in books],
            "paths": paths,
            "components": {
                "schemas": schemas | {"Problem": _problem()},
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "sekisho_…"}},
            },
        }
    )


def _plain(value: Json) -> Json:
    """Patterns as other languages write them: Python's anchors are not known there."""
    return {name: _plain_one(name, one) for name, one in value.items()}


def _plain_one(name: str, value: object) -> object:
    match value:
        case dict():
            return _plain(value)
        case list():
            return [_plain_one("", one) for one in value]
        case str() if name == "pattern":
            return re.sub(r"\\Z$", "$", re.sub(r"^\\A", "^", value))
        case _:
            return value


def _operation(subject: str, one: Operation) -> Json:
    described: Json = {
        "operationId": one.name,
        "tags": [subject],
        "summary": one.summary,
        "description": f"Needs the scope `{one.scope.value}`.",
        "parameters": [*_path(one), *_query(one), *_key(one)],
        "responses": {str(one.status): _answer(one)} | {status: _told(text) for status, text in PROBLEMS.items()},
    }
    if one.body is not None:
        schema = {"$ref": REF.format(name=one.body.__name__)}
        described["requestBody"] = {"required": True, "content": {JSON: {"schema": schema}}}
    return described


def _path(one: Operation) -> list[Json]:
    hints = get_type_hints(one.work, include_extras=True)
    parameters: list[Json] = []
    for name in ("organisation", *one.arguments):
        if "{" + name + "}" in one.path:
            schema = ORGANISATION if name == "organisation" else msgspec.json.schema(hints[name])
            parameters.append({"name": name, "in": "path", "required": True, "schema": schema})
    return parameters


ORGANISATION: Final[Json] = {"type": "string", "pattern": "^([0-9]{6}|national)$", "examples": ["131016"]}


def _query(one: Operation) -> list[Json]:
    if one.query is None:
        return []
    _, found = msgspec.json.schema_components([one.query], ref_template=REF)
    properties: Json = found[one.query.__name__]["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()]


def _key(one: Operation) -> list[Json]:
    if not one.once:
        return []
    schema = {"type": "string", "minLength": 8, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$"}
    text = "The same key with the same question is answered as before, and nothing is done twice; kept for a day."
    return [{"name": "Idempotency-Key", "in": "header", "schema": schema, "description": text}]


def _answer(one: Operation) -> Json:
    if one.answer is None:
        return {"description": "Done."}
    return {"description": "Done.", "content": {JSON: {"schema": {"$ref": REF.format(name=one.answer.__name__)}}}}


def _told(text: str) -> Json:
    return {"description": text, "content": {MEDIA: {"schema": {"$ref": REF.format(name="Problem")}}}}


def _problem() -> Json:
    return {
        "type": "object",
        "description": "RFC 9457. `detail` is a sentence for a person; `type` is for the program.",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "enum": ["urn:sekisho:problem:" + kind for kind in TITLES]},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "reason": {"type": "string", "description": "of a refusal; see docs/reasons.md"},
            "scope": {"type": "string", "description": "the scope that the token lacks"},
        },
    }
