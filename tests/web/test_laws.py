"""State laws beside the list: what is said of each, how it is known, gaps under a duty, and who is left under a ban."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.agency_groups import agencies_of
from domain.agreements import Agreement, Standing
from domain.counties import counties
from domain.state_laws import LAWS, Effect, Footing, laws_of
from domain.subscriptions import Language
from domain.vocabulary import STATES
from tests.web.conftest import browse
from tests.web.fakes import GOLIAD, FakeRecord, life
from tests.web.reading import main_words, page_of
from web.laws import view_law
from web.phrases import phrases

AUTUMN = date(2026, 10, 1)
[TEXAS], [MARYLAND] = laws_of("Texas"), laws_of("Maryland")


def of(state: str, county: str, *, name: str = "Sheriff's Office", **values: object) -> Agreement:
    facts = replace(GOLIAD, state=state, agency=f"{county} County {name}", county=f"{county} County")
    return life(facts, id=f"{county}-{name}".lower(), **values)


def test_every_law_is_of_a_state_and_has_its_sentence_in_both_languages() -> None:
    assert {law.state for law in LAWS} <= set(STATES)
    assert len({law.key for law in LAWS}) == len(LAWS)
    assert [law.state for law in LAWS] == sorted(law.state for law in LAWS)
    for law in LAWS:
        assert all(phrases(language).say(f"law.{law.key}") for language in Language)
        assert law.footing is Footing.SEEN or law.since is None, law.key  # no exact day on a hint


def test_the_days_of_texas_and_maryland_are_those_of_the_law() -> None:
    assert (TEXAS.effect, TEXAS.since, TEXAS.deadline) == (Effect.MANDATE, date(2026, 1, 1), date(2026, 12, 1))
    assert (MARYLAND.effect, MARYLAND.since) == (Effect.BAN, date(2026, 2, 17))


def test_under_a_duty_the_counties_without_a_listed_sheriff_are_the_gap() -> None:
    agencies = agencies_of([of("Texas", "Goliad"), of("Texas", "Kerr", name="Constable"), of("Texas", "Leon")])
    view = view_law(TEXAS, agencies, today=AUTUMN)
    names = {county.name for county in view.without_sheriff}

    assert view.counties == sum(1 for county in counties() if county.state == "Texas")
    assert len(names) == view.counties - 2
    assert "Kerr" in names
    assert not {"Goliad", "Leon"} & names
    assert view.still_listed == ()


def test_under_a_ban_it_is_told_who_is_listed_and_who_has_gone_since() -> None:
    def gone(county: str, on: datetime) -> Agreement:
        return of("Maryland", county, standing=Standing.TERMINATED, missing_since=on)

    early, late = datetime(2026, 2, 16, 23, tzinfo=UTC), datetime(2026, 2, 17, 1, tzinfo=UTC)
    agencies = agencies_of([of("Maryland", "Cecil"), gone("Harford", late), gone("Frederick", early)])
    view = view_law(MARYLAND, agencies, today=AUTUMN)

    assert [agency.county for agency in view.still_listed] == ["Cecil County"]
    assert [agency.county for agency in view.gone_since] == ["Harford County"]
    assert view.changes == "/changes?state=Maryland&since=2026-02-17"
    assert view.without_sheriff == ()


def test_an_agency_that_is_only_missing_is_not_said_to_have_gone() -> None:
    missing = of("Maryland", "Garrett", standing=Standing.MISSING, missing_since=datetime(2026, 3, 1, tzinfo=UTC))

    view = view_law(MARYLAND, agencies_of([missing]), today=AUTUMN)

    assert (list(view.still_listed), view.gone_since) == ([], [])


def test_a_ban_whose_day_has_not_come_binds_nobody_yet() -> None:
    view = view_law(MARYLAND, agencies_of([of("Maryland", "Cecil")]), today=date(2026, 2, 16))

    assert (view.still_listed, view.gone_since, view.changes) == ((), [], "")


def test_a_limit_blames_nobody_who_is_listed() -> None:
    [virginia] = laws_of("Virginia")

    assert view_law(virginia, agencies_of([of("Virginia", "Culpeper")]), today=AUTUMN).still_listed == ()


def test_the_page_of_a_state_says_what_it_lays_down_how_it_is_known_and_what_we_do_not_know(record: FakeRecord) -> None:
    said = main_words(browse(record), "/states/tx")

    assert "The law of this state" in said
    assert "SB 8" in said
    assert "100,000 people or more, by a summary of the bill" in said
    assert "1 Dec 2026" in said
    assert "In 253 of 254 counties no sheriff is listed." in said
    assert "We know counties and agencies, not populations" in said
    assert "As of Oct 2026" in said


def test_a_state_of_which_we_have_read_nothing_has_no_such_part(record: FakeRecord) -> None:
    assert not page_of(browse(record).get("/states/wy").text).xpath("//*[@id='law']")


@pytest.mark.parametrize("address", ["/laws", "/es/laws"])
def test_one_page_has_them_all_in_both_languages(record: FakeRecord, address: str) -> None:
    page = page_of(browse(record).get(address).text)

    assert len(page.xpath("//main//section")) == len(LAWS)
    words = phrases(Language(page.get("lang")))
    for law in LAWS:
        assert words.say(f"law.{law.key}") in page.xpath("string(//main)")
        assert words.say(f"law_footing.{law.footing}") in page.xpath("string(//main)")


def test_what_was_only_inferred_says_so(record: FakeRecord) -> None:
    said = main_words(browse(record), "/states/ga")

    assert "Put together from hints: to be read in the law itself." in said
