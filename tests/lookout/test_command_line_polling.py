"""The commands that visit, decide, send and keep: their sentences and their exit statuses."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.lookout.commands import Commands
from tests.lookout.house import sha256
from tests.lookout.publisher import (
    EVENING,
    EVENING_PENDING,
    MORNING,
    MORNING_PENDING,
    PAGE,
    Published,
    Publisher,
)
from tests.notifier.sinks import SmtpSink

DOUBTFUL = 2 * (*EVENING[:8], *EVENING[10:])
"""Two rows of twelve gone, and the others printed twice: a list that is held."""


@pytest.fixture
def held(evening: Commands, publisher: Publisher) -> Commands:
    """Return the command line after a poll whose reading is held."""
    publisher.publish(DOUBTFUL, EVENING_PENDING)
    assert evening("poll", "--url", publisher.page).status == 3
    return evening


def test_a_good_poll_ends_with_0_and_says_what_it_read(fresh: Commands, publisher: Publisher) -> None:
    publisher.publish(MORNING, MORNING_PENDING)

    answer = fresh("poll", "--url", publisher.page)

    assert answer.status == 0
    assert answer.out.splitlines() == [
        "ice-287g: changed. First list read: 12 agreements. Nobody is told of a first list.",
        "ice-287g-pending: changed. First list read: 2 agreements. Nobody is told of a first list.",
    ]
    assert answer.err == ""


def test_an_unchanged_poll_ends_with_0(
    evening: Commands, publisher: Publisher, recorded: tuple[Path, Published]
) -> None:
    publisher.serve(recorded[1])

    answer = evening("poll", "--url", publisher.page)

    assert answer.status == 0
    assert answer.out.splitlines()[1] == "ice-287g-pending: unchanged. Unchanged since version 2."


def test_the_address_of_the_page_can_be_set_for_good(
    fresh: Commands, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.publish(MORNING, MORNING_PENDING)
    monkeypatch.setenv("LOOKOUT_SOURCE_URL", publisher.page)

    assert fresh("poll").status == 0
    assert PAGE in publisher.paths()


def test_the_pending_list_is_polled_through_the_visit_that_reads_it(fresh: Commands, publisher: Publisher) -> None:
    publisher.publish(MORNING, MORNING_PENDING)

    answer = fresh("poll", "ice-287g-pending", "ice-287g", "--url", publisher.page)

    assert answer.status == 0
    assert publisher.paths().count(PAGE) == 1


def test_a_held_reading_ends_with_3(evening: Commands, publisher: Publisher) -> None:
    publisher.publish(DOUBTFUL, EVENING_PENDING)

    answer = evening("poll", "--url", publisher.page)

    assert answer.status == 3
    assert answer.out.startswith("ice-287g: held. 10 rows stand in the list twice.")


def test_a_failed_poll_ends_with_4(evening: Commands, publisher: Publisher) -> None:
    del publisher.replies[PAGE]

    answer = evening("poll", "--url", publisher.page)

    assert answer.status == 4
    assert answer.out.startswith("ice-287g: failed. ")
    assert "Traceback" not in answer.err


def test_a_failure_beside_a_held_reading_ends_with_4(evening: Commands, publisher: Publisher) -> None:
    publisher.publish(DOUBTFUL, EVENING_PENDING)
    name = next(path for path in publisher.replies if "pending" in path)
    publisher.replies[name] = type(publisher.replies[name])(body=b"no workbook")

    assert evening("poll", "--url", publisher.page).status == 4


@pytest.mark.parametrize("command", ["poll", "try"])
def test_an_unknown_source_ends_with_2_and_the_nearest_ones(fresh: Commands, command: str) -> None:
    answer = fresh(command, "ice-287")

    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("There is no source ice-287. Did you mean ice-287g or ")
    assert "`lookout sources` lists all" in answer.err


def test_a_try_tells_what_a_poll_would_make_of_it_and_writes_nothing(evening: Commands, publisher: Publisher) -> None:
    published = publisher.publish((*EVENING, MORNING[10]), EVENING_PENDING)
    before = evening.everything_kept()

    answer = evening("try", "ice-287g", "--url", publisher.page)

    assert evening.everything_kept() == before
    assert answer.status == 0
    assert f"{len(published.participating):,} bytes" in answer.out
    assert "against version 2: 1 returned" in answer.out
    assert "    returned: Smith County Sheriff's Office, Texas (Warrant Service Officer). " in answer.out


def test_a_try_of_a_list_that_would_be_held_ends_with_3_and_writes_nothing(
    evening: Commands, publisher: Publisher
) -> None:
    publisher.publish(DOUBTFUL, EVENING_PENDING)
    before = evening.everything_kept()

    answer = evening("try", "ice-287g", "--url", publisher.page)

    assert evening.everything_kept() == before
    assert answer.status == 3
    assert "G17 duplicates: hold." in answer.out


def test_a_try_of_a_page_that_is_gone_ends_with_4(evening: Commands, publisher: Publisher) -> None:
    del publisher.replies[PAGE]

    answer = evening("try", "ice-287g", "--url", publisher.page)

    assert answer.status == 4
    assert answer.out.startswith("problem (gone): ")


def test_a_held_reading_is_listed_until_it_is_decided(held: Commands) -> None:
    [row] = held("incidents", "--format", "csv").rows

    assert (row["id"], row["source"], row["kind"], row["status"]) == ("1", "ice-287g", "implausible", "open")
    assert row["summary"].startswith("10 rows stand in the list twice.")


def test_a_released_reading_becomes_a_version_with_its_changes(held: Commands) -> None:
    answer = held("release", "1", "--why", "ICE said so on the phone.")

    assert answer.status == 0
    assert answer.out.startswith("ice-287g: changed. Version 3: 10 agreements, ")
    told = [(r["kind"], r["agency"]) for r in held("changes", "--format", "csv").rows if r["version_to"] == "3"]
    assert sorted(told) == [
        ("missing", "Goliad County Sheriff's Office"),
        ("missing", "Sweetwater County Sheriff's Office"),
        ("terminated", "Smith County Sheriff's Office"),
    ]
    [row] = held("incidents", "--all", "--format", "csv").rows
    assert (row["status"], row["decided_why"]) == ("released", "ICE said so on the phone.")
    assert held("incidents", "--format", "json").json == []


def test_a_rejected_reading_is_not_looked_at_again(held: Commands, publisher: Publisher) -> None:
    answer = held("reject", "1", "--why", "Half an upload.")

    assert (answer.status, answer.out) == (0, "Incident 1 is rejected; the last good list stays.\n")
    again = held("poll", "--url", publisher.page)
    assert again.status == 3
    assert again.out.startswith("ice-287g: held. A reviewer rejected this reading: Half an upload.")
    assert held("incidents", "--format", "json").json == []


@pytest.mark.parametrize("command", ["release", "reject"])
def test_an_incident_is_decided_once(held: Commands, command: str) -> None:
    held("reject", "1", "--why", "Half an upload.")

    answer = held(command, "1", "--why", "Another thought.")

    assert (answer.status, answer.err) == (2, "Incident 1 is rejected already: Half an upload.\n")


@pytest.mark.parametrize("command", ["release", "reject"])
def test_what_is_no_incident_cannot_be_decided(fresh: Commands, command: str) -> None:
    answer = fresh(command, "7", "--why", "I say so.")

    assert (answer.status, answer.err) == (2, "There is no incident 7: `lookout incidents` lists them.\n")


@pytest.mark.parametrize("command", ["release", "reject"])
def test_a_decision_needs_a_reason(fresh: Commands, command: str) -> None:
    answer = fresh(command, "7")

    assert answer.status == 2
    assert "--why" in answer.err


def test_what_is_due_is_sent_once(evening: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    with SmtpSink() as mail:
        monkeypatch.setenv("LOOKOUT_SMTP_URL", mail.url)
        first, second = evening("deliver", "--once"), evening("deliver", "--once")

    assert [m.recipients for m in mail.mails] == [("team@example.org",)]
    assert (first.status, first.out[:1], second.status, second.out[:1]) == (0, "1", 0, "0")


def test_what_is_due_waits_where_mail_is_not_set_up(evening: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    assert evening("deliver", "--once").status == 0
    with SmtpSink() as mail:
        monkeypatch.setenv("LOOKOUT_SMTP_URL", mail.url)
        assert evening("subscribe", "desk@example.org", "--test").status == 0
        assert evening("deliver", "--once").status == 0

    # The alert waits for its second try in five seconds; the test message went out at once.
    assert [m.recipients for m in mail.mails] == [("desk@example.org",)]
    assert mail.mails[0].message["Subject"] == "287(g): test message"


def archive_of(folder: Path, published: dict[str, bytes]) -> Path:
    """Write an archive with index.csv; the names begin with the list and hold the day."""
    folder.mkdir()
    with (folder / "index.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["order", "kind", "observed_at", "file", "published_name"])
        for order, (name, body) in enumerate(published.items(), start=1):
            kind, day = name.removesuffix(".xlsx").split("-", 1)
            (folder / name).write_bytes(body)
            writer.writerow([order, kind, f"{day}T12:00:00Z", name, name])
    return folder


@pytest.fixture
def past(tmp_path: Path, publisher: Publisher) -> Path:
    morning = publisher.publish(MORNING, MORNING_PENDING)
    evening = publisher.publish(EVENING, EVENING_PENDING)
    return archive_of(
        tmp_path / "past",
        {
            "pending-2025-03-01.xlsx": morning.pending,
            "participating-2025-03-01.xlsx": morning.participating,
            "participating-2025-03-02.xlsx": evening.participating,
            "pending-2025-03-03.xlsx": evening.pending,
        },
    )


def test_a_replay_records_the_past_and_alerts_nobody(
    fresh: Commands, past: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh("subscribe", "team@example.org")

    answer = fresh("replay", str(past))

    assert answer.status == 0
    assert answer.out.strip() == "4 workbooks, 4 recorded now, 0 before; 5 changes, 0 held, 0 failed."
    rows = fresh("changes", "--format", "csv").rows
    assert {row["observed_at"] for row in rows} == {"2025-03-02T12:00:00Z", "2025-03-03T12:00:00Z"}
    assert fresh("deliver", "--once").out.startswith("0 ")


def test_a_replay_carries_on_where_it_was_stopped_and_comes_to_the_same(fresh: Commands, past: Path) -> None:
    first = fresh("replay", str(past), "--until", "2025-03-02")
    second = fresh("replay", str(past))
    third = fresh("replay", str(past))

    lines = [answer.out.strip().splitlines()[-1] for answer in (first, second, third)]
    assert lines == [
        "3 workbooks, 3 recorded now, 0 before; 4 changes, 0 held, 0 failed.",
        "4 workbooks, 1 recorded now, 3 before; 1 changes, 0 held, 0 failed.",
        "4 workbooks, 0 recorded now, 4 before; 0 changes, 0 held, 0 failed.",
    ]
    assert len(fresh("changes", "--format", "csv").rows) == 5


def test_a_folder_that_is_no_archive_ends_with_2_and_what_is_missing(fresh: Commands, tmp_path: Path) -> None:
    answer = fresh("replay", str(tmp_path))

    assert answer.status == 2
    assert answer.err == (f"{tmp_path}/index.csv is missing: an archive has an index.csv with one row per workbook.\n")


def test_the_exact_bytes_of_a_capture_can_be_saved(
    evening: Commands, recorded: tuple[Path, Published], tmp_path: Path
) -> None:
    wanted = recorded[1].participating
    number = next(row["id"] for row in evening("captures", "--format", "csv").rows if row["sha256"] == sha256(wanted))

    answer = evening("captures", "--save", number, str(tmp_path / "saved.xlsx"))

    assert answer.status == 0
    assert (tmp_path / "saved.xlsx").read_bytes() == wanted
    assert answer.out == f"{tmp_path}/saved.xlsx: {len(wanted)} bytes, SHA-256 {sha256(wanted)}\n"


def test_a_capture_that_does_not_exist_cannot_be_saved(evening: Commands, tmp_path: Path) -> None:
    answer = evening("captures", "--save", "999", str(tmp_path / "saved.xlsx"))

    assert (answer.status, answer.err) == (2, "There is no capture 999: `lookout captures` lists them.\n")
    assert not (tmp_path / "saved.xlsx").exists()
