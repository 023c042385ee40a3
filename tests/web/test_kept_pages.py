"""Pages are written once and given again, and never when what they show has changed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.changes import ChangeKind
from tests.web.conftest import browse
from tests.web.fake_press import FakePress
from tests.web.fakes import GOLIAD, LEON, NOW, PUBLIC_URL, SEEN, Client, FakeArchive, FakeRecord, change
from tests.workflows.stage import HARRIS, TEXAS, Stage
from web.app import create_app
from web.kept_pages import Body, KeptPages

LONG = "A page that is long enough to be packed. " * 50
SHOWING_CHANGES = (
    "/",
    "/changes",
    "/days/2025-09-22",
    "/states/tx",
    "/agencies/goliad",
    "/feed.atom",
    "/api/v1/changes",
)


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(database_url, tmp_path)
    yield stage
    stage.close()


def writes(pages: KeptPages, key: object, text: str = LONG) -> list[str]:
    written: list[str] = []

    def write() -> str:
        written.append(text)
        return text

    pages.get(key, write)
    return written


def test_what_is_asked_twice_is_read_from_the_log_once(client: Client, record: FakeRecord) -> None:
    first = client.get("/changes?state=Texas")
    record.asked.clear()
    second = client.get("/changes?state=Texas")

    assert record.asked == []
    assert (second.text, second.headers["etag"]) == (first.text, first.headers["etag"])


@pytest.mark.parametrize("address", SHOWING_CHANGES)
def test_a_change_recorded_between_two_requests_shows_in_the_second(
    client: Client, record: FakeRecord, address: str
) -> None:
    before = client.get(address)
    record.log(change(GOLIAD, ChangeKind.RENEWED, id="renewed-goliad"))
    after = client.get(address, If_None_Match=before.headers["etag"])

    assert after.status == 200
    assert "/changes/renewed-goliad" not in before.text
    assert "/changes/renewed-goliad" in after.text


@pytest.mark.parametrize("database_kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_change_recorded_in_the_database_shows_in_the_next_answer(stage: Stage) -> None:
    app = create_app(
        reader=stage.log,
        press=FakePress(),
        archive=FakeArchive(),
        public_url=PUBLIC_URL,
        allowed_hosts=["lookout.example.org"],
        now=stage.clock.now,
        contact_url="mailto:desk@example.org",
    )
    client = Client(app)
    stage.print_list(TEXAS)
    before = [client.get(address).text for address in ("/changes", "/states/tx", "/")]
    stage.clock.wait(seconds=600)
    stage.print_list([*TEXAS, HARRIS])
    after = [client.get(address).text for address in ("/changes", "/states/tx", "/")]

    assert not any("Harris County Sheriff" in page for page in before)
    assert all("Harris County Sheriff" in page for page in after)


def test_a_poll_between_two_requests_shows_on_the_pages_that_count_polls(client: Client, record: FakeRecord) -> None:
    before = [client.get(address).text for address in ("/", "/days/2025-09-22")]
    record.polls[SEEN.date()] += 1
    after = [client.get(address).text for address in ("/", "/days/2025-09-22")]

    assert all("Checked 120 times" in page for page in before)
    assert all("Checked 121 times" in page for page in after)


def test_a_source_that_grows_stale_shows_within_a_minute(record: FakeRecord) -> None:
    now = [NOW]
    client = browse(record, now=lambda: now[0])
    before = client.get("/sources").text
    record.trouble.clear()
    after = client.get("/sources").text

    assert "shrank from 120 rows" in before
    assert "shrank from 120 rows" not in after


def test_a_page_that_also_shows_health_is_known_by_its_words(client: Client, record: FakeRecord) -> None:
    etag = client.get("/").headers["etag"]
    record.trouble.clear()  # shown on another page

    assert client.get("/", If_None_Match=etag).status == 304


def test_languages_and_questions_are_kept_apart(client: Client) -> None:
    for _ in range(2):
        assert 'lang="en"' in client.get("/states/tx").text
        assert 'lang="es"' in client.get("/es/states/tx").text
        assert "Goliad" in client.get("/changes?state=TX").text
        assert "Goliad" not in client.get("/changes?state=FL").text


def test_packed_and_plain_say_the_same(client: Client) -> None:
    packed = client.get("/changes", Accept_Encoding="gzip")
    plain = client.get("/changes", Accept_Encoding="identity")

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])


def test_who_says_who_is_asking_gets_an_answer_that_is_not_kept(client: Client, record: FakeRecord) -> None:
    client.get("/changes")
    for name in ("Cookie", "Authorization"):
        record.asked.clear()
        client.get("/changes", **{name: "reviewer"})
        assert record.asked, name
    record.asked.clear()
    client.get("/changes?kind=new", Cookie="reviewer")
    client.get("/changes?kind=new")
    assert len(record.asked) == 2


def test_only_so_much_is_kept_and_what_was_used_last_stays() -> None:
    pages = KeptPages(most=50_000)
    for number in range(100):
        writes(pages, number)
        writes(pages, "the one that all ask for")

    assert pages.size <= 50_000
    assert writes(pages, "the one that all ask for") == []
    assert writes(pages, 99) == []
    assert writes(pages, 0) == [LONG]


def test_an_answer_too_large_to_keep_is_given_all_the_same() -> None:
    pages = KeptPages(most=2_000)

    assert writes(pages, "large") == [LONG]
    assert writes(pages, "large") == [LONG]
    assert pages.size == 0


def test_an_answer_that_fails_is_not_kept() -> None:
    pages = KeptPages()

    def fail() -> str:
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        pages.get("page", fail)
    assert writes(pages, "page") == [LONG]


def test_who_asks_while_it_is_written_waits_for_it() -> None:
    pages, begun, go_on = KeptPages(), threading.Event(), threading.Event()
    written: list[str] = []
    bodies: list[Body] = []

    def write() -> str:
        written.append(LONG)
        begun.set()
        assert go_on.wait(10)
        return LONG

    readers = [threading.Thread(target=lambda: bodies.append(pages.get("page", write))) for _ in range(3)]
    readers[0].start()
    assert begun.wait(10)
    for reader in readers[1:]:
        reader.start()
    go_on.set()
    for reader in readers:
        reader.join(10)

    assert written == [LONG]
    assert [body.plain() for body in bodies] == [LONG.encode()] * 3


def test_leon_is_not_shown_for_goliad(client: Client) -> None:
    pages = {name: client.get(f"/agencies/{name}").text for name in ("goliad", "leon")}

    assert LEON.agency.split()[0] in pages["leon"]
    assert pages["leon"] != pages["goliad"]
