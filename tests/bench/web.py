"""How fast the pages are served, over loopback, by the service as it runs: `python -m tests.bench.web`.

First with the whole archive of real workbooks loaded, then (with `--changes 1000000`) with so many invented changes.
The database of the archive is kept below the system's temporary folder until code that makes it changes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from lookout.settings import archive_folder
from storage.engine import open_engine
from storage.schema import migrate
from tests.bench import million
from tests.bench.web_load import Load, ask, load, parrot, request

SECONDS = 2.0
EIGHT = 8
_PROJECT = Path(__file__).parents[2]
_MAKES_THE_RECORD = ("domain", "workflows", "storage", "scrapers")
_TICKS = os.sysconf("SC_CLK_TCK")
_START_SECONDS = 60
_PEERS = (
    "Beside it, measured once on a machine like this one with wrk: changedetection.io 4, its history page of the same "
    "workbook: 21.6 / 34.8 ms, 41 /s, 258 kB; datasette, a table of the same changes, 100 a page: 102 / 175 ms, "
    "8.9 /s, 130 kB; its JSON: 8.7 / 15.5 ms, 111 /s, 31 kB."
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Something to ask for: one address, or several in turn, which no cache of one page can help with."""

    what: str
    paths: Sequence[str]
    headers: tuple[str, ...] = ()
    is_new_each_time: bool = False


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One line of the table: what one reader waits, and what eight at once get."""

    what: str
    first: float
    one: Load
    many: Load
    cpu: float


class Server:
    """`lookout web` in a process of its own, over one folder of data."""

    def __init__(self, folder: Path, database_url: str | None = None) -> None:
        self.port = _free_port()
        settings = {
            "LOOKOUT_DATA_DIR": str(folder),
            "LOOKOUT_PORT": str(self.port),
            "LOOKOUT_SECRET_KEY": "only for this measurement",
        }
        if database_url:
            settings["LOOKOUT_DATABASE_URL"] = database_url
        bare = {name: value for name, value in os.environ.items() if not name.startswith("LOOKOUT_")}
        self._process = subprocess.Popen(
            [Path(sys.executable).with_name("lookout"), "web"],
            env=bare | settings,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait_until_ready()

    def cpu_seconds(self) -> float:
        """Return how much processor time the server has used so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def megabytes(self) -> float:
        """Return the most memory that the server has held."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024

    def stop(self) -> None:
        """End the server."""
        self._process.terminate()
        self._process.wait(_START_SECONDS)

    def _wait_until_ready(self) -> None:
        pause = threading.Event()
        for _ in range(_START_SECONDS * 10):
            try:
                if ask(self.port, "/readyz").status == 200:
                    return
            except OSError:
                pass
            if self._process.poll() is not None:
                break
            pause.wait(0.1)
        self._process.kill()
        raise RuntimeError("`lookout web` did not come up.")


@contextmanager
def serving(folder: Path, database_url: str | None = None) -> Iterator[Server]:
    """Serve the record in *folder* while the block runs."""
    server = Server(folder, database_url)
    try:
        yield server
    finally:
        server.stop()


def measure(server: Server, wanted: Wanted, seconds: float) -> Figures:
    """Ask once, then for a while over one connection, then over eight."""
    requests = [request(server.port, path, *wanted.headers) for path in wanted.paths]
    first = load(server.port, requests[:1], connections=1, seconds=0)
    if not wanted.is_new_each_time:
        load(server.port, requests, connections=1, answers=len(requests), seconds=seconds / 4)
    before = server.cpu_seconds()
    one = load(server.port, requests, connections=1, seconds=seconds)
    many = load(server.port, requests, connections=EIGHT, seconds=seconds)
    cpu = (server.cpu_seconds() - before) / (len(one.times) + len(many.times))
    expected = {304} if wanted.headers else {200}
    assert one.statuses | many.statuses == expected, f"{wanted.what}: {one.statuses | many.statuses}"
    return Figures(what=wanted.what, first=first.times[0], one=one, many=many, cpu=cpu * 1000)


def pages(database: Path, port: int) -> list[Wanted]:
    """Return what readers and machines ask for, chosen from what the record holds."""
    busiest = _value(
        database, "SELECT substr(observed_at, 1, 10) FROM change GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    )
    newest = _value(database, "SELECT id FROM change ORDER BY seq DESC LIMIT 1")
    agency = _value(
        database, "SELECT agreement_id FROM change WHERE state = 'Texas' GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    )
    agency_page = ask(port, f"/agencies/{agency}").headers.get("location", f"/agencies/{agency}")
    last = int(_value(database, "SELECT max(seq) FROM change"))
    day, early = (
        _value(database, "SELECT substr(observed_at, 1, 10) FROM change WHERE seq = :place", place=place)
        for place in (last // 2, last // 20)
    )
    codes = ("tx", "fl", "tn", "pa", "al", "va", "ga", "nc", "sc", "la", "ok", "ks", "mo", "ar", "ms", "wy", "gu")
    cursors = range(last, last // 2, -max(last // 4_000, 1))
    return [
        *(Wanted(what=path, paths=[path]) for path in ("/", "/changes", "/changes?state=Texas")),
        Wanted(
            what="a page of the log, another each time",
            paths=[f"/changes?before={place}" for place in cursors],
            is_new_each_time=True,
        ),
        *(
            Wanted(what=what, paths=[path])
            for what, path in (
                ("/changes, ten pages before the last", f"/changes?before={min(2_000, last // 2)}"),
                ("/changes, few hits: state and kind", f"/changes?state={million.RARE_STATE}&kind=renewed"),
                ("/changes, few hits: kind and certainty", "/changes?kind=terminated&certainty=unconfirmed"),
                ("/changes?certainty=unconfirmed", "/changes?certainty=unconfirmed"),
                ("/changes, from the middle on", f"/changes?since={day}"),
                ("/changes, up to an early day", f"/changes?until={early}"),
                ("/changes, one state in a year", f"/changes?state=Florida&since={day}&kind=new"),
                ("/days/<busiest>", f"/days/{busiest}"),
                ("/days", "/days"),
                ("/states/tx", "/states/tx"),
                ("/states/fl", "/states/fl"),
            )
        ),
        Wanted(what="/states/<each>, in turn", paths=[f"/states/{code}" for code in codes]),
        *(
            Wanted(what=what, paths=[path])
            for what, path in (
                ("/states", "/states"),
                ("/agencies/<id>", agency_page),
                ("/changes/<id>", f"/changes/{newest}"),
                ("/feed.atom", "/feed.atom"),
                ("/feed.json", "/feed.json"),
                ("/feed.atom?state=Texas", "/feed.atom?state=Texas"),
                ("/api/v1/changes", "/api/v1/changes"),
                ("/api/v1/changes, forward, a rare kind", "/api/v1/changes?after=0&kind=renewed"),
                ("/api/v1/agreements", "/api/v1/agreements"),
                ("/releases", "/releases"),
                ("/sources", "/sources"),
            )
        ),
        Wanted(what="/es/states/tx", paths=["/es/states/tx"]),
    ]


def unchanged(port: int) -> list[Wanted]:
    """Return the questions of those who have the answer: each must be 304."""
    return [
        Wanted(what=f"{path}, 304", paths=[path], headers=(f"If-None-Match: {ask(port, path).headers['etag']}",))
        for path in ("/feed.atom", "/feed.json", "/changes", "/api/v1/changes")
    ]


def report(console: Console, name: str, folder: Path, seconds: float, only: str = "") -> None:
    """Measure everything over the record in *folder* and print the table."""
    table = Table("what", box=None, pad_edge=False, header_style="bold", title=name, title_justify="left")
    for column in ("first ms", "p50 / p95 ms", "/s", "8: p50 / p95 ms", "8: /s", "CPU ms", "kB"):
        table.add_column(column, justify="right", no_wrap=True)
    with serving(folder) as server:
        for wanted in [*pages(folder / "lookout.sqlite", server.port), *unchanged(server.port)]:
            if only in wanted.what:
                table.add_row(*_cells(measure(server, wanted, seconds)))
        peak = server.megabytes()
    console.print(table)
    console.print(f"Peak memory of the server: {peak:.0f} MB.\n")


def _cells(found: Figures) -> tuple[str, ...]:
    one, many = found.one, found.many
    return (
        found.what,
        f"{found.first:.0f}",
        f"{one.at(0.5):.1f} / {one.at(0.95):.1f}",
        f"{one.rate:.0f}",
        f"{many.at(0.5):.1f} / {many.at(0.95):.1f}",
        f"{many.rate:.0f}",
        f"{found.cpu:.1f}",
        f"{one.kilobytes:.1f}",
    )


def client_alone(seconds: float = 0.5) -> str:
    """Return how fast the client is where the server does nothing: it must never be what is measured."""
    with parrot(b"x" * 20_000) as port:
        found = load(port, [request(port, "/")], connections=1, seconds=seconds)
    return f"The client alone, against a server that does nothing: {found.rate:.0f} /s."


def real_record(console: Console) -> Path | None:
    """Return a folder with the whole archive replayed, kept from an earlier run where nothing that makes it has changed."""
    archive = archive_folder()
    if not (archive / "index.csv").is_file():
        return None
    return _kept(console, "archive", _fingerprint(archive / "index.csv"), lambda folder: _replay(folder, archive))


def long_record(console: Console, changes: int) -> Path:
    """Return a folder with so many invented changes."""
    return _kept(
        console, f"{changes}-changes", _fingerprint(Path(million.__file__)), lambda folder: _fill(folder, changes)
    )


def _replay(folder: Path, archive: Path) -> None:
    settings = {"LOOKOUT_DATA_DIR": str(folder), "LOOKOUT_SECRET_KEY": "only for this measurement"}
    subprocess.run(
        [Path(sys.executable).with_name("lookout"), "replay", archive.resolve()],
        env=os.environ | settings,
        cwd=folder,
        check=True,
        capture_output=True,
    )


def _fill(folder: Path, changes: int) -> None:
    engine = open_engine(f"sqlite:///{folder / 'lookout.sqlite'}")
    try:
        migrate(engine)
        million.fill(engine, changes)
    finally:
        engine.dispose()


def _kept(console: Console, name: str, fingerprint: str, make: Callable[[Path], None]) -> Path:
    home = Path(tempfile.gettempdir()) / f"lookout-bench-web-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    folder = home / f"{name}-{fingerprint}"
    if not folder.exists():
        for old in home.glob(f"{name}-*"):
            shutil.rmtree(old)
        console.print(f"Making the record “{name}”; it is kept in {home} for the next run.")
        fresh = Path(tempfile.mkdtemp(dir=home, prefix="unfinished-"))
        make(fresh)
        fresh.rename(folder)
    return folder


def _fingerprint(*more: Path) -> str:
    digest = hashlib.sha256()
    files = [path for folder in _MAKES_THE_RECORD for path in (_PROJECT / folder).rglob("*.py")]
    for path in [*sorted(files), *more]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _value(database: Path, query: str, **values: int) -> str:
    engine = open_engine(f"sqlite:///{database}")
    try:
        with engine.connect() as connection:
            return str(connection.execute(text(query), values).scalar_one())
    finally:
        engine.dispose()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.web", description=__doc__)
    parser.add_argument("--changes", type=int, default=0, help="also measure over so many invented changes")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long each page is asked for")
    parser.add_argument("--only", default="", help="only the lines whose name has this in it")
    parser.add_argument("--not-real", action="store_true", help="leave out the archive")
    asked = parser.parse_args(arguments)
    console = Console(highlight=False, width=150)
    real = None if asked.not_real else real_record(console)
    if real is not None:
        report(console, "The whole archive of real workbooks", real, asked.seconds, asked.only)
    elif not asked.not_real:
        console.print("Skipped: there is no archive of real workbooks (set LOOKOUT_ARCHIVE to where it is).")
    if asked.changes:
        folder = long_record(console, asked.changes)
        report(console, f"{asked.changes:,} invented changes", folder, asked.seconds, asked.only)
    console.print(client_alone())
    console.print(_PEERS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
