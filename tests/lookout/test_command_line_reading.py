"""The commands that print the record: columns, formats and filters that scripts depend on, and whom they tell what."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from domain.vocabulary import STATES
from lookout.cli import app
from tests.lookout.commands import INSTALLED, Commands
from tests.notifier.sinks import SmtpSink

COLUMNS_BY_CONTRACT = (
    "id,observed_at,kind,certainty,state,agency,county,support_type,signed_on,detail,source,version_from,version_to"
)
COMMANDS = sorted(
    str(command.name or (command.callback and command.callback.__name__)) for command in app.registered_commands
)


def agencies(command: Commands, *filters: str) -> list[str]:
    """Return the agencies of the change log, first word only."""
    answer = command("changes", "--format", "csv", *filters)
    assert answer.status == 0
    return sorted(row["agency"].split()[0] for row in answer.rows)


def test_no_command_that_scripts_know_is_lost() -> None:
    known = (
        "agreements captures changes deliver demo doctor incidents migrate poll reject release replay run scheduler "
        "sources subscribe subscriptions try unsubscribe web worker"
    )
    assert set(known.split()) <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(fresh: Commands, command: str) -> None:
    answer = fresh(command, "--help")

    assert answer.status == 0
    assert f"lookout {command}" in answer.out or f"root {command}" in answer.out
    assert not fresh.folder.exists()


def test_changes_as_csv_begin_with_the_columns_of_the_contract(evening: Commands) -> None:
    answer = evening("changes", "--format", "csv")

    assert answer.status == 0
    assert answer.out.splitlines()[0].startswith(COLUMNS_BY_CONTRACT)
    assert "\r" not in answer.out


def test_an_empty_change_log_has_the_same_columns(fresh: Commands, evening: Commands) -> None:
    full = evening("changes", "--format", "csv").out.splitlines()[0]

    nothing = evening("changes", "--format", "csv", "--until", "2020-01-01")

    assert nothing.out == full + "\n"


def test_a_change_is_told_with_official_words_and_iso_dates(evening: Commands) -> None:
    [row] = [row for row in evening("changes", "--format", "csv").rows if row["kind"] == "corrected"]

    assert {name: row[name] for name in COLUMNS_BY_CONTRACT.split(",") if name != "id"} == {
        "observed_at": "2025-09-24T14:10:00Z",
        "kind": "corrected",
        "certainty": "confirmed",
        "state": "Virginia",
        "agency": "Culpeper County Sheriff's Office",
        "county": "Culpeper County",
        "support_type": "Jail Enforcement Model",
        "signed_on": "2018-04-24",
        "detail": "agency: Culpepper County Sherriff's Office -> Culpeper County Sheriff's Office. The same agreement: "
        "same signing date 2018-04-24, same county, same MOA link, name 0.97 alike.",
        "source": "ice-287g",
        "version_from": "1",
        "version_to": "2",
    }
    assert len(row["id"]) == 16


def test_changes_as_json_say_the_same_as_csv(evening: Commands) -> None:
    as_json = evening("changes", "--format", "json").json
    as_csv = evening("changes", "--format", "csv").rows

    assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in as_json] == as_csv
    assert as_json[0]["version_to"] == 2


def test_changes_as_a_table_name_every_agency(evening: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")

    answer = evening("changes")

    for word in ("Polk", "Goliad", "Smith", "Culpeper", "Archer", "unconfirmed"):
        assert word in answer.out


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (("--kind", "new"), ["Polk"]),
        (("--kind", "new", "--kind", "missing"), ["Polk", "Smith"]),
        (("--state", "TX"), ["Archer", "Goliad", "Smith"]),
        (("--state", "texas"), ["Archer", "Goliad", "Smith"]),
        (("--source", "ice-287g-pending"), ["Archer"]),
        (("--since", "2025-09-24", "--until", "2025-09-24"), ["Archer", "Culpeper", "Goliad", "Polk", "Smith"]),
        (("--since", "2025-09-25"), []),
        (("--until", "2025-09-23"), []),
        (("--state", "FL", "--kind", "missing"), []),
    ],
)
def test_changes_can_be_narrowed(evening: Commands, filters: tuple[str, ...], left: list[str]) -> None:
    assert agencies(evening, *filters) == left


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("changes", "--since", "2025-13-01"), '"2025-13-01" is no day: write it as YYYY-MM-DD, such as 2025-09-22.\n'),
        (("changes", "--until", "yesterday"), '"yesterday" is no day: write it as YYYY-MM-DD, such as 2025-09-22.\n'),
        (("agreements", "--on", "9/22/2025"), '"9/22/2025" is no day: write it as YYYY-MM-DD, such as 2025-09-22.\n'),
        (
            ("changes", "--state", "Texxasss"),
            '"Texxasss" is no state or territory: write its name or its two letters, such as Texas or TX.\n',
        ),
        (
            ("agreements", "--state", "ZZ"),
            '"ZZ" is no state or territory: write its name or its two letters, such as Texas or TX.\n',
        ),
    ],
)
def test_a_bad_value_ends_with_2_and_one_sentence(fresh: Commands, arguments: tuple[str, ...], sentence: str) -> None:
    answer = fresh(*arguments)

    assert (answer.status, answer.out, answer.err) == (2, "", sentence)


@pytest.mark.parametrize(
    ("arguments", "known"),
    [(("changes", "--kind", "vanished"), "terminated"), (("changes", "--format", "yaml"), "csv")],
)
def test_a_word_that_is_not_one_of_a_few_ends_with_2_and_names_them(
    fresh: Commands, arguments: tuple[str, ...], known: str
) -> None:
    answer = fresh(*arguments)

    assert answer.status == 2
    assert known in answer.err


def test_changes_of_an_unknown_source_end_with_2(evening: Commands) -> None:
    answer = evening("changes", "--source", "ice")

    assert answer.status == 2
    assert "Did you mean ice-287g" in answer.err


def test_the_agreements_of_today_leave_out_what_is_gone(evening: Commands) -> None:
    rows = evening("agreements", "--format", "csv").rows

    listed = {row["agency"].split()[0] for row in rows if row["status"] == "listed"}
    assert "Polk" in listed
    assert "Smith" not in listed
    assert [row["status"] for row in rows if row["agency"].startswith("Archer")] == ["pending"]


def test_the_agreements_of_a_day_before_the_first_list_are_none(evening: Commands) -> None:
    assert evening("agreements", "--on", "2025-09-23", "--format", "json").json == []


def test_agreements_can_be_narrowed_to_a_state(evening: Commands) -> None:
    rows = evening("agreements", "--state", "FL", "--format", "csv").rows

    assert {row["state"] for row in rows} == {"Florida"}


def test_sources_are_printed_with_their_health(evening: Commands) -> None:
    sources = evening("sources", "--format", "json").json
    participating, pending = (next(s for s in sources if s["key"] == key) for key in ("ice-287g", "ice-287g-pending"))

    assert (participating["key"], participating["listed"], participating["versions"]) == ("ice-287g", 12, 2)
    assert (pending["key"], pending["listed"], pending["open_incidents"]) == ("ice-287g-pending", 3, 0)
    assert participating["stale"]
    governors = {source["speaks_for"] for source in sources if source["kind"] == "newsroom"}
    assert set(STATES) <= governors


def test_eighty_newsrooms_are_not_told_of_one_by_one(evening: Commands) -> None:
    lines = evening("sources").out.splitlines()

    assert sum(": " in line for line in lines) < 10


@pytest.mark.parametrize(
    "command", ["changes", "agreements", "releases", "sources", "incidents", "captures", "subscriptions"]
)
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_everything_can_be_printed_before_anything_is_known(fresh: Commands, command: str, form: str) -> None:
    answer = fresh(command, "--format", form)

    assert (answer.status, answer.err) == (0, "")
    assert answer.out
    if form == "json":
        assert isinstance(json.loads(answer.out), list)


@pytest.mark.parametrize("command", ["agreements --on 2020-01-01", "captures --limit 0"])
def test_csv_has_the_same_columns_with_and_without_rows(evening: Commands, command: str) -> None:
    name, *nothing = command.split()

    empty = evening(name, *nothing, "--format", "csv")

    assert empty.out.splitlines() == evening(name, "--format", "csv").out.splitlines()[:1]


def test_a_subscription_is_confirmed_and_listed_with_its_address_masked(fresh: Commands) -> None:
    answer = fresh(
        "subscribe", "maria.gonzalez@example.org", "--state", "TX", "--support-type", "TFM", "--language", "es"
    )

    assert (answer.status, answer.out) == (0, "Subscription 1: m***@example.org, at-once, es.\n")
    listed = fresh("subscriptions", "--format", "json")
    assert "gonzalez" not in listed.out
    [row] = listed.json
    assert (row["states"], row["support_types"], row["kinds"], row["standing"]) == (
        "Texas",
        "Task Force Model",
        "default",
        "active",
    )


def test_a_subscription_to_releases_says_so_in_the_list(fresh: Commands) -> None:
    fresh("subscribe", "desk@example.org", "--releases")
    fresh("subscribe", "team@example.org", "--state", "TX")

    desk, team = fresh("subscriptions", "--format", "json").json

    assert (desk["also_releases"], desk["wish"]) == ("yes", "everything; also releases")
    assert (team["also_releases"], team["wish"]) == ("no", "Texas")
    assert "also_releases" in fresh("subscriptions", "--format", "csv").out.splitlines()[0].split(",")


def test_no_address_stands_readable_in_the_database(fresh: Commands) -> None:
    fresh("subscribe", "maria.gonzalez@example.org")
    fresh("subscribe", "https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/abcdefghijklmnopqrstuvwx")

    kept = b"".join(path.read_bytes() for path in fresh.folder.iterdir() if path.is_file())

    assert b"gonzalez" not in kept
    assert b"abcdefghijklmnopqrstuvwx" not in kept


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("nobody",), "name@example.org"),
        (("http://10.0.0.1/services/T0/B0/x",), ""),
        (("team@example.org", "--state", "Texxasss"), "two letters"),
        (("team@example.org", "--support-type", "posse"), "Task Force Model"),
        (("team@example.org", "--kind", "gone"), "terminated"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_in_one_sentence(
    fresh: Commands, arguments: tuple[str, ...], word: str
) -> None:
    answer = fresh("subscribe", *arguments)

    assert (answer.status, answer.out) == (2, "")
    assert word in answer.err
    assert fresh("subscriptions", "--format", "json").json == []


def test_a_subscription_can_be_ended(evening: Commands) -> None:
    assert evening("unsubscribe", "1").status == 0

    [row] = evening("subscriptions", "--format", "json").json
    assert row["standing"] == "ended"


def test_a_subscription_that_does_not_exist_cannot_be_ended(fresh: Commands) -> None:
    assert fresh("unsubscribe", "7").status == 2


def test_the_schema_can_be_brought_up_to_date_twice(fresh: Commands) -> None:
    first, second = fresh("migrate"), fresh("migrate")

    assert (first.status, first.out) == (0, "The schema is up to date.\n")
    assert (second.status, second.out) == (0, "The schema is up to date.\n")


class Reached:
    """A connection that was had."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


