"""The databases that tests run on: SQLite always, PostgreSQL where a server can be had.

`LOOKOUT_TEST_POSTGRES` names a server whose role may create databases (`postgresql://user@host/postgres`). Without it
a server is started once per session from the binaries of this machine and removed at the end. Each test gets a
database of its own.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from storage.engine import open_engine
from storage.schema import migrate

_START_SECONDS = 30
_FOR_TESTS_ONLY = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")
"""A test's database need not survive a power cut; a killed client is another matter, and these change nothing there."""


class ServerMissingError(Exception):
    """No PostgreSQL server can be had; the message says why."""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Return the URL of a server's maintenance database; skip where none can be had, and fail where CI must have one."""
    given = os.environ.get("LOOKOUT_TEST_POSTGRES")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="lookout-postgres-"))
    try:
        server = _start(folder)
    except ServerMissingError as reason:
        shutil.rmtree(folder)
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI must test on PostgreSQL: {reason}")
        pytest.skip(f"No PostgreSQL: {reason}")
    try:
        yield f"postgresql://{_owner() or pwd.getpwuid(os.getuid()).pw_name}@/postgres?host={folder}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(_START_SECONDS)
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """Return the name of a migrated database that others are copied from."""
    name = _create(postgres_server)
    engine = open_engine(_named(postgres_server, name))
    migrate(engine)
    engine.dispose()
    yield name
    _drop(postgres_server, name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated database file that others are copied from."""
    file = tmp_path_factory.mktemp("template") / "lookout.sqlite"
    engine = open_engine(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Return the database this run of the test is about."""
    kind: str = request.param
    return kind


@pytest.fixture
def empty_database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of a database with nothing in it, the test's own."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'lookout.sqlite'}"
    else:
        yield from _own_database(request.getfixturevalue("postgres_server"))


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of a migrated database, the test's own."""
    if database_kind == "sqlite":
        file = tmp_path / "lookout.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
    else:
        server = request.getfixturevalue("postgres_server")
        yield from _own_database(server, template=request.getfixturevalue("postgres_template"))


def _own_database(server: str, template: str | None = None) -> Iterator[str]:
    name = _create(server, template)
    yield _named(server, name)
    _drop(server, name)


def _create(server: str, template: str | None = None) -> str:
    name = f"lookout_{uuid.uuid4().hex}"
    copied = f" TEMPLATE {template}" if template else ""
    _command(server, f"CREATE DATABASE {name}{copied}")
    return name


def _drop(server: str, name: str) -> None:
    _command(server, f"DROP DATABASE {name} WITH (FORCE)")


def _command(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())


def _named(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _start(folder: Path) -> subprocess.Popen[bytes]:
    """Start a server that listens on a socket in *folder* only. Raises ServerMissingError."""
    initdb, postgres = _binary("initdb"), _binary("postgres")
    owner = _owner()
    if owner:
        shutil.chown(folder, owner)
    data = folder / "data"
    made = subprocess.run(
        [initdb, "--pgdata", data, "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"],
        user=owner,
        cwd=folder,
        capture_output=True,
        check=False,
    )
    if made.returncode:
        raise ServerMissingError(f"initdb failed: {made.stderr.decode(errors='replace').strip()}")
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [postgres, "-D", data, "-k", folder, "-c", "listen_addresses=", *_FOR_TESTS_ONLY],
            user=owner,
            cwd=folder,
            stdout=log,
            stderr=log,
        )
    _wait_until_up(server, folder)
    return server


def _wait_until_up(server: subprocess.Popen[bytes], folder: Path) -> None:
    name = _owner() or pwd.getpwuid(os.getuid()).pw_name
    pause = threading.Event()
    for _ in range(_START_SECONDS * 20):
        try:
            psycopg.connect(f"postgresql://{name}@/postgres?host={folder}").close()
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            pause.wait(0.05)
        else:
            return
    server.kill()
    server.wait()
    raise ServerMissingError(f"the server did not start: {(folder / 'log').read_text(errors='replace').strip()}")


def _binary(name: str) -> str:
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(installed[-1]) if installed else shutil.which(name)
    if found is None:
        raise ServerMissingError(f"{name} is not installed. Install PostgreSQL's server or set LOOKOUT_TEST_POSTGRES.")
    return found


def _owner() -> str | None:
    """Return the user to run the server as: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise ServerMissingError("this runs as root, and there is no other user to run a server as.")
