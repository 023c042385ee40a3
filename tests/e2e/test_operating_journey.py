"""The journey of a volunteer engineer on a Friday evening: what is wrong, since when, and what to do."""

from __future__ import annotations

from tests.builders.served import Served
from tests.e2e.browsing import Reader


def test_j10_what_is_held_is_found_from_the_home_page_with_what_to_do(reader: Reader, site: Served) -> None:
    [incident] = site.lookout.log.incidents(only_open=True)
    reader.open("/")
    reader.page.locator("main a[href$='/sources'], header a[href$='/sources']").first.click()
    assert "ICE" in reader.text
    reader.page.locator("a[href*='/incidents']").first.click()

    assert incident.summary.split(".")[0] in reader.text
    assert "16 Apr 2026" in reader.text, "since when"
    assert reader.page.locator("main a[href^='/captures/']").count() >= 1, "the bytes that nobody believed"
