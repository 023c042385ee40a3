"""The record to take away: agreements and changes as CSV, JSON, GeoJSON and Parquet, by the end of the address."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import IO, TypeVar

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from web.csv_export import as_download
from web.filters import read_filter, read_past_day, read_state
from web.geometry import county_point
from web.log_pages import walk
from web.parquet import write_parquet
from web.site import Site, add_page
from web.tables import AGREEMENTS, Table, changes_table
from workflows.reading import AgreementView

PARQUET = "application/vnd.apache.parquet"
GEOJSON = "application/geo+json"
JSON = "application/json"
_ROWS_AT_ONCE = 200
_CHUNK = 64 * 1024
_Item = TypeVar("_Item")


class Exports:
    """The tables over one site. Each takes the parameters of the page it belongs to."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._changes = changes_table(site.absolute)

    def router(self) -> APIRouter:
        """Return the routes of all forms."""
        router = APIRouter()
        forms: list[tuple[str, Callable[[Request, Table[_Item], Iterable[_Item], str], Response]]] = [
            ("csv", as_csv),
            ("json", as_json),
            ("parquet", as_parquet),
        ]
        for suffix, form in forms:
            add_page(router, f"/changes.{suffix}", self._changes_as(form))
            add_page(router, f"/agreements.{suffix}", self._agreements_as(form))
        add_page(router, "/agreements.geojson", self.features)
        return router

    def features(self, request: Request) -> Response:
        """Give every agreement as a feature of GeoJSON (RFC 7946): a point inside its county, or null."""
        parts = _enclosed('{"type":"FeatureCollection","features":[', map(_feature, self._agreements(request)), "]}")
        return _sent(request, parts, GEOJSON, "agreements.geojson")

    def _changes_as(self, form: Callable[..., Response]) -> Callable[[Request], Response]:
        def changes(request: Request) -> Response:
            """Give every change that the filter admits, newest first."""
            entries = walk(self._site.reader, read_filter(request.query_params))
            return form(request, self._changes, entries, "changes")

        return changes

    def _agreements_as(self, form: Callable[..., Response]) -> Callable[[Request], Response]:
        def agreements(request: Request) -> Response:
            """Give the agreements of now, or of the end of a day, of one state or of all."""
            return form(request, AGREEMENTS, self._agreements(request), "agreements")

        return agreements

    def _agreements(self, request: Request) -> Iterable[AgreementView]:
        state = read_state(request.query_params.get("state", ""))
        on = read_past_day(request.query_params.get("on", ""), "on", today=self._site.today())
        return _when_read(lambda: self._site.reader.agreements(on=on, state=state))


def as_csv(request: Request, table: Table[_Item], items: Iterable[_Item], name: str) -> Response:
    """Return *items* as CSV. It is made safe for spreadsheet programs; the raw text stands in the other forms."""
    return as_download(request, chain([table.names], (table.texts(item) for item in items)), name)


def as_json(request: Request, table: Table[_Item], items: Iterable[_Item], name: str) -> Response:
    """Return *items* as one array of objects, whose names are those of the columns."""
    return _sent(request, _enclosed("[", (table.record(item) for item in items), "]"), JSON, f"{name}.json")


def as_parquet(request: Request, table: Table[_Item], items: Iterable[_Item], name: str) -> Response:
    """Return *items* as Parquet. The file is finished before it is sent: its directory stands at its end."""
    if request.method == "HEAD":
        return _sent(request, iter(()), PARQUET, f"{name}.parquet")
    file = write_parquet(table, items)
    return _sent(request, _chunks(file), PARQUET, f"{name}.parquet", after=BackgroundTask(file.close))


def _feature(view: AgreementView) -> dict[str, object]:
    properties = AGREEMENTS.record(view)
    point = county_point(str(properties["county_fips"])) if properties["county_fips"] else None
    return {
        "type": "Feature",
        "id": view.id,
        "geometry": {"type": "Point", "coordinates": list(point)} if point else None,
        "properties": properties,
    }


def _sent(
    request: Request, parts: Iterable[str | bytes], media_type: str, name: str, *, after: BackgroundTask | None = None
) -> Response:
    """Return a file that is written while it is read; a HEAD request reads nothing."""
    return StreamingResponse(
        parts if request.method != "HEAD" else iter(()),
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="lookout-{name}"', "Cache-Control": "no-cache"},
        background=after,
    )


def _enclosed(opening: str, values: Iterable[object], closing: str) -> Iterator[str]:
    """Yield an array of JSON in pieces of a few hundred values."""
    yield opening
    remaining, mark = iter(values), ""
    while piece := list(islice(remaining, _ROWS_AT_ONCE)):
        written = (json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in piece)
        yield mark + ",\n".join(written)
        mark = ",\n"
    yield closing


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _when_read(read: Callable[[], Iterable[_Item]]) -> Iterator[_Item]:
    """Yield what *read* brings, and ask for it only once the first is wanted."""
    yield from read()
