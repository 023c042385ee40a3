"""A database for one run: a file, or one on the server that the tests use."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests import databases

KINDS = ("sqlite", "postgresql")
_STOP_SECONDS = 30


@contextmanager
def a_folder() -> Iterator[Path]:
    """Make a folder for one run and remove it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="lookout-kills-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def a_database(kind: str, folder: Path) -> Iterator[str]:
    """Return the URL of an empty database that is removed at the end. Raises ServerMissingError."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'lookout.sqlite'}"
        return
    with _a_server() as server:
        name = databases._create(server)
        try:
            yield databases._named(server, name)
        finally:
            with suppress(psycopg.OperationalError):  # a server that was stopped takes its databases with it
                databases._drop(server, name)


@contextmanager
def _a_server() -> Iterator[str]:
    given = os.environ.get("LOOKOUT_TEST_POSTGRES")
    if given:
        yield given
        return
    with a_folder() as folder:
        server = databases._start(folder)
        owner = databases._owner() or pwd.getpwuid(os.getuid()).pw_name
        try:
            yield f"postgresql://{owner}@/postgres?host={folder}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(_STOP_SECONDS)
