"""An agency's life by date: one list, oldest first, each line with the entry that tells it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from domain.changes import ChangeKind
from domain.vocabulary import SupportType
from tests.web.conftest import browse
from tests.web.fakes import GOLIAD, SEEN, FakeRecord, change, life
from tests.web.reading import main_words, page_of, words_of
from web.timeline import life_by_date
from workflows.reading import LoggedChange

ASKED = replace(GOLIAD, signed_on=None, signed_text="")


def logged(
    facts: object = GOLIAD, kind: ChangeKind = ChangeKind.NEW, *, days: int = 0, **values: object
) -> LoggedChange:
    one = change(facts, kind, observed_at=SEEN + timedelta(days=days), **values)  # type: ignore[arg-type]
    return LoggedChange(seq=1, change=one, recorded_at=one.observed_at)


def test_a_whole_life_is_told_in_order() -> None:
    pending = life(ASKED, id="asked", source="ice-287g-pending", first_listed_at=SEEN - timedelta(days=9))
    active = life(GOLIAD, renewed_from=date(2020, 5, 1))
    kinds = ("corrected", "moa_published", "missing", "terminated", "returned", "addendum_published")
    entries = [logged(), *(logged(kind=ChangeKind(kind), days=n) for n, kind in enumerate(kinds, start=1))]
    before = [
        logged(ASKED, ChangeKind.PENDING, days=-9),
        logged(ASKED, ChangeKind.PENDING_GONE, days=0),
    ]

    moments = life_by_date([(active, entries), (pending, before)])

    assert [moment.key.removeprefix("timeline.") for moment in moments] == [
        "signed",
        "pending",
        "signed",
        "new",
        "pending_gone",
        *kinds,
    ]
    assert [moment.on for moment in moments] == sorted(moment.on for moment in moments)
    assert moments[0].at is None
    assert moments[3].entry is entries[0]


def test_what_stood_on_the_first_version_says_so_once() -> None:
    told = life_by_date([(life(GOLIAD, in_baseline=True), [logged(kind=ChangeKind.CORRECTED, days=3)])])

    assert [moment.key for moment in told] == ["timeline.signed", "timeline.listed_first", "timeline.corrected"]


def test_the_page_has_one_list_with_a_way_to_each_entry(record: FakeRecord) -> None:
    page = page_of(browse(record).get("/agencies/goliad").text)
    [part] = page.xpath("//ol[@class='timeline']")
    lines = [words_of(line) for line in part]

    assert lines[0] == "19 Sep 2025 Signed TFM"
    assert lines[1].startswith("22 Sep 2025 Listed TFM · ")
    assert "first in" in lines[1].casefold()
    assert part.xpath(".//a/@href") == ["/changes/new-goliad"]
    assert part.xpath(".//time/@datetime") == ["2025-09-19", "2025-09-22T19:05:00Z"]


def test_an_entry_taken_back_is_marked(record: FakeRecord) -> None:
    record.log(change(GOLIAD, ChangeKind.RETRACTED, id="sorry", supersedes="new-goliad"))

    assert "replaced by a later entry" in main_words(browse(record), "/agencies/goliad")


def test_who_is_listed_in_the_counties_beside_it_is_shown(record: FakeRecord) -> None:
    near = replace(GOLIAD, agency="Victoria County Sheriff's Office", county="Victoria County")
    far = replace(GOLIAD, agency="El Paso County Sheriff's Office", county="El Paso County")
    record.lives += [life(near), life(far), life(replace(near, agency="Bee County Jail", county="Bee County"))]
    said = main_words(browse(record), "/agencies/goliad")

    assert "Listed in counties beside Goliad County" in said
    assert "Victoria County : Victoria County Sheriff's Office (Task Force)" in said
    assert "Bee County : Bee County Jail (Task Force)" in said
    assert "El Paso" not in said


def test_the_list_speaks_spanish(record: FakeRecord) -> None:
    [part] = page_of(browse(record).get("/es/agencies/goliad").text).xpath("//ol[@class='timeline']")

    assert words_of(part).startswith("19 sep 2025 Firmado")


def test_an_agency_with_two_powers_has_one_life(record: FakeRecord) -> None:
    jail = replace(GOLIAD, support_type=SupportType.JAIL_ENFORCEMENT, signed_on=date(2020, 1, 2))
    record.lives.append(life(jail, id="goliad-jail", in_baseline=True))
    [part] = page_of(browse(record).get("/agencies/goliad").text).xpath("//ol[@class='timeline']")

    assert words_of(part[0]) == "2 Jan 2020 Signed JEM"
