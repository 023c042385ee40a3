"""What the real service makes of each step of the story."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from domain.changes import Change, ChangeKind
from domain.vocabulary import STATE_CODES, SupportType
from lookout.demo import story
from lookout.demo.checking import faults_of, story_faults
from lookout.demo.story import ADDRESS_OF, STORY, Reader
from lookout.demo.workbooks import MAILBOX, build_workbook
from scrapers.readers.page_text import parse_page, visible_text
from scrapers.readers.totals import read_totals
from scrapers.readers.workbook import XlsxReader
from tests.demo.conftest import Told
from tests.web.fakes import Client
from workflows.reading import ChangeQuery, IncidentStatus

PENNSYLVANIA = {"PA Bradford", "PA Butler", "PA Cumberland", "PA Franklin", "PA Northumberland", "PA Potter"}
EXPECTED: dict[int, dict[str, set[str]]] = {
    1: {},
    2: {},
    3: {"pending": {"GA Habersham", "ID Bonneville", "TX Aransas", "TX Mesquite"}},
    4: {
        "new": {"AL Geneva", "GA Habersham", "ID Bonneville", "MO Taney", "TN Monroe", "TX Aransas", "UT Tooele"},
        "pending_gone": {"GA Habersham", "ID Bonneville", "MO Taney", "TX Aransas"},
    },
    5: {},
    6: {"new": {"OK Red", "WI Washington"}},
    7: {"corrected": {"FL Okeechobee", "PA Cumberland"}},
    8: {"new": {"KS Seward"}, "corrected": PENNSYLVANIA, "pending_gone": {"LA Cypress", "TX Calhoun", "TX Mesquite"}},
    9: {"corrected": PENNSYLVANIA},
    10: {"missing": {"MD Washington"}},
    11: {"terminated": {"MD Washington"}, "missing": {"MD Garrett"}},
    12: {
        "returned": {"MD Garrett"},
        "moa_published": {"GA Habersham", "TX Aransas", "UT Tooele"},
        "addendum_published": {"TX Goliad"},
    },
    13: {"new": {"AR Franklin", "TX Kendall", "TX Zavala", "WV Jefferson"}},
}
HEARD: dict[Reader, dict[int, int]] = {
    Reader.EVERYTHING: {3: 4, 4: 7, 6: 2, 8: 4, 10: 1, 11: 2, 12: 5, 13: 4},
    Reader.TEXAS: {3: 2, 4: 1, 8: 2, 13: 2},
    Reader.TASK_FORCE: {3: 3, 4: 4, 6: 1, 8: 3, 13: 3},
}
"""By subscriber and step, how many changes the message tells; no entry means no message."""


def _named(change: Change) -> str:
    return f"{STATE_CODES[change.facts.state]} {change.facts.agency.split()[0]}"


def _one(told: Told, step: int, kind: ChangeKind, named: str) -> Change:
    [found] = [c for c in told.of(step).changes if c.kind is kind and _named(c) == named]
    return found


def test_the_tables_here_tell_of_every_step() -> None:
    assert list(EXPECTED) == list(range(1, len(STORY) + 1))
    assert len(STORY) == 13


@pytest.mark.parametrize("step", EXPECTED)
def test_a_step_brings_exactly_its_changes(told: Told, step: int) -> None:
    found: dict[str, set[str]] = {}
    for change in told.of(step).changes:
        found.setdefault(change.kind, set()).add(_named(change))

    assert found == EXPECTED[step]
    assert len(told.of(step).changes) == sum(map(len, EXPECTED[step].values()))


@pytest.mark.parametrize("reader", Reader)
def test_a_subscriber_hears_what_was_asked_for_and_nothing_else(told: Told, reader: Reader) -> None:
    heard = {}
    for number, result in enumerate(told.results, start=1):
        for message in result.messages:
            if message.to == ADDRESS_OF[reader]:
                assert number not in heard, "one message a poll"
                heard[number] = sum(change.id in message.text for change in result.changes)

    assert heard == HEARD[reader]


def test_the_story_finds_no_fault_in_itself(told: Told) -> None:
    faults = [fault for step, result in zip(STORY, told.results, strict=True) for fault in faults_of(step, result)]

    assert faults == []
    assert story_faults(told.lookout.log, told.inbox.messages) == []


def test_an_unchanged_list_is_answered_with_304_and_not_fetched_again(told: Told) -> None:
    assert list(told.of(1).statuses.values()) == [200, 200]
    assert list(told.of(2).statuses.values()) == [304, 304]


def test_what_was_pending_first_says_since_when(told: Told) -> None:
    assert _one(told, 4, ChangeKind.NEW, "TX Aransas").pending_since == datetime(2025, 9, 10, 15, 10, tzinfo=UTC)
    assert _one(told, 4, ChangeKind.NEW, "MO Taney").pending_since == datetime(2025, 9, 8, 14, tzinfo=UTC)
    assert _one(told, 4, ChangeKind.NEW, "AL Geneva").pending_since is None
    assert _one(told, 13, ChangeKind.NEW, "AR Franklin").pending_since == datetime(2025, 9, 8, 14, tzinfo=UTC)


def test_the_first_agreement_of_a_state_says_so(told: Told) -> None:
    assert _one(told, 4, ChangeKind.NEW, "ID Bonneville").first_in_state
    assert _one(told, 13, ChangeKind.NEW, "WV Jefferson").first_in_state
    assert not _one(told, 13, ChangeKind.NEW, "TX Kendall").first_in_county


def test_the_swap_is_one_incident_that_the_next_good_list_closes(told: Told) -> None:
    [during] = told.of(5).incidents

    [ever] = told.lookout.log.incidents()

    assert during.kind == "swapped"
    assert (ever.id, ever.status) == (during.id, IncidentStatus.RECOVERED)
    assert ever.decided_at == STORY[5].at


def test_both_swapped_files_are_kept_byte_for_byte(told: Told) -> None:
    names = {c.published_name: c for c in told.lookout.log.captures()}

    for name in ("participatingAgencies09222025pm.xlsx", "pendingAgencies09222025pm.xlsx"):
        assert told.lookout.archive.open(names[name].sha256).startswith(b"PK")
        assert names[name].version is None


def test_a_misspelt_state_is_a_correction_of_that_state_and_so_is_its_repair(told: Told) -> None:
    [slip] = _one(told, 8, ChangeKind.CORRECTED, "PA Potter").fields
    [repair] = _one(told, 9, ChangeKind.CORRECTED, "PA Potter").fields

    assert (slip.field, slip.before, slip.after) == ("state", "PENNSYLVANIA", "PENNSLYVANIA")
    assert (repair.before, repair.after) == (slip.after, slip.before)


def test_a_departure_is_told_as_fact_only_after_a_day(told: Told) -> None:
    missing = _one(told, 10, ChangeKind.MISSING, "MD Washington")
    terminated = _one(told, 11, ChangeKind.TERMINATED, "MD Washington")

    assert missing.certainty == "unconfirmed"
    assert terminated.certainty == "confirmed"
    assert terminated.supersedes == missing.id


def test_a_return_takes_the_absence_back_for_whoever_heard_of_it(told: Told) -> None:
    missing = _one(told, 11, ChangeKind.MISSING, "MD Garrett")
    returned = _one(told, 12, ChangeKind.RETURNED, "MD Garrett")

    assert returned.supersedes == missing.id
    assert {m.to for m in told.inbox.messages if returned.id in m.text} == {ADDRESS_OF[Reader.EVERYTHING]}


def test_a_jail_that_adds_a_task_force_keeps_its_jail_agreement(told: Told) -> None:
    joined = _one(told, 13, ChangeKind.NEW, "TX Kendall")

    models = {
        view.facts.support_type: view.status
        for view in told.lookout.log.agreements(state="Texas")
        if view.facts.agency == joined.facts.agency
    }

    assert joined.facts.support_type is SupportType.TASK_FORCE
    assert models == {SupportType.TASK_FORCE: "listed", SupportType.JAIL_ENFORCEMENT: "listed"}


def test_a_numbered_download_gets_its_name_from_the_answer(told: Told) -> None:
    latest = next(c for c in told.lookout.log.captures() if c.role == "participating")

    assert latest.url.endswith(f"/file-download/download/public/{story.DOWNLOAD_NUMBER}")
    assert latest.published_name == "participatingAgencies04152026pm_b.xlsx"


def test_a_safe_link_is_unwrapped(told: Told) -> None:
    published = _one(told, 12, ChangeKind.MOA_PUBLISHED, "TX Aransas")

    assert published.facts.moa_url is not None
    assert published.facts.moa_url.startswith("http://127.0.0.1:")
    assert published.facts.moa_url.endswith("/doclib/287gMOA/Aransas%20County%20TX%20TF%20MOA%209.17.25.pdf")


def test_the_mailbox_in_a_safe_link_stands_nowhere_but_in_the_raw_workbook(told: Told) -> None:
    forms = [MAILBOX, quote(MAILBOX), quote(quote(MAILBOX))]
    client = Client(told.lookout.app, host="127.0.0.1")
    changes = [f"/changes/{entry.change.id}" for entry in told.lookout.log.changes(ChangeQuery())]
    pages = ["/", "/changes", "/agreements", "/sources", "/incidents", "/feed.atom", "/feed.json", "/changes.csv"]

    places = {page: client.get(page).text for page in (*pages, *changes)}
    places |= {f"message {message.number}": message.raw.decode() for message in told.inbox.messages}
    with sqlite3.connect(f"file:{told.folder / 'lookout.sqlite'}?mode=ro", uri=True) as database:
        places["database"] = "\n".join(database.iterdump())
    database.close()

    assert [place for place, text in places.items() if any(form in text for form in forms)] == []
    assert "safelinks" not in "".join(places.values())
    assert len(places) > len(changes) + len(told.inbox.messages)


def test_texas_hears_in_spanish(told: Told) -> None:
    messages = [m for m in told.inbox.messages if m.to == ADDRESS_OF[Reader.TEXAS]]

    assert len(messages) == 4
    assert all("suscripción" in message.text for message in messages)


def test_the_last_day_fills_the_start_page(told: Told) -> None:
    page = Client(told.lookout.app, host="127.0.0.1").get("/").text

    assert "15 Apr 2026" in page
    assert page.count("/changes/") >= 11


@pytest.mark.parametrize("step", STORY, ids=lambda step: f"{step.at:%Y-%m-%d}")
def test_the_page_states_the_totals_of_its_list(told: Told, step: story.Step) -> None:
    told.site.show(step)

    with urlopen(told.site.page_url) as answer:
        page = parse_page(answer.read())
    assert page is not None
    totals = read_totals(visible_text(page))

    assert totals.agreements == len(step.total)
    assert sum(count for _, count in totals.by_support_type) == len(step.total)


def test_a_workbook_holds_its_table_whatever_the_typing() -> None:
    last = STORY[-1].participating
    for curly in (False, True):
        body = build_workbook(
            last.entries, holds=last.holds, saved_at=last.at, documents_at="http://127.0.0.1:9", curly=curly
        )
        sheet = XlsxReader().read(body)

        assert [(r.state.upper(), r.agency.replace("’", "'"), r.support_type, r.signed_on) for r in sheet.rows] == [
            (e.state, e.agency, e.model, e.signed_on) for e in last.entries
        ]
        assert sheet.unread_rows == ()
        assert MAILBOX not in str(sheet)


def test_the_same_moment_is_always_the_same_bytes_and_another_moment_is_not() -> None:
    first = STORY[0].participating

    def built(at: datetime) -> bytes:
        return build_workbook(first.entries, holds=first.holds, saved_at=at, documents_at="http://127.0.0.1:9")

    assert built(first.at) == built(first.at)
    assert built(first.at) != built(datetime(2025, 9, 9, tzinfo=UTC))


def test_the_story_moves_forward_on_working_days_in_its_own_calendar() -> None:
    moments = [step.at for step in STORY]

    assert moments == sorted(set(moments))
    assert all(moment.weekday() < 5 for moment in moments)
    assert all(step.participating.at <= step.at for step in STORY)
    assert moments[-1].date() == date(2026, 4, 15)
