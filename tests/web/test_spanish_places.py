"""States, agencies and the growth curve in Spanish: our own words in Spanish, links that stay in Spanish."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.agreements import Standing
from domain.changes import ChangeKind
from tests.web.conftest import an_evening, browse
from tests.web.fake_press import FakePress, release
from tests.web.fakes import GOLIAD, LEON, SEEN, FakeRecord, change, life
from tests.web.reading import page_of, words_of
from workflows.reading import GrowthPoint

FOR_PROGRAMS = (".csv", ".css", ".json", ".atom", "/captures/", "/icon.svg", "/feed.", "map.svg")
PLACES = [
    ("/states", "Sin acuerdos en las listas"),
    ("/states/tx", "acuerdos 287(g) ahora"),
    ("/states/fl", "No están ahora en la lista"),
    ("/states/wy", "Ninguna agencia de Wyoming está ahora en la lista de ICE."),
    ("/agencies/goliad", "Está ahora en la lista de ICE."),
    ("/agencies/leon", "Falta en la lista más reciente de ICE."),
    ("/growth", "Lo que se afirmó, al lado de nuestra cuenta"),
]


@pytest.fixture
def full() -> FakeRecord:
    """Return the evening's record with two years of growth, and an agreement with all that can have happened to one."""
    record = an_evening()
    record.lives = [
        life(GOLIAD, returned_at=SEEN, renewed_from=date(2025, 3, 1), in_baseline=True),
        life(LEON, standing=Standing.MISSING, missing_since=SEEN - timedelta(days=1)),
    ]
    record.log(change(GOLIAD, ChangeKind.CORRECTED, id="corrected-goliad"))
    days = [date(2024, 12, 1) + timedelta(days=7 * n) for n in range(100)]
    grown = [GrowthPoint(on=on, agreements=150 + 9 * n, agencies=140 + 7 * n) for n, on in enumerate(days)]
    record.grown = {None: grown, "Texas": grown}
    return record


@pytest.mark.parametrize(("path", "spanish"), PLACES)
def test_a_spanish_page_holds_no_english_but_what_is_on_record(full: FakeRecord, path: str, spanish: str) -> None:
    press = FakePress()
    press.add(release())
    answer = browse(full, press=press).get(f"/es{path}")
    main = page_of(answer.text).find(".//main")
    for recorded in main.xpath(".//*[@lang='en']"):
        recorded.clear(keep_tail=True)
    said = [words_of(main), *main.xpath(".//@alt | .//@aria-label | .//@data-label | .//@placeholder")]
    words = f" {' '.join(said)} ".replace("District of Columbia", "")

    assert answer.status == 200
    assert spanish in words
    assert [
        one for one in (" the ", " of ", " and ", " on ", " with ", " by ", " not ", " list ") if one in words
    ] == []


@pytest.mark.parametrize(("path", "_"), PLACES)
def test_every_link_of_a_spanish_page_stays_in_spanish(full: FakeRecord, path: str, _: str) -> None:
    tree = page_of(browse(full).get(f"/es{path}").text)
    ours = tree.xpath("//a[not(@hreflang)]/@href | //form/@action | //main//img/@src | //main//source/@srcset")
    left = {address for address in ours if address.startswith("/") and not address.startswith("/es")}

    assert {address for address in left if not any(part in address for part in FOR_PROGRAMS)} == set()
    assert tree.xpath("//link[@rel='canonical']/@href") in ([], [f"https://lookout.example.org/es{path}"])


@pytest.mark.parametrize(("path", "_"), PLACES)
def test_each_page_names_the_other_language(full: FakeRecord, path: str, _: str) -> None:
    for address, other in ((path, f"/es{path}"), (f"/es{path}", path)):
        tree = page_of(browse(full).get(address).text)

        assert tree.xpath("//p[@class='language']/a/@href") == [other]
        assert set(tree.xpath("//link[@rel='alternate' and @hreflang]/@href")) == {
            f"https://lookout.example.org{path}",
            f"https://lookout.example.org/es{path}",
        }
