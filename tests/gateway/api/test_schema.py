"""The API against its own document: whatever fits it is answered as it says, and what does not is never a 5xx."""

import asyncio
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.config import SchemathesisConfig

from gateway.admin.table import BOOKS
from gateway.api.openapi import document
from gateway.auth.permit import Role
from tests.gateway.api.conftest import OTHER, OWN, Api

SCHEMA = schemathesis.openapi.from_dict(document(BOOKS, "test"), config=SchemathesisConfig())
OPERATIONS: dict[str, Any] = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations()}  # type: ignore[union-attr] # a document of ours
EXAMPLES = 3  # for each operation


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
async def test_no_question_breaks_the_api_or_crosses_to_another_organisation(api: Api) -> None:
    """Drawn from the document, with the tokens of two organisations: no 5xx, no word of the other organisation."""
    await api.world.new_home("関所 秘密")
    other = await api.made("other", Role.ADMINISTRATOR, OTHER)
    root = f"https://{api.world.ports.console}/api/v1"
    for label in OPERATIONS:
        await asyncio.to_thread(explore, label, root, {OWN: api.token, OTHER: other})


def explore(label: str, root: str, tokens: dict[str, str]) -> None:
    """Ask the operation *label* many things, in this thread."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[label].as_strategy())
    def ask(case: Any) -> None:  # noqa: ANN401 - schemathesis' own
        for organisation, token in tokens.items():
            if "organisation" in (case.path_parameters or {}):
                case.path_parameters["organisation"] = OWN
            given_headers = dict(case.headers or {}) | {"Authorization": f"Bearer {token}"}
            case.headers = given_headers
            with requests.Session() as session:
                session.verify = False
                answer = session.send(session.prepare_request(requests.Request(**wanted(case, root))), timeout=20)
            assert answer.status_code < 500, f"{label}: {answer.text}"
            if organisation == OTHER and "organisation" in (case.path_parameters or {}):
                assert answer.status_code in {400, 404, 405, 413, 415}, f"{label}: {answer.text}"
                assert "秘密" not in answer.text
            assert answer.status_code == 204 or answer.headers["Content-Type"].startswith("application/")

    with pytest.warns(match="Unverified HTTPS request"):
        ask()


def wanted(case: Any, root: str) -> dict[str, Any]:  # noqa: ANN401 - schemathesis' own
    """The request of *case*, as `requests` takes it."""
    kept = {"method", "url", "headers", "params", "json", "data"}
    return {name: value for name, value in case.as_transport_kwargs(base_url=root).items() if name in kept}
