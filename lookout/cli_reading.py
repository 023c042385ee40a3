"""The commands that print the record."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domain.changes import ChangeKind
from lookout.cli_common import FormatOption, day_of, give_up, known_sources, open_lookout, start_of, state_of
from lookout.printing import (
    AGREEMENT_COLUMNS,
    CAPTURE_COLUMNS,
    CHANGE_COLUMNS,
    RELEASE_COLUMNS,
    Format,
    agreement_row,
    capture_row,
    change_row,
    print_rows,
    release_row,
    source_row,
)
from workflows.press_views import ReleaseQuery
from workflows.reading import ChangeQuery

if TYPE_CHECKING:
    from lookout.wiring import Lookout


def changes(
    *,
    since: Annotated[str | None, typer.Option(help="From this day on (YYYY-MM-DD).")] = None,
    until: Annotated[str | None, typer.Option(help="Up to and including this day (YYYY-MM-DD).")] = None,
    kind: Annotated[list[ChangeKind] | None, typer.Option(help="Only this kind; may be given again.")] = None,
    state: Annotated[str | None, typer.Option(help="Only this state: its name or two letters.")] = None,
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print the change log."""
    first, last = day_of(since), day_of(until)
    query = ChangeQuery(
        since=start_of(first) if first else None,
        until=start_of(last + timedelta(days=1)) if last else None,
        kinds=frozenset(kind or ()),
        state=state_of(state),
        source=source,
    )
    with open_lookout() as (lookout, _):
        if source is not None:
            known_sources(lookout, [source])
        rows = [change_row(logged) for logged in lookout.log.changes(query)]
    shown = ("observed_at", "kind", "certainty", "state", "agency", "support_type", "signed_on", "id")
    print_rows(rows, (*CHANGE_COLUMNS, "supersedes", "superseded_by"), form, shown=shown)


def agreements(
    *,
    on: Annotated[str | None, typer.Option(help="As listed at the end of this day, UTC (YYYY-MM-DD).")] = None,
    state: Annotated[str | None, typer.Option(help="Only this state: its name or two letters.")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print the agreements listed now, or on a day."""
    with open_lookout() as (lookout, _):
        rows = [agreement_row(view) for view in lookout.log.agreements(on=day_of(on), state=state_of(state))]
    shown = ("status", "state", "agency", "county", "support_type", "signed_on", "id")
    print_rows(rows, AGREEMENT_COLUMNS, form, shown=shown)


def sources(*, form: FormatOption = Format.TABLE) -> None:
    """Print every source with its health."""
    with open_lookout() as (lookout, _):
        rows = [source_row(health) for health in lookout.log.sources(lookout.clock.now())]
    shown = ("key", "status", "last_outcome", "condition", "last_success_at", "open_incidents", "stale")
    columns = tuple(name for name in rows[0] if name != "trouble")
    print_rows(rows, columns, form, shown=shown, note="trouble")


def releases(
    *,
    state: Annotated[str | None, typer.Option(help="Only this state: its name or two letters.")] = None,
    source: Annotated[str | None, typer.Option(help="Only this newsroom.")] = None,
    since: Annotated[str | None, typer.Option(help="Published from this day on (YYYY-MM-DD).")] = None,
    until: Annotated[str | None, typer.Option(help="Published up to and including this day (YYYY-MM-DD).")] = None,
    limit: Annotated[int, typer.Option(help="How many of the newest to list.")] = 50,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print the releases about 287(g) that newsrooms published, newest first."""
    last = day_of(until)
    query = ReleaseQuery(
        state=state_of(state),
        source=source,
        since=day_of(since),
        until=last + timedelta(days=1) if last else None,
        limit=limit,
        repeats=True,
    )
    with open_lookout() as (lookout, _):
        if source is not None:
            known_sources(lookout, [source])
        rows = [release_row(logged) for logged in lookout.press_log.releases(query)]
    print_rows(rows, RELEASE_COLUMNS, form, shown=("published_on", "source", "title", "actions", "states", "id"))


def captures(
    *,
    save: Annotated[
        tuple[int, Path] | None, typer.Option("--save", metavar="ID FILE", help="Write the exact bytes to FILE.")
    ] = None,
    limit: Annotated[int, typer.Option(help="How many of the newest to list.")] = 50,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print what was fetched, or save the exact bytes of one capture."""
    with open_lookout() as (lookout, _):
        if save is not None:
            _save_capture(lookout, *save)
            return
        rows = [capture_row(view) for view in lookout.log.captures(limit=limit)]
    shown = ("id", "source", "fetched_at", "status", "bytes", "version", "published_name", "sha256")
    print_rows(rows, CAPTURE_COLUMNS, form, shown=shown)


def _save_capture(lookout: Lookout, capture_id: int, path: Path) -> None:
    view = lookout.log.capture(capture_id)
    if view is None:
        give_up(f"There is no capture {capture_id}: `lookout captures` lists them.")
    path.write_bytes(lookout.archive.open(view.sha256))
    typer.echo(f"{path}: {view.bytes} bytes, SHA-256 {view.sha256}")
