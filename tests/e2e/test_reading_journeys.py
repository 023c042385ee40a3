"""The journeys of those who read: a coordinator, an organiser, a reporter, an advocate; each from its first page on."""

from __future__ import annotations

import csv
import hashlib
import io
import re

from domain.changes import ChangeKind
from tests.builders.served import Served
from tests.e2e.browsing import Reader

SHARED_MOST = 300
"""Characters of a text to pass on (facts for readers: forwardable by phone)."""
LAST_DAY = "2026-04-15"


def test_j1_an_application_is_found_from_the_home_page_and_its_agency_followed(reader: Reader, site: Served) -> None:
    reader.open("/")
    reader.page.locator("a[href*='/changes/']", has_text="Uvalde County").first.click()
    assert "pending" in reader.text.lower()
    assert "16 Apr 2026" in reader.text
    reader.page.locator("main a[href*='/agencies/']").first.click()
    assert reader.page.locator("h1").inner_text().startswith("Uvalde County Sheriff's Office")
    reader.page.locator("main a[href*='/subscribe?']", has_text="Uvalde County Sheriff's Office").click()

    assert reader.page.locator("input[name=state][value=Texas]").is_checked()
    assert reader.page.locator("#agency").input_value().strip() == "Uvalde County Sheriff's Office"


def test_j2_a_new_agreement_can_be_verified_and_passed_on(reader: Reader, site: Served) -> None:
    change = site.change(ChangeKind.NEW, "Zavala").change
    assert reader.open(f"/changes/{change.id}") == 200
    row = reader.page.locator("table").last.inner_text()
    with reader.page.expect_download() as download:
        reader.page.locator("a[href^='/captures/']").first.click()
    taken = download.value.path().read_bytes()

    assert "Zavala County Sheriff's Office" in row
    assert change.facts.support_type.value in row
    assert hashlib.sha256(taken).hexdigest() in reader.text
    assert "15 Apr 2026" in reader.text
    shared = reader.page.locator(".share").first.inner_text()
    assert len(shared) <= SHARED_MOST
    assert "Zavala County" in shared
    assert f"{site.url}/changes/{change.id}" in shared


def test_j2_the_same_in_spanish(reader: Reader, site: Served) -> None:
    change = site.change(ChangeKind.NEW, "Zavala").change
    reader.open(f"/changes/{change.id}")
    reader.page.locator("a[hreflang=es]").first.click()
    shared = reader.page.locator(".share").first.inner_text()

    assert reader.path == f"/es/changes/{change.id}"
    assert reader.page.locator("html").get_attribute("lang") == "es"
    assert len(shared) <= SHARED_MOST
    assert f"{site.url}/es/changes/{change.id}" in shared


def test_j3_an_organiser_finds_document_history_and_neighbours(reader: Reader, site: Served) -> None:
    change = site.change(ChangeKind.ADDENDUM_PUBLISHED, "Goliad").change
    reader.open(f"/changes/{change.id}")
    reader.page.locator("main a[href*='/agencies/']").first.click()
    documents = reader.page.locator("main a[rel~=nofollow]").evaluate_all("all => all.map(a => a.href)")

    assert any("GoliadCoTX_TFM_MOA" in address for address in documents)
    assert any("GoliadCoTX_TFM_Addendum" in address for address in documents)
    assert reader.page.locator(f"main a[href$='/changes/{change.id}']").count() >= 1
    reader.page.locator("main a[href$='/states/tx']").last.click()
    assert "Refugio County Sheriff's Office" in reader.text


def test_j4_a_jail_that_adds_a_task_force_is_one_event(reader: Reader, site: Served) -> None:
    reader.open("/changes?state=Texas")
    told = [entry for entry in reader.page.locator("ol.changes > li").all_inner_texts() if "Kendall" in entry]

    assert len(told) == 1
    assert "Task Force" in told[0]
    assert "Jail Enforcement" in told[0], "it says from what the agency expanded"
    reader.page.locator("ol.changes a", has_text="Kendall").first.click()
    reader.page.locator("main a[href*='/agencies/']").first.click()
    assert "Jail Enforcement Model" in reader.text
    assert "Task Force Model" in reader.text


def test_j5_an_end_is_missing_first_and_says_later_why_it_is_believed(reader: Reader, site: Served) -> None:
    missing = site.change(ChangeKind.MISSING, "Washington").change
    reader.open(f"/changes/{missing.id}")
    assert "nconfirmed" in reader.text
    reader.page.locator("[role=note] a[href*='/changes/']").first.click()
    confirmed = reader.text

    assert reader.path == f"/changes/{site.change(ChangeKind.TERMINATED, 'Washington').change.id}"
    assert "14 Apr 2026" in confirmed, "since when it is missing"
    assert reader.page.locator(f"a[href$='/changes/{missing.id}']").count() >= 1


def test_j6_a_reporter_cites_a_day_and_counts_what_the_table_says(reader: Reader, site: Served) -> None:
    reader.open("/days")
    reader.page.locator(f"main a[href$='/days/{LAST_DAY}']").first.click()
    shown = reader.page.locator("ol.changes > li").count()
    with reader.page.expect_download() as download:
        reader.page.locator("a[href^='/changes.csv']").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))

    assert reader.path == f"/days/{LAST_DAY}"
    assert len(rows) == shown == 11
    assert {row["observed_at"][:10] for row in rows} == {LAST_DAY}
    assert sum(row["kind"] == "new" for row in rows) == 4


def test_j6_a_day_without_a_poll_does_not_say_that_nothing_changed(reader: Reader, site: Served) -> None:
    reader.open("/days/2026-04-12")

    assert reader.page.locator("ol.changes > li").count() == 0
    assert "We cannot say whether anything changed" in reader.text


def test_j7_an_advocate_reads_a_state_and_asks_for_a_weekly_word_of_it(reader: Reader, site: Served) -> None:
    reader.open("/states")
    reader.page.locator("main a[href$='/states/tx']").first.click()
    text = reader.text
    reader.page.locator("main a[href*='/subscribe?']").first.click()
    reader.page.locator("input[name=cadence][value=weekly]").check()
    reader.page.locator("form.wish button").click()

    assert "Goliad County" in text
    assert "Task Force Model" in text
    assert reader.page.locator("input[name=cadence]").input_value() == "weekly"
    assert reader.page.locator("input[name=state]").input_value() == "Texas"


def test_j8_what_an_agency_could_do_on_the_day_of_an_arrest(reader: Reader, site: Served) -> None:
    agency = site.change(ChangeKind.NEW, "Kendall").change.agreement_id
    reader.open(f"/agencies/{agency}")
    reader.page.locator("main input[name=on]").fill("2026-03-01")
    reader.page.locator("main form:has(input[name=on]) button").click()
    answer = reader.page.locator("section.answered").inner_text()
    said = reader.page.locator("section.answered .lead").inner_text()

    assert re.fullmatch(r"/agencies/[0-9a-f]+\?on=2026-03-01", reader.path)
    assert "Jail Enforcement" in said
    assert "Task Force" not in said
    assert "Not yet listed that day" in answer
