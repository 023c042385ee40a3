"""The journey of a volunteer engineer on a Friday evening: what is wrong, since when, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.builders.served import Served, served
from tests.e2e.browsing import Reader
from workflows.reading import IncidentView


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a site of which no other test sees what is decided here."""
    with served(tmp_path_factory.mktemp("operating")) as site:
        yield site


@pytest.fixture
def held(own_site: Served) -> IncidentView:
    """Return a list that waits for a person."""
    return own_site.hold_a_list()


def test_j10_what_is_held_is_found_from_the_home_page_with_what_to_do(reader: Reader, site: Served) -> None:
    [incident] = site.lookout.log.incidents(only_open=True)
    reader.open("/")
    reader.page.locator("main a[href$='/sources'], header a[href$='/sources']").first.click()
    assert "ICE" in reader.text
    reader.page.locator("a[href*='/incidents']").first.click()

    assert incident.summary.split(".")[0] in reader.text
    assert "16 Apr 2026" in reader.text, "since when"
    assert reader.page.locator("main a[href^='/captures/']").count() >= 1, "the bytes that nobody believed"


def test_j10_a_reviewer_signs_in_sees_what_is_held_and_decides(
    reader: Reader, own_site: Served, held: IncidentView
) -> None:
    reader.url = own_site.url
    told = len(own_site.changes())
    assert reader.open(f"/desk/incidents/{held.id}") == 404, "a stranger is told nothing"
    assert held.summary not in reader.text

    reader.sign_in(own_site.reviewer())
    assert reader.path == "/desk"
    reader.page.locator(f"a[href='/desk/incidents/{held.id}']").first.click()
    assert held.summary.split(".")[0] in reader.text
    reader.page.fill("textarea[name=why]", "The workbook is cut short: its last rows are missing.")
    reader.press("Reject: keep the record as it is")

    assert "No change was recorded" in reader.text
    reader.open("/desk/audit")
    assert "its last rows are missing" in reader.text
    assert held.id not in {incident.id for incident in own_site.lookout.log.incidents(only_open=True)}
    assert len(own_site.changes()) == told
    reader.press("Sign out")
    assert reader.open("/desk") == 404
