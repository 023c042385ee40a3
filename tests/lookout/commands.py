"""The command line, called in this process or started as the installed command."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from lookout.cli import app

INSTALLED = Path(sys.executable).parent / "lookout"


@dataclass(frozen=True)
class Answer:
    """What a command printed and how it ended."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, str]]:
        """The CSV that it printed."""
        return list(csv.DictReader(io.StringIO(self.out)))

    @property
    def json(self) -> Any:
        """The JSON that it printed."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Commands:
    """Calls commands over one data *folder*."""

    folder: Path

    def __call__(self, *arguments: str) -> Answer:
        """Call a command in this process; an error that it does not turn into a sentence is raised."""
        result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
        return Answer(result.exit_code, result.stdout, result.stderr)

    def started(self, *arguments: str, stdin: str = "") -> Answer:
        """Start the installed command as a process of its own."""
        ended = subprocess.run(
            [INSTALLED, *arguments], input=stdin, capture_output=True, text=True, timeout=60, check=False
        )
        return Answer(ended.returncode, ended.stdout, ended.stderr)

    def everything_kept(self) -> dict[str, Any]:
        """Return every row of every table and the bytes of every archived file."""
        with closing(sqlite3.connect(self.folder / "lookout.sqlite")) as database:
            names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            rows = {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in sorted(names)}  # noqa: S608  # names from the schema itself
        files = {str(p): p.read_bytes() for p in sorted((self.folder / "archive").rglob("*")) if p.is_file()}
        return {**rows, **files}