def _reachable(*_: object, **__: object) -> Reached:
    return Reached()


def _unreachable(*_: object, **__: object) -> Reached:
    raise OSError(101, "Network is unreachable")


def test_the_doctor_ends_with_0_when_all_is_well(fresh: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lookout.doctor._LEAST_FREE", 0.0)
    with SmtpSink() as mail:
        monkeypatch.setenv("LOOKOUT_SMTP_URL", mail.url)
        # The mail server is asked for real, the publisher is not.
        monkeypatch.setattr("lookout.doctor._reach", _found)
        answer = fresh("doctor")

    assert answer.status == 0
    assert [line.split(":")[0] for line in answer.out.splitlines()] == [
        "ok   database",
        "ok   audit",
        "ok   disk",
        "ok   clock",
        "ok   mail",
        "ok   operator",
        "ok   browser",
        "ok   ice-287g",
    ]


def _found(key: str, url: str) -> object:
    from lookout.doctor import Finding

    return Finding(subject=key, good=True, message=f"{url} can be reached")


def test_the_doctor_ends_with_4_and_says_what_to_check(fresh: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lookout.doctor.socket.create_connection", _unreachable)
    monkeypatch.setenv("LOOKOUT_SMTP_URL", "smtp://127.0.0.1:9")

    answer = fresh("doctor")

    assert answer.status == 4
    bad = [line for line in answer.out.splitlines() if line.startswith("BAD")]
    assert any("check LOOKOUT_SMTP_URL" in line for line in bad)
    assert any("www.ice.gov cannot be reached" in line for line in bad)


@pytest.mark.parametrize(
    ("value", "root", "installed", "said"),
    [
        ("{python}", False, True, "is there, to be used"),
        ("{python} --no-sandbox", True, True, "is there, to be used without its sandbox"),
        ("/nowhere/chromium", False, True, "is no program: install Chromium"),
        ("{python}", False, False, "pip install --require-hashes -r requirements-browser.lock"),
        ("{python}", True, True, "does not start as root: run Lookout as a user of its own"),
    ],
)
def test_the_doctor_looks_at_the_browser_that_is_set(
    fresh: Commands, monkeypatch: pytest.MonkeyPatch, value: str, root: bool, installed: bool, said: str
) -> None:
    monkeypatch.setenv("LOOKOUT_BROWSER", value.format(python=sys.executable))
    monkeypatch.setattr("lookout.doctor.os.geteuid", lambda: 0 if root else 1000)
    monkeypatch.setattr("lookout.doctor.is_installed", lambda: installed)
    monkeypatch.setattr("lookout.doctor._reach", _found)

    [line] = [line for line in fresh("doctor").out.splitlines() if line[5:].startswith("browser")]

    assert said in line
    assert line.startswith("ok ") == said.startswith("is there")


def test_the_doctor_sees_a_clock_that_went_back(evening: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    monkeypatch.setattr("lookout.doctor.socket.create_connection", _reachable)
    monkeypatch.setattr("lookout.wiring.SystemClock.now", lambda _: datetime(2025, 9, 24, 13, 0, tzinfo=UTC))

    answer = evening("doctor")

    assert answer.status == 4
    assert (
        "BAD  clock: it says 24 Sep 2025, 13:00 UTC, but a poll was recorded 1:10:00 later: set the clock."
        in answer.out
    )


def test_another_key_than_the_record_was_made_with_is_refused_in_one_sentence(
    evening: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKOUT_SECRET_KEY", "quite another key, also long enough")

    answer = evening("subscriptions")

    assert (answer.status, answer.out) == (2, "")
    assert "LOOKOUT_SECRET_KEY" in answer.err
    assert "another key, also" not in answer.err


@pytest.mark.process
def test_the_installed_command_prints_nothing_but_what_was_asked_for(evening: Commands) -> None:
    answer = evening.started("changes", "--format", "json")

    assert (answer.status, answer.err) == (0, "")
    assert len(answer.json) == 5


@pytest.mark.process
def test_a_bad_setting_ends_the_installed_command_with_one_sentence(
    fresh: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKOUT_PORT", "eighty")

    answer = fresh.started("changes")

    assert (answer.status, answer.out) == (2, "")
    assert answer.err == 'LOOKOUT_PORT is "eighty": write a number from 1 to 65535.\n'


@pytest.mark.process
def test_a_database_that_cannot_be_opened_ends_with_one_sentence(
    fresh: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", f"sqlite:///{tmp_path}/nowhere/lookout.sqlite")

    answer = fresh.started("changes")

    assert answer.status == 2
    assert answer.err.endswith("Check LOOKOUT_DATABASE_URL and LOOKOUT_DATA_DIR.\n")
    assert len(answer.err.splitlines()) == 1


@pytest.mark.process
def test_a_reader_that_stops_reading_causes_no_traceback(evening: Commands) -> None:
    ended = subprocess.run(
        ["bash", "-c", '"$0" changes --format csv | head -c 1', INSTALLED],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ended.stdout, ended.stderr) == ("i", "")
