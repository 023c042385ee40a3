"""An agency's news and our own corrections on the web: headlines, both permalinks, feeds and tables."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest

from domain.changes import AgencyEvent, Certainty, Change, ChangeKind
from domain.subscriptions import Language
from domain.vocabulary import SupportType
from tests.web.conftest import browse
from tests.web.fakes import GOLIAD, FakeRecord, change
from web import agency_words, wording
from web.phrases import phrases
from web.tables import changes_table
from workflows.reading import CHANGE_COLUMNS

ENGLISH = phrases(Language.ENGLISH)
COLUMNS = changes_table(str).names
JEM, TFM, WSO = SupportType.JAIL_ENFORCEMENT, SupportType.TASK_FORCE, SupportType.WARRANT_SERVICE
JOINED, EXPANDED, REDUCED, LEFT = AgencyEvent
JAIL = replace(GOLIAD, support_type=JEM, support_type_text=JEM.value)
SWITCH: dict[str, Any] = {"agency_event": EXPANDED, "powers_before": (JEM,), "powers_after": (TFM,)}
WHO = "Goliad County Sheriff’s Office, Texas"
REASON = "ICE listed it in place of Golden County."
NEW, MISSING, TERMINATED = ChangeKind.NEW, ChangeKind.MISSING, ChangeKind.TERMINATED


def event(
    kind: ChangeKind,
    event: AgencyEvent,
    before: tuple[SupportType, ...],
    after: tuple[SupportType, ...],
    own: SupportType = TFM,
    **other: Any,
) -> Change:
    facts = replace(GOLIAD, support_type=own)
    return change(facts, kind, agency_event=event, powers_before=before, powers_after=after, **other)


@pytest.mark.parametrize(
    ("told", "headline", "line"),
    [
        (event(NEW, JOINED, (), (TFM,)), "joined 287(g) (Task Force)", "Joined: no agreement → Task Force"),
        (
            event(NEW, EXPANDED, (JEM,), (TFM, JEM)),
            "now also has Task Force, beside Jail Enforcement",
            "Expanded: Jail Enforcement → Task Force and Jail Enforcement",
        ),
        (
            event(NEW, EXPANDED, (JEM,), (TFM,)),
            "expanded its agreement, from Jail Enforcement to Task Force",
            "Expanded: Jail Enforcement → Task Force",
        ),
        (
            event(NEW, REDUCED, (TFM,), (JEM, WSO), JEM),
            "reduced its agreement, from Task Force to Jail Enforcement and Warrant Service",
            "Reduced: Task Force → Jail Enforcement and Warrant Service",
        ),
        (
            event(TERMINATED, EXPANDED, (JEM,), (TFM,), JEM),
            "no longer listed for Jail Enforcement, now for Task Force",
            "Expanded: Jail Enforcement → Task Force",
        ),
        (
            event(TERMINATED, REDUCED, (TFM, JEM, WSO), (JEM, WSO)),
            "no longer listed for Task Force, keeps Jail Enforcement and Warrant Service",
            "Reduced: Task Force, Jail Enforcement and Warrant Service → Jail Enforcement and Warrant Service",
        ),
        (
            event(TERMINATED, LEFT, (JEM,), (), JEM),
            "left ICE's list, Jail Enforcement was its last agreement",
            "Left: Jail Enforcement → no agreement",
        ),
        (
            event(MISSING, LEFT, (JEM,), (), JEM, certainty=Certainty.UNCONFIRMED),
            "Jail Enforcement Model agreement missing from ICE's list (unconfirmed)",
            "Left, if this is confirmed: Jail Enforcement → no agreement",
        ),
        (
            event(ChangeKind.RETURNED, JOINED, (), (TFM,)),
            "Task Force Model agreement back on ICE's list",
            "Joined again: no agreement → Task Force",
        ),
        (change(GOLIAD), "new Task Force Model agreement", ""),
    ],
)
def test_a_headline_tells_the_agency_s_news_and_a_line_what_it_held(told: Change, headline: str, line: str) -> None:
    assert wording.headline(ENGLISH, told) == f"{WHO}: {headline}"
    assert agency_words.agency_line(ENGLISH, told) == line
    sentences = [sentence for sentence, _ in wording.told(ENGLISH, told)]
    assert (f"For the agency: {line}." in sentences) == bool(line)


@pytest.fixture
def switched(record: FakeRecord) -> FakeRecord:
    """Return the evening's record after Goliad went from the jail to the task force."""
    record.log(
        change(GOLIAD, id="whole", **SWITCH),
        change(JAIL, MISSING, id="part", part_of="whole", **SWITCH),
    )
    return record


