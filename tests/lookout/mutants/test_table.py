"""`make accuracy-mutants`: one table, the same on every run, and an exit code that tells whether all is well."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from lookout.mutants import __main__ as bench
from lookout.mutants.planting import Line, Scene
from lookout.mutants.whole_lists import WHOLE_LISTS

ABSENT = "/nowhere/at/all"


def run(*arguments: str, archive: str = ABSENT) -> Result:
    app = typer.Typer()
    app.command()(bench.main)
    return CliRunner().invoke(app, list(arguments), env={"LOOKOUT_ARCHIVE": archive})


@pytest.fixture
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make one list per kind and size, in one short invented list."""
    monkeypatch.setattr(bench, "ROUNDS", {1: 1, 10: 1})
    monkeypatch.setattr(bench, "_PENDING_ROUNDS", {1: 1})
    monkeypatch.setattr(bench, "_INVENTED_SIZES", (120,))


@pytest.mark.usefixtures("few_rounds")
def test_without_an_archive_the_bench_runs_on_invented_lists_and_says_so() -> None:
    result = run("--only", "name: one letter")

    assert result.exit_code == 0
    assert "There is no archive of real workbooks at /nowhere/at/all: set LOOKOUT_ARCHIVE" in result.output
    assert "Slips in invented participating lists (1 lists of 120 to 120 rows)" in result.output
    lines = [line.split() for line in result.output.splitlines() if line.startswith("name: one letter")]
    assert [line[3:7] for line in lines] == [["1", "1", "0", "0.0"], ["10", "10", "0", "0.0"], ["1", "1", "0", "0.0"]]


@pytest.mark.usefixtures("few_rounds")
def test_the_table_is_the_same_on_every_run() -> None:
    assert run("--invented", "--only", "signed").output == run("--invented", "--only", "signed").output


@pytest.mark.usefixtures("few_rounds")
def test_a_false_alert_fails_the_bench_and_is_shown_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def truly_gone(scene: Scene, _: int) -> int:
        scene.lines[0] = Line(scene.lines[0].origin, scene.lines[1].row)
        return 1

    monkeypatch.setitem(WHOLE_LISTS, "list: a row written over", truly_gone)

    quiet, shown = (run("--invented", "--only", "written over", *more) for more in ([], ["--show"]))

    assert (quiet.exit_code, shown.exit_code) == (1, 1)
    assert "    missing " in shown.output
    assert "    missing " not in quiet.output


@pytest.mark.usefixtures("few_rounds")
def test_the_archive_is_left_alone_when_invented_lists_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "index.csv").write_text("not an index", encoding="utf-8")

    result = run("--invented", "--only", "row: moved", archive=str(tmp_path))

    assert result.exit_code == 0
    assert "no archive" not in result.output
