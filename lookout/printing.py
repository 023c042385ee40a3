"""How answers are printed: a table for people, CSV and JSON for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from rich.table import Table
from rich.text import Text

from domain.changes import FieldChange
from domain.source_health import GOOD
from domain.text import spreadsheet_safe
from lookout.terminal import harmless, plain_console
from workflows import reading
from workflows.press_views import LoggedRelease
from workflows.reading import AgreementView, CaptureView, IncidentView, LoggedChange, SourceHealth

CHANGE_COLUMNS = (*reading.CHANGE_COLUMNS, "agency_event", "part_of")
"""The columns of `lookout changes --format csv`, before those that tell what supersedes what."""


AGREEMENT_COLUMNS = [
    "id",
    "status",
    "state",
    "agency",
    "county",
    "type",
    "support_type",
    "signed_on",
    "first_listed_at",
    "moa_url",
    "addendum_url",
    "source",
]
INCIDENT_COLUMNS = ["id", "source", "kind", "status", "opened_at", "last_seen_at", "seen", "summary", "decided_why"]
RELEASE_COLUMNS = [
    "id",
    "published_on",
    "first_seen_at",
    "source",
    "title",
    "actions",
    "states",
    "agencies",
    "support_types",
    "figures",
    "score",
    "told",
    "same_as",
    "url",
]
CAPTURE_COLUMNS = ["id", "source", "fetched_at", "status", "bytes", "version", "published_name", "sha256", "url"]


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


_WHOLE = frozenset({"id", "key", "status", "purpose"})
"""Columns whose cells stay on one line: they are copied into the next command, or looked down at a glance."""
Row = dict[str, str | int | None]


def print_rows(
    rows: Iterable[Row], columns: Sequence[str], form: Format, *, shown: Sequence[str] = (), note: str = ""
) -> None:
    """Print *rows*. For people, *shown* are the columns (all where empty) and *note* a long text below the table."""
    if form is Format.CSV:
        writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _safe(value) for name, value in row.items()} for row in rows)
    elif form is Format.JSON:
        json.dump(list(rows), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        _print_table(list(rows), shown or columns, note)


def _safe(value: str | int | None) -> str | int | None:
    """Return a cell of a CSV file that a spreadsheet program does not run."""
    return spreadsheet_safe(value) if isinstance(value, str) else value


def _print_table(rows: list[Row], columns: Sequence[str], note: str) -> None:
    console = plain_console()
    if not rows:
        console.print("Nothing to show.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold", no_wrap=column in _WHOLE)
    for row in rows:
        table.add_row(*(Text(harmless(_for_people(c, row.get(c)))) for c in columns))
    console.print(table)
    for row in rows:
        if note and row.get(note):
            console.print(f"\n{row[columns[0]]}: {harmless(str(row[note]))}")


def _for_people(column: str, value: str | int | None) -> str:
    """Return a cell for people: an instant to the minute, without its zone's letter."""
    text = "" if value is None else str(value)
    return text[:16].replace("T", " ") if column.endswith("_at") else text


def change_row(logged: LoggedChange) -> Row:
    """Return one line of the change log."""
    change = logged.change
    facts = change.facts
    return {
        "id": change.id,
        "observed_at": instant(change.observed_at),
        "kind": change.kind.value,
        "certainty": change.certainty.value,
        "state": facts.state,
        "agency": facts.agency,
        "county": facts.county,
        "support_type": facts.support_type.value,
        "signed_on": facts.signed_on.isoformat() if facts.signed_on else "",
        "detail": _detail(change.fields, change.reason),
        "source": change.source,
        "version_from": change.version_from,
        "version_to": change.version_to,
        "supersedes": change.supersedes or "",
        "superseded_by": logged.superseded_by or "",
        "agency_event": change.agency_event.value if change.agency_event else "",
        "part_of": change.part_of or "",
    }


def _detail(fields: Sequence[FieldChange], reason: str) -> str:
    reads = "; ".join(f"{f.field}: {f.before or '(empty)'} -> {f.after or '(empty)'}" for f in fields)
    return f"{reads}. {reason}" if reads else reason


def agreement_row(view: AgreementView) -> Row:
    """Return one agreement."""
    facts = view.facts
    return {
        "id": view.id,
        "status": view.status,
        "state": facts.state,
        "agency": facts.agency,
        "county": facts.county,
        "type": facts.agency_type,
        "support_type": facts.support_type.value,
        "signed_on": facts.signed_on.isoformat() if facts.signed_on else "",
        "first_listed_at": instant(view.first_listed_at),
        "moa_url": facts.moa_url or "",
        "addendum_url": facts.addendum_url or "",
        "source": view.source,
    }


def source_row(health: SourceHealth) -> Row:
    """Return one source with its health."""
    return {
        "key": health.key,
        "title": health.title,
        "kind": health.kind,
        "speaks_for": health.jurisdiction,
        "status": health.status,
        "condition": health.condition.value if health.condition else "",
        "read_by": " ".join(health.strategies),
        "last_outcome": health.last_outcome.value if health.last_outcome else "never polled",
        "last_success_at": instant(health.last_success_at),
        "last_change_at": instant(health.last_change_at),
        "listed": health.listed,
        "versions": health.versions,
        "open_incidents": health.open_incidents,
        "stale": "stale" if health.stale else "",
        "message": health.last_message,
        "trouble": health.last_message if _is_in_trouble(health) else "",
        "url": health.url,
    }


def _is_in_trouble(health: SourceHealth) -> bool:
    """Tell whether a table of eighty sources should say what the last visit of this one came to."""
    if health.kind == "list":
        return True
    return health.status == "active" and (health.stale or health.condition not in {None, *GOOD})


def release_row(logged: LoggedRelease) -> Row:
    """Return one release."""
    release = logged.release
    reading = release.reading
    return {
        "id": release.id,
        "published_on": release.published.on.isoformat() if release.published else "",
        "first_seen_at": instant(release.first_seen_at),
        "source": release.source,
        "title": release.title,
        "actions": " ".join(reading.actions),
        "states": "; ".join(reading.states),
        "agencies": "; ".join(f"{a.agency}, {a.state}" for a in reading.agencies),
        "support_types": "; ".join(reading.support_types),
        "figures": "; ".join(figure.words for figure in reading.figures),
        "score": f"{reading.relevance.score:g}",
        "told": "yes" if logged.told else "no",
        "same_as": release.same_as or "",
        "url": release.url,
    }


def incident_row(view: IncidentView) -> Row:
    """Return one incident."""
    return {
        "id": view.id,
        "source": view.source,
        "kind": view.kind,
        "status": view.status.value,
        "opened_at": instant(view.opened_at),
        "last_seen_at": instant(view.last_seen_at),
        "seen": view.seen,
        "summary": view.summary,
        "decided_why": view.decided_why,
    }


def capture_row(view: CaptureView) -> Row:
    """Return one capture."""
    return {
        "id": view.id,
        "source": view.source,
        "fetched_at": instant(view.fetched_at),
        "status": view.status,
        "bytes": view.bytes,
        "version": view.version,
        "published_name": view.published_name,
        "sha256": view.sha256,
        "url": view.url,
    }


def instant(at: datetime | None) -> str:
    """Return a moment as the tables print it; "" where there is none."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else ""