def test_a_part_of_an_event_links_to_the_whole_and_both_say_what_it_means(switched: FakeRecord) -> None:
    client = browse(switched)
    whole, part = (_flat(client.get(f"/changes/{name}").text) for name in ("whole", "part"))

    assert "<h1>Goliad County Sheriff’s Office, Texas: expanded its agreement, from Jail Enforcement to Task" in whole
    assert "<dt>For the agency</dt><dd>Expanded: Jail Enforcement → Task Force</dd>" in whole
    assert "part of one event" not in whole
    assert "<dd>Expanded, if this is confirmed: Jail Enforcement → Task Force</dd>" in part
    assert 'This is part of one event, which is told here: <a href="/changes/whole">' in part


def test_a_part_whose_whole_is_not_on_record_names_it_all_the_same(record: FakeRecord) -> None:
    record.log(change(JAIL, MISSING, id="part", part_of="whole", **SWITCH))

    assert '<a href="/changes/whole">whole</a>' in _flat(browse(record).get("/changes/part").text)


def test_the_log_tells_what_a_change_means_for_the_agency(switched: FakeRecord) -> None:
    page = _flat(browse(switched).get("/changes").text)

    assert "For the agency: Expanded: Jail Enforcement → Task Force</p>" in page
    assert page.count("For the agency") == 2


def test_an_entry_that_was_wrong_says_so_first_and_is_not_offered_to_pass_on(record: FakeRecord) -> None:
    record.log(change(GOLIAD, ChangeKind.RETRACTED, id="sorry", supersedes="new-goliad", after=None, reason=REASON))
    client = browse(record)
    wrong = _flat(client.get("/changes/new-goliad").text)

    assert f"<strong>This entry was wrong. Please do not pass it on.</strong> {REASON} We took it back: " in wrong
    assert '<a href="/changes/sorry">Goliad County Sheriff’s Office, Texas: correction, our entry on its' in wrong
    assert "A later entry replaces this one" not in wrong
    assert "Pass it on" not in wrong
    assert "Replaced by a later entry" in wrong


def test_a_correction_names_the_entry_it_takes_back_and_no_power(record: FakeRecord) -> None:
    record.log(change(GOLIAD, ChangeKind.RETRACTED, id="sorry", supersedes="new-goliad", after=None, reason=REASON))
    page = _flat(browse(record).get("/changes/sorry").text)

    assert 'This takes back an earlier entry, which was wrong: <a href="/changes/new-goliad">' in page
    assert "If you passed it on, please correct it." in page
    assert REASON in page
    assert "Pass it on" in page
    assert "may question people" not in page
    said = [sentence for sentence, _ in wording.told(ENGLISH, record.entries[-1].change)]
    assert not [sentence for sentence in said if "officers" in sentence or "Signed" in sentence]


def test_the_log_can_be_narrowed_to_corrections_of_our_own(record: FakeRecord) -> None:
    record.log(change(GOLIAD, ChangeKind.RETRACTED, id="sorry", supersedes="new-goliad", reason=REASON))
    page = browse(record).get("/changes?kind=retracted").text

    assert 'href="/changes/sorry"' in page
    assert 'href="/changes/new-goliad"' not in page
    assert '<option value="retracted" selected>Taken back</option>' in page


def test_feeds_tell_the_agency_s_news(switched: FakeRecord) -> None:
    client = browse(switched)
    items = {item["id"].rsplit("/", 1)[1]: item for item in json.loads(client.get("/feed.json").body)["items"]}
    atom = client.get("/feed.atom").text

    assert items["whole"]["title"].endswith("expanded its agreement, from Jail Enforcement to Task Force")
    assert items["whole"]["tags"][-1] == "expanded"
    assert "For the agency: Expanded: Jail Enforcement → Task Force." in items["whole"]["content_text"]
    assert items["new-goliad"]["tags"][-1] == "Task Force Model"
    assert atom.count('<category term="expanded"/>') == 2


def test_the_table_ends_with_the_agency_s_event_and_what_it_is_part_of(switched: FakeRecord) -> None:
    rows = {
        row["id"]: row for row in csv.DictReader(io.StringIO(browse(switched).get("/changes.csv").text, newline=""))
    }

    assert COLUMNS[: len(CHANGE_COLUMNS)] == CHANGE_COLUMNS
    assert COLUMNS[-2:] == ("agency_event", "part_of")
    assert (rows["whole"]["agency_event"], rows["whole"]["part_of"]) == ("expanded", "")
    assert (rows["part"]["agency_event"], rows["part"]["part_of"]) == ("expanded", "whole")
    assert (rows["new-goliad"]["agency_event"], rows["new-goliad"]["part_of"]) == ("", "")


def _flat(text: str) -> str:
    return " ".join(text.split())
