"""Tables as CSV that no spreadsheet program will run, sent while it is read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice

from starlette.requests import Request
from starlette.responses import StreamingResponse

from domain.text import spreadsheet_safe

_ROWS_AT_ONCE = 200


def as_download(request: Request, rows: Iterable[tuple[str, ...]], name: str) -> StreamingResponse:
    """Return *rows* as a file that is written while it is read; a HEAD request reads nothing."""
    return StreamingResponse(
        _written(rows) if request.method != "HEAD" else iter(()),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="lookout-{name}.csv"', "Cache-Control": "no-cache"},
    )


def _written(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    remaining = iter(rows)
    while piece := list(islice(remaining, _ROWS_AT_ONCE)):
        text = io.StringIO()
        csv.writer(text, quoting=csv.QUOTE_ALL).writerows([[spreadsheet_safe(cell) for cell in row] for row in piece])
        yield text.getvalue()
