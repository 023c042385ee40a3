"""Reading in a worker: the same sheets and refusals, and a worker that dies takes nothing else with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scrapers.readers import worker
from scrapers.readers.isolated import IsolatedReader
from scrapers.readers.workbook import XlsxReader
from tests.builders.workbooks import MOA_URL, Link, build_workbook, listed
from workflows.ports import WorkbookUnreadableError

GOOD = build_workbook([listed(moa=Link(url=MOA_URL)), listed(state="Atlantis"), listed(signed="7/72025")], hidden=[0])


@pytest.fixture
def reader() -> Iterator[IsolatedReader]:
    with IsolatedReader(timeout=30) as isolated:
        yield isolated


def worker_of(reader: IsolatedReader) -> subprocess.Popen[bytes]:
    assert reader._worker is not None
    return reader._worker


def test_a_sheet_comes_through_the_worker_unchanged(reader: IsolatedReader) -> None:
    assert reader.read(GOOD) == XlsxReader().read(GOOD)


def test_a_refusal_keeps_its_sentence_and_the_worker_lives_on(reader: IsolatedReader) -> None:
    with pytest.raises(WorkbookUnreadableError, match="web page"):
        reader.read(b"<html></html>")
    first = worker_of(reader).pid
    reader.read(GOOD)

    assert worker_of(reader).pid == first


def test_a_worker_that_dies_is_replaced(reader: IsolatedReader) -> None:
    reader.warm_up()
    first = worker_of(reader)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()

    assert len(reader.read(GOOD).rows) == 2
    assert worker_of(reader).pid != first.pid


def test_a_worker_that_dies_while_reading_fails_that_reading_only(reader: IsolatedReader) -> None:
    reader.warm_up()
    os.kill(worker_of(reader).pid, signal.SIGSTOP)  # so that it cannot answer before it is killed
    reader._timeout = 0.2

    with pytest.raises(WorkbookUnreadableError, match=r"took longer than 0\.2 seconds"):
        reader.read(GOOD)

    reader._timeout = 30
    assert len(reader.read(GOOD).rows) == 2


def test_a_reading_that_needs_too_much_memory_fails_alone() -> None:
    # Two megabytes above an idle worker are too few for any workbook of this size.
    rows = [listed(f"Agency number {number} of a long list") for number in range(8_000)]
    with IsolatedReader(timeout=60, memory_megabytes=2) as small:
        with pytest.raises(WorkbookUnreadableError, match=r"memory|broke off"):
            small.read(build_workbook(rows))
        small._arguments = ("512", "60")
        small.close()

        assert len(small.read(GOOD).rows) == 2


def test_the_worker_gets_no_environment_of_ours(reader: IsolatedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKOUT_SECRET_KEY", "canary")
    reader.warm_up()

    environment = Path(f"/proc/{worker_of(reader).pid}/environ")
    if not environment.exists():
        pytest.skip("This system has no /proc to look into.")
    assert b"canary" not in environment.read_bytes()


def test_closing_ends_the_worker_and_reading_again_starts_a_new_one() -> None:
    reader = IsolatedReader(timeout=30)
    reader.warm_up()
    process = worker_of(reader)
    reader.close()

    assert process.returncode is not None
    assert len(reader.read(GOOD).rows) == 2
    reader.close()


def test_the_worker_ends_with_its_standard_input() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "scrapers.readers.worker", "512", "60"],
        input=b"",
        capture_output=True,
        timeout=60,
        check=False,
        env={"PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path)},
    )

    assert (finished.returncode, finished.stdout) == (0, b"")


def test_an_exhausted_memory_is_told_in_a_sentence() -> None:
    class Greedy(XlsxReader):
        def read(self, body: bytes) -> None:  # type: ignore[override]  # it never returns
            raise MemoryError

    assert worker.TOO_BIG.encode() in worker.answer(Greedy(), b"")
