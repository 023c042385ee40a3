"""The record taken away as JSON, GeoJSON and Parquet, opened again by libraries that we did not write with."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import duckdb
import geojson
import pytest

from domain.changes import ChangeKind
from tests.web.conftest import browse
from tests.web.fakes import GOLIAD, LEON, SEEN, Client, FakeRecord, agreement, change
from web.geometry import county_point
from web.parquet import write_parquet
from web.tables import AGREEMENTS, Holds, Table, changes_table
from workflows.reading import ChangeQuery, LoggedChange

CHANGES = changes_table("https://lookout.example.org".__add__)
EVERY_FORM = [f"/{name}.{form}" for name in ("changes", "agreements") for form in ("csv", "json", "parquet")]


def parquet_rows(body: bytes, folder: Path) -> list[dict[str, Any]]:
    """Return the rows of a Parquet file as a second library reads them."""
    file = folder / "taken.parquet"
    file.write_bytes(body)
    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'UTC'")
        found = database.execute("SELECT * FROM read_parquet(?)", [str(file)])
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def parquet_types(body: bytes, folder: Path) -> dict[str, str]:
    file = folder / "taken.parquet"
    file.write_bytes(body)
    with duckdb.connect() as database:
        found = database.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(file)]).fetchall()
    return {row[0]: row[1] for row in found}


@pytest.mark.parametrize(
    ("address", "media_type"),
    [
        ("/changes.csv", "text/csv; charset=utf-8"),
        ("/changes.json", "application/json"),
        ("/changes.parquet", "application/vnd.apache.parquet"),
        ("/agreements.csv", "text/csv; charset=utf-8"),
        ("/agreements.json", "application/json"),
        ("/agreements.geojson", "application/geo+json"),
        ("/agreements.parquet", "application/vnd.apache.parquet"),
    ],
)
def test_each_form_has_its_own_address_and_comes_as_a_file(client: Client, address: str, media_type: str) -> None:
    answer, head = client.get(address), client.get(address, "HEAD")

    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="lookout-{address.removeprefix("/")}"'
    assert (head.status, head.body, head.headers["content-type"]) == (200, b"", media_type)


@pytest.mark.parametrize("name", ["changes", "agreements"])
def test_all_forms_say_the_same(client: Client, name: str, tmp_path: Path) -> None:
    from_csv = list(csv.DictReader(io.StringIO(client.get(f"/{name}.csv").text, newline="")))
    from_json = json.loads(client.get(f"/{name}.json").body)
    from_parquet = parquet_rows(client.get(f"/{name}.parquet").body, tmp_path)

    assert len(from_json) == 2
    assert [list(row) for row in from_json] == [list(row) for row in from_csv] == [list(row) for row in from_parquet]
    assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in from_json] == from_csv
    assert [{k: _as_json(v) for k, v in row.items()} for row in from_parquet] == from_json


def test_the_columns_of_a_parquet_file_are_typed(client: Client, tmp_path: Path) -> None:
    expected = {
        Holds.TEXT: "VARCHAR",
        Holds.NUMBER: "BIGINT",
        Holds.DAY: "DATE",
        Holds.INSTANT: "TIMESTAMP WITH TIME ZONE",
    }

    types = parquet_types(client.get("/changes.parquet").body, tmp_path)
    [row] = [r for r in parquet_rows(client.get("/changes.parquet").body, tmp_path) if r["id"] == "new-goliad"]

    assert types == {column.name: expected[column.holds] for column in CHANGES.columns}
    assert (row["signed_on"], row["observed_at"], row["version_from"]) == (date(2025, 9, 19), SEEN, 41)
    assert row["supersedes"] is None


def test_a_parquet_file_holds_days_and_instants_before_our_time(record: FakeRecord, tmp_path: Path) -> None:
    old = replace(GOLIAD, signed_on=date(1, 1, 1), agency="Goliad ☆ =1+1")
    record.listed = [agreement(old, first_listed_at=datetime(1969, 12, 31, 23, 59, 59, 999_999, UTC))]

    [row] = parquet_rows(browse(record).get("/agreements.parquet").body, tmp_path)

    assert row["signed_on"] == date(1, 1, 1)
    assert row["first_listed_at"] == datetime(1969, 12, 31, 23, 59, 59, 999_999, UTC)
    assert row["agency"] == "Goliad ☆ =1+1"


@pytest.mark.parametrize("address", EVERY_FORM)
def test_every_form_takes_the_filter_of_its_page(client: Client, address: str, tmp_path: Path) -> None:
    def ids(query: str) -> list[str]:
        answer = client.get(f"{address}?{query}")
        if address.endswith("csv"):
            return [row["id"] for row in csv.DictReader(io.StringIO(answer.text, newline=""))]
        rows = json.loads(answer.body) if address.endswith("json") else parquet_rows(answer.body, tmp_path)
        return [row["id"] for row in rows]

    mine = "new-goliad" if "changes" in address else "goliad"
    assert ids("state=TX") == [mine]
    assert ids("state=AK") == []
    assert client.get(f"{address}?state=Nowhere").status == 400


def test_the_agreements_of_a_day_are_those_of_that_day(client: Client) -> None:
    assert json.loads(client.get("/agreements.json?on=2025-09-20").body) == []
    assert json.loads(client.get("/agreements.geojson?on=2025-09-20").body)["features"] == []
    assert len(json.loads(client.get("/agreements.json?on=2025-09-22").body)) == 2
    assert client.get("/agreements.geojson?on=2099-01-01").status == 400


def test_an_empty_record_gives_files_with_nothing_in_them(tmp_path: Path) -> None:
    client = browse(FakeRecord())

    assert json.loads(client.get("/changes.json").body) == []
    assert json.loads(client.get("/agreements.geojson").body) == {"type": "FeatureCollection", "features": []}
    for name in ("changes", "agreements"):
        assert parquet_rows(client.get(f"/{name}.parquet").body, tmp_path) == []


def test_json_is_raw_where_the_table_is_made_safe(record: FakeRecord) -> None:
    record.log(change(replace(GOLIAD, agency="=1+1"), id="odd"))
    client = browse(record)

    assert json.loads(client.get("/changes.json").body)[0]["agency"] == "=1+1"
    assert '"\'=1+1"' in client.get("/changes.csv").text


def test_each_agreement_is_a_feature_inside_its_county(client: Client) -> None:
    answer = client.get("/agreements.geojson")
    read: Any = geojson.loads(answer.text)
    rows = json.loads(client.get("/agreements.json").body)

    assert isinstance(read, geojson.FeatureCollection)
    assert read.is_valid
    assert [feature["properties"] for feature in read["features"]] == rows
    assert [feature["properties"]["county_fips"] for feature in read["features"]] == ["48175", "12073"]
    point = county_point("48175")
    assert point is not None
    assert read["features"][0]["geometry"]["coordinates"] == list(point)


def test_the_collection_keeps_the_rules_of_rfc_7946(record: FakeRecord) -> None:
    state_police = replace(GOLIAD, agency="Texas Department of Public Safety", county="")
    unknown = replace(GOLIAD, agency="Some Police Department", county="Nowhere County")
    record.listed += [agreement(state_police, id="dps"), agreement(unknown, id="odd")]

    collection = json.loads(browse(record).get("/agreements.geojson").body)

    assert set(collection) == {"type", "features"}  # 6.1 and 4: no foreign member, and no "crs"
    ids = [feature["id"] for feature in collection["features"]]
    assert len(ids) == len(set(ids)) == 4
    for feature in collection["features"]:  # 3.2: all three members; geometry may be null
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        if (geometry := feature["geometry"]) is not None:  # 3.1.2 and 4: a point, longitude first, WGS 84
            longitude, latitude = geometry["coordinates"]
            assert set(geometry) == {"type", "coordinates"}
            assert geometry["type"] == "Point"
            assert -180 <= longitude < -64 or 144 < longitude <= 180
            assert -15 < latitude < 72
    assert [feature["geometry"] is None for feature in collection["features"]] == [False, False, True, True]


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_a_long_log_is_written_in_pieces_and_once_each(form: str, tmp_path: Path) -> None:
    class LargestPiece(FakeRecord):
        largest = 0

        def changes(self, query: ChangeQuery) -> Sequence[LoggedChange]:
            found = super().changes(query)
            self.largest = max(self.largest, len(found))
            return found

    record = LargestPiece()
    record.log(*(change(id=f"c{number}", observed_at=SEEN - timedelta(hours=number)) for number in range(1300)))

    body = browse(record).get(f"/changes.{form}").body
    readers: dict[str, Callable[[], list[dict[str, Any]]]] = {
        "csv": lambda: list(csv.DictReader(io.StringIO(body.decode(), newline=""))),
        "json": lambda: json.loads(body),
        "parquet": lambda: parquet_rows(body, tmp_path),
    }
    rows = readers[form]()

    assert [row["id"] for row in rows] == [f"c{number}" for number in range(1299, -1, -1)]
    assert record.largest == 500


def test_a_parquet_file_that_cannot_be_finished_is_an_error_and_no_half_file(record: FakeRecord) -> None:
    record.broken = True

    assert browse(record).get("/changes.parquet").status == 500


def test_the_file_behind_a_parquet_answer_is_closed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    files: list[IO[bytes]] = []

    def keep(table: Table[Any], items: Iterable[Any]) -> IO[bytes]:
        files.append(write_parquet(table, items))
        return files[-1]

    monkeypatch.setattr("web.exports.write_parquet", keep)

    client.get("/changes.parquet")

    assert [file.closed for file in files] == [True]


def test_the_parts_of_a_table_keep_their_names() -> None:
    """Scripts depend on them: names are added at the end and never taken away."""
    assert AGREEMENTS.names[:12] == (
        *("id", "status", "state", "agency", "agency_type", "county", "support_type", "signed_on"),
        *("first_listed_at", "moa_url", "addendum_url", "source"),
    )
    assert len({*AGREEMENTS.names}) == len(AGREEMENTS.names)
    assert len({*CHANGES.names}) == len(CHANGES.names) == 20


def test_an_agreement_of_nobody_we_know_has_no_county(record: FakeRecord) -> None:
    record.listed = [agreement(replace(LEON, county="", agency="Florida Highway Patrol"), id="fhp")]
    record.log(change(LEON, ChangeKind.RETURNED))

    assert json.loads(browse(record).get("/agreements.json").body)[0]["county_fips"] is None


def _as_json(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else value
