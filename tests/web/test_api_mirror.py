"""A mirror of the agreements: applied from the beginning, or from any cursor, it holds what the interface lists."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.vocabulary import ListKind
from tests.web.api_client import read
from tests.web.fake_press import FakePress
from tests.web.fakes import Client
from tests.workflows.rulings import BY, PATROL, WHY
from tests.workflows.stage import GOLIAD, HARRIS, POLK, PUBLIC_URL, TEXAS, Entry, Stage, fetched, sheriff, workbook
from web.app import create_app
from workflows.ports import DocumentRole
from workflows.review import DecisionError, confirm, same

DELTA = "/api/v1/agreements/delta"
APPLICANTS = (HARRIS, POLK, sheriff("Tarrant"), sheriff("Webb"), sheriff("Cameron"), sheriff("Ward"))


@dataclass
class Mirror:
    """A copy that knows nothing but the answers; *asks* is how many steps it asks for at once."""

    client: Client
    asks: int = 500
    held: dict[str, Any] = field(default_factory=dict)
    cursor: str | None = None

    def catch_up(self, parts: int | None = None) -> list[tuple[str, str]]:
        """Follow the answers to their end, or for so many *parts*; return what was done, as (op, agency)."""
        done: list[tuple[str, str]] = []
        address: str | None = f"{DELTA}?limit={self.asks}" + (f"&cursor={self.cursor}" if self.cursor else "")
        while address and parts != 0:
            parts = None if parts is None else parts - 1
            answer = read(self.client, address.removeprefix(PUBLIC_URL))
            for step in answer["items"]:
                one = step["agreement"]
                # The words mean what they say: nothing is added twice, and nothing that is not held is changed.
                assert (step["op"] == "ADD") == (one["id"] not in self.held)
                if step["op"] == "DEL":
                    del self.held[one["id"]]
                else:
                    self.held[one["id"]] = one
                done.append((step["op"], one["agreement"]["agency"]))
            self.cursor, address = answer["cursor"], answer["next"]
        return done


@dataclass
class Publisher:
    """What ICE prints, changed step by step, and the desk that decides."""

    stage: Stage
    listed: list[Entry] = field(default_factory=lambda: list(TEXAS))
    pending: list[Entry] = field(default_factory=lambda: list(APPLICANTS))
    saved: int = 0

    def print(self, *, minutes: int = 10) -> None:
        self.saved += 1
        at = self.stage.clock.wait(minutes=minutes)
        self.stage.serve(
            fetched(workbook(self.listed, saved=self.saved), at=at),
            fetched(workbook(self.pending, ListKind.PENDING, saved=self.saved), DocumentRole.PENDING, at=at),
        )

    def do(self, deed: str, which: int) -> None:
        """Let *deed* happen to the agency in place *which*, and print both lists."""
        entry = self.listed[which % len(self.listed)]
        gone = [one for one in TEXAS if one.county not in {e.county for e in self.listed}]
        if rewritten := reprinted(deed, entry, which):
            self.listed[self.listed.index(entry)] = rewritten
        match deed:
            case "leaves":
                self.listed.remove(entry)
            case "returns" if gone:
                self.listed.append(gone[which % len(gone)])
            case "joins" if PATROL not in self.listed:
                self.listed.append(PATROL)
            case "is printed twice":
                self.listed.append(replace(entry, agency=entry.agency.replace("Sheriff's Office", "Sheriff Office")))
            case "applies" if len(self.pending) > 5:
                self.pending.pop(which % len(self.pending))
            case "days pass":
                self.print(minutes=3 * 24 * 60)
        self.print()
        if deed in {"is found to be another", "is confirmed to be gone"}:
            self.decide(deed, which)

    def decide(self, deed: str, which: int) -> None:
        """Let the desk decide; where there is nothing to decide it is refused, and that is well."""
        self.stage.clock.wait(minutes=1)
        with self.stage.open() as ledger:
            agreements = [a for a in ledger.agreements("ice-287g") if a.facts.county != "Kerr County"]
        one, other = agreements[which % len(agreements)], agreements[(which * 7 + 1) % len(agreements)]
        with contextlib.suppress(DecisionError):
            if deed == "is confirmed to be gone":
                missing = [a for a in agreements if a.standing.value == "missing"] or [one]
                confirm(self.stage.polling, missing[which % len(missing)].id, WHY, BY)
            else:
                same(self.stage.polling, self.stage.log, one.id, other.id, WHY, BY)


def reprinted(deed: str, entry: Entry, which: int) -> Entry | None:
    """Return how *entry* is printed after *deed*; None where that is no matter of print."""
    match deed:
        case "is misspelt":
            return replace(entry, agency=f"{entry.agency[:-6]}Ofice")
        case "is printed in capitals":
            return replace(entry, agency=entry.agency.upper())
        case "signs anew":
            return replace(entry, signed_on=date(2026, 3, 2))
        case "has a document":
            return replace(entry, moa_url=f"https://www.ice.gov/doclib/{which}.pdf")
    return None


DEEDS = (
    "leaves",
    "returns",
    "is misspelt",
    "is printed in capitals",
    "signs anew",
    "has a document",
    "joins",
    "applies",
    "is printed twice",
    "days pass",
    "is found to be another",
    "is confirmed to be gone",
    "nothing",
)
STORIES = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 40), st.booleans()), min_size=1, max_size=9)
LIFE = [
    ("leaves", 0, True),
    ("days pass", 0, True),
    ("returns", 0, True),
    ("joins", 0, False),
    ("is found to be another", 3, True),
    ("leaves", 2, False),
    ("is confirmed to be gone", 0, True),
]


@contextlib.contextmanager
def a_publisher(template: Path) -> Iterator[tuple[Publisher, Client]]:
    with tempfile.TemporaryDirectory(prefix="lookout-mirror-") as folder:
        file = Path(folder) / "lookout.sqlite"
        shutil.copy(template, file)
        stage = Stage(f"sqlite:///{file}", Path(folder))
        try:
            yield Publisher(stage), a_client(stage)
        finally:
            stage.close()


def a_client(stage: Stage) -> Client:
    host = urlsplit(PUBLIC_URL).hostname or ""
    app = create_app(
        reader=stage.log,
        press=FakePress(),
        archive=stage.archive,
        public_url=PUBLIC_URL,
        allowed_hosts=[host],
        now=stage.clock.now,
        contact_url="mailto:desk@example.org",
    )
    return Client(app, host=host)


def listed(client: Client) -> dict[str, Any]:
    """Return what /api/v1/agreements gives, to its end; when a list was looked at last is no part of a mirror."""
    found, address = {}, "/api/v1/agreements?limit=500"
    while address:
        page = read(client, address.removeprefix(PUBLIC_URL))
        for item in page["items"]:
            del item["last_seen_at"]
            found[item["id"]] = item
        address = page["next"]
    return found


def is_exact(mirror: Mirror, known: Sequence[str]) -> None:
    """Assert that *mirror* holds what is listed or pending word for word, and of the rest what is missing."""
    on_lists = listed(mirror.client)
    assert {name: one for name, one in mirror.held.items() if one["status"] in {"listed", "pending"}} == on_lists
    for agreement_id in known:
        if agreement_id not in on_lists:
            status = read(mirror.client, f"/api/v1/agreements/{agreement_id}")["status"]
            held = mirror.held.get(agreement_id)
            assert (status, held["status"] if held else None) in {
                ("missing", "missing"),
                ("terminated", None),
                ("off_list", None),
            }


@settings(derandomize=True, max_examples=12, deadline=None)
@given(story=STORIES, asks=st.integers(1, 40))
@example(story=LIFE, asks=3)
def test_a_mirror_is_exact_at_each_point(sqlite_template: Path, story: list[tuple[str, int, bool]], asks: int) -> None:
    with a_publisher(sqlite_template) as (publisher, client):
        often, seldom, slow = Mirror(client), Mirror(client, asks), Mirror(client, asks)
        publisher.print()
        for deed, which, asked in story:
            publisher.do(deed, which)
            known = [name for (name,) in publisher.stage.rows("SELECT id FROM agreement")]
            late = Mirror(client, asks)
            for mirror in (often, late, *([seldom] if asked else [])):
                mirror.catch_up()
                is_exact(mirror, known)
                assert mirror.catch_up() == []
            assert often.held == late.held
            slow.catch_up(1)  # it is overtaken by what happens, and stumbles over nothing
        slow.catch_up()
        assert slow.held == often.held


@pytest.fixture
def publisher(sqlite_template: Path) -> Iterator[tuple[Publisher, Client]]:
    with a_publisher(sqlite_template) as found:
        yield found


def test_one_agreement_through_its_life(publisher: tuple[Publisher, Client]) -> None:
    ice, client = publisher
    mirror = Mirror(client)
    ice.print()

    assert {op for op, _ in mirror.catch_up()} == {"ADD"}
    assert len(mirror.held) == len(TEXAS) + len(APPLICANTS)

    ice.listed.remove(GOLIAD)
    ice.print()
    assert mirror.catch_up() == [("MOD", GOLIAD.agency)], "missing is no departure"
    assert [one["status"] for one in mirror.held.values() if one["agreement"]["agency"] == GOLIAD.agency] == ["missing"]

    ice.print(minutes=25 * 60)
    assert mirror.catch_up() == [("DEL", GOLIAD.agency)]

    ice.listed.append(GOLIAD)
    ice.print()
    assert mirror.catch_up() == [("ADD", GOLIAD.agency)]


def test_what_happens_while_a_mirror_reads_is_told_after(publisher: tuple[Publisher, Client]) -> None:
    ice, client = publisher
    mirror, exact = Mirror(client, 10), Mirror(client)
    ice.print()
    mirror.catch_up(1)

    ice.listed.remove(GOLIAD)
    ice.listed[-1] = replace(ice.listed[-1], moa_url="https://www.ice.gov/doclib/one.pdf")
    ice.print()
    ice.print(minutes=25 * 60)
    assert {op for op, _ in mirror.catch_up(1)} == {"ADD"}
    ice.listed.append(GOLIAD)
    ice.print()
    mirror.catch_up()
    exact.catch_up()

    assert mirror.held == exact.held


def test_what_shows_nothing_new_is_no_step(publisher: tuple[Publisher, Client]) -> None:
    ice, client = publisher
    mirror = Mirror(client)
    ice.print()
    mirror.catch_up()
    before = read(client, f"{DELTA}?cursor={mirror.cursor}")

    ice.print()
    ice.print(minutes=60)

    after = read(client, f"{DELTA}?cursor={mirror.cursor}")
    assert (after["items"], after["cursor"]) == ([], before["cursor"])
    assert [one["version"] for one in after["lists"]] == [3, 3]


def test_what_came_and_went_meanwhile_is_passed_over(publisher: tuple[Publisher, Client]) -> None:
    ice, client = publisher
    mirror = Mirror(client)
    ice.print()
    mirror.catch_up()

    ice.listed.append(PATROL)
    ice.print()
    ice.listed.remove(PATROL)
    ice.print()
    ice.print(minutes=25 * 60)

    assert mirror.catch_up() == []


@pytest.mark.parametrize("cursor", ["", "-1", "1.5", "x", "99999999999999999999", "999999999999999999", "٣", "1%00"])
def test_a_cursor_that_no_answer_has_had_is_refused(publisher: tuple[Publisher, Client], cursor: str) -> None:
    _, client = publisher

    assert client.get(f"{DELTA}?cursor={cursor}").status == 422


def test_an_empty_record_has_an_empty_mirror(publisher: tuple[Publisher, Client]) -> None:
    _, client = publisher

    answer = read(client, DELTA)

    assert (answer["items"], answer["cursor"], answer["next"]) == ([], "0", None)
    assert client.get(f"{DELTA}?cursor=0", If_None_Match=client.get(DELTA).headers["etag"]).status == 304
