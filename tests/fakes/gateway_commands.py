"""The gateway's commands, run in this process on one state directory, or at one gateway elsewhere."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from typer.testing import CliRunner

from gateway.cli.app import app

Answer = dict[str, object]


class Commands:
    """Runs commands on one state directory, or in the *environment* that names another gateway."""

    def __init__(self, state: Path, environment: Mapping[str, str] | None = None) -> None:
        self.state = state
        self.environment = environment or {"SEKISHO_STATE": str(state)}

    def __call__(self, *arguments: str, exit_code: int = 0) -> str:
        """What the command printed; fails unless it ended with *exit_code*."""
        result = CliRunner().invoke(app, list(arguments), env=self.environment)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == exit_code, result.output
        return result.output

    def json(self, *arguments: str) -> Answer:
        """The command's answer as JSON."""
        return cast("Answer", json.loads(self(*arguments, "--json")))

    def list(self, *arguments: str) -> list[Answer]:
        """The command's answer as a JSON list."""
        return cast("list[Answer]", json.loads(self(*arguments, "--json")))
