"""Following all newsrooms and pages: what a round costs where nothing has changed, beside what others need for it.

The web is in a process of its own. `python -m tests.bench.newsrooms` measures in this process, which does nothing else.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from domain.source_health import GOOD
from scrapers.registry import SourceRegistry
from scrapers.visitor import ScrapyVisitor
from storage.archive import FileArchive
from storage.engine import open_engine
from storage.ledger import Record
from storage.vault import Vault
from tests.newsrooms.web_of_sources import WebApart, local_registry, web_apart
from workflows.press import followed, poll_round
from workflows.press_record import Press, PressResult

if TYPE_CHECKING:  # it loads what else is measured, which is no part of following newsrooms
    from tests.bench.measures import Measured

ROUNDS = 12
AIM = 6.0
"""CPU seconds per 1,000 unchanged pages."""
MEMORY_AIM = 150
URLWATCH, CHANGEDETECTION = 6.7, 11.0
"""CPU seconds per 1,000 unchanged pages of 7.4 kB on this machine, 22 November 2026: urlwatch 2.29, all answered 304;
changedetection.io 0.60.10, which sends no conditions. Both record only that nothing changed."""
_BEGIN = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)
_STEP = timedelta(minutes=30)


@dataclass
class _Clock:
    """A clock that goes on by a step a round: twelve rounds in a day never compare two ways again."""

    at: datetime = _BEGIN

    def now(self) -> datetime:
        return self.at


Row = tuple[str, str, str, str]
"""What, ours, other, ratio."""


def newsrooms() -> list[Measured]:
    """Measure in a process of its own, so that its peak of memory is its own."""
    from tests.bench.measures import Measured

    done = subprocess.run([sys.executable, "-m", "tests.bench.newsrooms"], capture_output=True, text=True, check=True)
    told = (line.split("\t") for line in done.stdout.splitlines())
    return [Measured(what=what, ours=ours, other=other, ratio=ratio) for what, ours, other, ratio in told]


async def measure() -> list[Row]:
    """Look at every source once, then visit those that are read in rounds in which nothing has changed."""
    with web_apart() as web, tempfile.TemporaryDirectory(prefix="lookout-bench-") as folder:
        clock = _Clock()
        press = _press(local_registry(web.port), Path(folder), clock)
        sources = followed(press.sources)
        first, _ = await _timed(press, [source.key for source in sources])
        active = [source.key for source in sources if source.status == "active"]
        before, cpu, walls = _answered(web), time.process_time(), []
        for _ in range(ROUNDS):
            clock.at += _STEP
            wall, results = await _timed(press, active)
            assert all(r.condition in GOOD and r.requests == 1 for r in results), results
            walls.append(wall)
        cpu = time.process_time() - cpu
        answered = _answered(web) - before
        assert answered.total() == ROUNDS * len(active)
        return list(_rows(len(sources), first, len(active), cpu, walls, answered))


def _rows(
    sources: int, first: float, active: int, cpu: float, walls: list[float], answered: Counter[int]
) -> Iterator[Row]:
    per_1000 = cpu / answered.total() * 1000
    for name, other in (("urlwatch", URLWATCH), ("changedetection.io", CHANGEDETECTION)):
        yield (
            f"CPU per 1,000 unchanged pages (aim {AIM:.0f} s): Lookout, {name} (as of 22 Nov 2026)",
            f"{per_1000:.1f} s",
            f"{other:.1f} s",
            f"{other / per_1000:.1f} x",
        )
    share = answered[304] / answered.total()
    yield (
        f"{active} unchanged sources, {ROUNDS} rounds: requests, answered 304",
        f"{answered.total():,}",
        f"{share:.0%}",
        "",
    )
    usual = sorted(walls)[len(walls) // 2]
    yield f"a round of {active} unchanged sources, of {sources} at first look", f"{usual:.1f} s", f"{first:.1f} s", ""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield f"peak memory of following them (must be {MEMORY_AIM} MB at most)", f"{peak:.0f} MB", "", ""


def _answered(web: WebApart) -> Counter[int]:
    """Return how often the web has answered with each status, without robots.txt."""
    told: dict[str, int] = web.obey("counts")
    return Counter({int(status): times for status, times in told.items()})


async def _timed(press: Press, keys: list[str]) -> tuple[float, list[PressResult]]:
    began = time.perf_counter()
    results = [result async for result in poll_round(press, keys)]
    return time.perf_counter() - began, results


def _press(registry: SourceRegistry, folder: Path, clock: _Clock) -> Press:
    url = f"sqlite:///{folder / 'lookout.sqlite'}"
    # In a process of its own: what brings a schema up to date stays in memory, and a service does that once in its life.
    made = "import sys; from storage.engine import open_engine; from storage.schema import migrate; migrate(open_engine(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", made, url], check=True)
    engine = open_engine(url)
    visitor = ScrapyVisitor(
        registry,
        contact_url="https://lookout.example/about",
        version="0",
        delay=0.0,
        allow_private_hosts=True,
        now=clock.now,
    )
    record = Record(engine, Vault(("only for this measurement",)), "http://127.0.0.1:8287", clock.now)
    return Press(
        visitor=visitor, archive=FileArchive(folder / "archive"), ledger=record.open, sources=registry, clock=clock
    )


if __name__ == "__main__":
    for row in asyncio.run(measure()):
        sys.stdout.write("\t".join(row) + "\n")
