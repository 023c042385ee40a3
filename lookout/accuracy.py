"""`make accuracy`: replay the archive of real workbooks and score the change log against hand-judged truth."""

from __future__ import annotations

import contextlib
import io
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

import typer

from lookout.pending_accuracy import score_pending
from lookout.printing import CHANGE_COLUMNS, Format, change_row, print_rows
from lookout.replaying import replay_folder
from lookout.settings import Settings, archive_folder
from lookout.wiring import Lookout, build
from workflows.reading import ChangeQuery
from workflows.replay import ReplayError

PARTICIPATING, PENDING = "ice-287g", "ice-287g-pending"


def main() -> int:
    """Replay, score, print. Return 0 when no alert would have been wrong, else 1; 0 too where there is no archive."""
    archive = archive_folder()
    if not (archive / "index.csv").is_file():
        typer.echo(f"There is no archive of real workbooks at {archive}: set LOOKOUT_ARCHIVE to where it is.")
        return 0
    with tempfile.TemporaryDirectory(prefix="lookout-accuracy-") as folder:
        settings = Settings(data_dir=Path(folder), public_url="http://127.0.0.1:8287", secret_key=secrets.token_hex())
        lookout = build(settings)
        try:
            replay_folder(lookout, archive, None, typer.echo)
            return max(_score_participating(lookout, archive, Path(folder)), _score_pending(lookout, archive))
        except ReplayError as error:
            typer.echo(str(error))
            return 1
        finally:
            lookout.close()


def _score_participating(lookout: Lookout, archive: Path, folder: Path) -> int:
    """Write the change log as `lookout changes --format csv` does and hand it to the archive's own scorer."""
    scorer, truth = archive.parent / "tools" / "score_changes.py", archive / "truth.csv"
    if not scorer.is_file() or not truth.is_file():
        typer.echo(f"The scorer {scorer} or the truth {truth} is missing: nothing was scored.")
        return 1
    changes = folder / "changes.csv"
    changes.write_text(_csv_of(lookout, PARTICIPATING), encoding="utf-8")
    typer.echo("Participating list, scored by the archive's own scorer:")
    return subprocess.run([sys.executable, str(scorer), str(changes), str(truth)], check=False).returncode  # noqa: S603


def _csv_of(lookout: Lookout, source: str) -> str:
    rows = [change_row(logged) for logged in lookout.log.changes(ChangeQuery(source=source))]
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        print_rows(rows, CHANGE_COLUMNS, Format.CSV)
    return text.getvalue()


def _score_pending(lookout: Lookout, archive: Path) -> int:
    truth = archive / "truth_pending.csv"
    if not truth.is_file():
        typer.echo(f"The truth {truth} is missing: the pending list was not scored.")
        return 1
    typer.echo("Pending list:")
    good = True
    for score in score_pending(lookout.log.changes(ChangeQuery(source=PENDING)), truth):
        typer.echo(f"{score.group:12} {score.in_words()}")
        good &= score.good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
