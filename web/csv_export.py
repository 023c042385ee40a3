"""Tables to take away: CSV that no spreadsheet program will run, sent while it is read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import StreamingResponse

from domain.text import spreadsheet_safe
from web.dates import iso_instant
from web.filters import read_filter
from web.links import change_path
from web.log_pages import walk
from web.site import Site, add_page
from web.wording import detail
from workflows.reading import CHANGE_COLUMNS, AgreementView, LoggedChange

_ROWS_AT_ONCE = 200

COLUMNS = (
    *CHANGE_COLUMNS,
    "recorded_at",
    "agreement_id",
    "supersedes",
    "superseded_by",
    "permalink",
    "agency_event",
    "part_of",
)
AGREEMENT_COLUMNS = (
    "id",
    "status",
    "state",
    "agency",
    "agency_type",
    "county",
    "support_type",
    "signed_on",
    "first_listed_at",
    "moa_url",
    "addendum_url",
    "source",
)


class ChangesCsv:
    """The change log as a table, over one site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def router(self) -> APIRouter:
        """Return the route of the table."""
        router = APIRouter()
        add_page(router, "/changes.csv", self.changes)
        return router

    def changes(self, request: Request) -> StreamingResponse:
        """Give every change that the filter admits, newest first."""
        entries = walk(self._site.reader, read_filter(request.query_params))
        rows = (_change_row(entry, self._site.absolute(change_path(entry.change.id))) for entry in entries)
        return as_download(request, chain([COLUMNS], rows), "changes")


def agreement_rows(agreements: Iterable[AgreementView]) -> Iterator[tuple[str, ...]]:
    """Yield the header and one row for each of *agreements*; dates are ISO."""
    yield AGREEMENT_COLUMNS
    for agreement in agreements:
        facts = agreement.facts
        yield (
            agreement.id,
            agreement.status,
            facts.state,
            facts.agency,
            facts.agency_type,
            facts.county,
            facts.support_type,
            facts.signed_on.isoformat() if facts.signed_on else "",
            iso_instant(agreement.first_listed_at),
            facts.moa_url or "",
            facts.addendum_url or "",
            agreement.source,
        )


def as_download(request: Request, rows: Iterable[tuple[str, ...]], name: str) -> StreamingResponse:
    """Return *rows* as a file that is written while it is read; a HEAD request reads nothing."""
    return StreamingResponse(
        _written(rows) if request.method != "HEAD" else iter(()),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="lookout-{name}.csv"', "Cache-Control": "no-cache"},
    )


def _change_row(entry: LoggedChange, permalink: str) -> tuple[str, ...]:
    change, facts = entry.change, entry.change.facts
    return (
        change.id,
        iso_instant(change.observed_at),
        change.kind,
        change.certainty,
        facts.state,
        facts.agency,
        facts.county,
        facts.support_type,
        facts.signed_on.isoformat() if facts.signed_on else "",
        detail(change),
        change.source,
        "" if change.version_from is None else str(change.version_from),
        str(change.version_to),
        iso_instant(entry.recorded_at),
        change.agreement_id,
        change.supersedes or "",
        entry.superseded_by or "",
        permalink,
        change.agency_event or "",
        change.part_of or "",
    )


def _written(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    remaining = iter(rows)
    while piece := list(islice(remaining, _ROWS_AT_ONCE)):
        text = io.StringIO()
        csv.writer(text, quoting=csv.QUOTE_ALL).writerows([[spreadsheet_safe(cell) for cell in row] for row in piece])
        yield text.getvalue()
