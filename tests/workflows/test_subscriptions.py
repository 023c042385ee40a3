"""Subscriptions: kept once, kept secret, and digests that neither miss nor repeat anything."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.changes import ChangeKind
from domain.subscriptions import Address, Cadence, Channel, Filter, Language, Standing
from domain.vocabulary import SupportType
from storage.rows import filter_from_json
from storage.vault import Vault, VaultError
from tests.workflows.stage import HARRIS, LEON, POLK, START, TEXAS, Stage, fetched, in_threads, without, workbook
from workflows.deliver import deliver_due
from workflows.digests import write_digests
from workflows.ports import NewSubscription
from workflows.subscribe import FilterError, make_filter, subscribe

ADDRESS, HOOK = "very.secret.reader@example.org", "https://hooks.slack.com/services/T000/B000/verysecrethook"
SECRETS = (b"very.secret.reader", b"verysecrethook", b"hooks.slack.com")


def daily_news(stage: Stage, cadence: Cadence = Cadence.DAILY, **wish: Any) -> None:
    """Begin with a baseline and one digest subscription."""
    stage.print_list(TEXAS)
    stage.subscribe(cadence=cadence, **wish)


def digest(stage: Stage, *, at: datetime) -> list[str]:
    """Write and send the digests due at *at*; return the kinds of change they tell of."""
    stage.clock.at = at
    stage.inbox.messages.clear()
    write_digests(stage.record.open, at)
    deliver_due(stage.delivering)
    return [item.change.kind.value for message in stage.inbox.messages for item in message.items]


def noon(days: int) -> datetime:
    return START + timedelta(days=days)


def test_the_same_wish_of_the_same_address_is_one_subscription(stage: Stage) -> None:
    first = stage.subscribe("Ann@Example.org", states=frozenset({"Texas", "Nevada"}))
    again = stage.subscribe(" ann@example.org ", states=frozenset({"Nevada", "Texas"}))
    other_wish = stage.subscribe("ann@example.org")
    other_cadence = stage.subscribe("ann@example.org", cadence=Cadence.DAILY)
    other_address = stage.subscribe("ben@example.org")
    assert first == again
    assert len({first, other_wish, other_cadence, other_address}) == 4


def test_subscribing_again_wakes_a_stopped_subscription_and_takes_the_new_language(stage: Stage) -> None:
    subscription = stage.subscribe()
    with stage.open() as ledger:
        ledger.stand(subscription, Standing.ENDED, stage.clock.now())
        assert ledger.subscriptions(Cadence.AT_ONCE) == []
    assert stage.subscribe(language=Language.SPANISH) == subscription
    with stage.open() as ledger:
        [found] = ledger.subscriptions(Cadence.AT_ONCE)
    assert (found.standing, found.language) == (Standing.ACTIVE, Language.SPANISH)


def test_a_subscription_comes_back_as_it_was_written(stage: Stage) -> None:
    wish: dict[str, Any] = {
        "states": frozenset({"Texas"}),
        "counties": frozenset({"Goliad"}),
        "agencies": frozenset({"Goliad County Sheriff’s Office"}),
        "support_types": frozenset({SupportType.TASK_FORCE}),
        "kinds": frozenset({ChangeKind.NEW, ChangeKind.MISSING}),
        "releases": True,
    }
    stage.subscribe(HOOK, channel=Channel.SLACK, cadence=Cadence.WEEKLY, language=Language.SPANISH, **wish)
    with stage.open() as ledger:
        [(found, address)] = ledger.addresses()
    assert address == Address(channel=Channel.SLACK, value=HOOK)
    assert (found.filter, found.cadence, found.language) == (Filter(**wish), Cadence.WEEKLY, Language.SPANISH)


def test_releases_make_another_wish_and_a_wish_without_them_is_kept_as_it_always_was(stage: Stage) -> None:
    without_releases = stage.subscribe()
    [(kept,)] = stage.rows("SELECT wish FROM subscription")
    with_releases = stage.subscribe(releases=True)

    known = json.loads(kept) if isinstance(kept, str) else kept
    assert known == {"states": [], "counties": [], "agencies": [], "support_types": [], "kinds": []}
    assert filter_from_json(known) == Filter()
    assert without_releases != with_releases
    assert stage.subscribe() == without_releases
    assert stage.subscribe(releases=True) == with_releases


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_no_byte_of_the_database_file_holds_an_address(stage: Stage, tmp_path: Path) -> None:
    stage.subscribe(ADDRESS)
    stage.subscribe(HOOK, channel=Channel.SLACK)
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, HARRIS])
    deliver_due(stage.delivering)
    files = [file for file in tmp_path.iterdir() if file.is_file()]
    assert any(file.name.endswith("-wal") for file in files)
    for file in files:
        assert not any(secret in file.read_bytes() for secret in SECRETS), file.name
    assert len(stage.inbox.messages) == 2


@pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_no_column_of_postgresql_holds_an_address(stage: Stage) -> None:
    stage.subscribe(ADDRESS)
    stage.subscribe(HOOK, channel=Channel.SLACK)
    held = b"".join(bytes(sealed) for (sealed,) in stage.rows("SELECT address FROM subscription"))
    shown = str(stage.everything()).encode() + held
    assert not any(secret in shown for secret in SECRETS)


def test_the_wrong_key_says_which_key_to_put_back(stage: Stage, database_url: str, tmp_path: Path) -> None:
    stage.subscribe()
    stranger = Stage(database_url, tmp_path, key="another key")
    with pytest.raises(VaultError, match="put the key back that wrote them"), stranger.open() as ledger:
        ledger.addresses()
    stranger.close()


def test_a_new_key_before_the_old_one_reads_what_the_old_one_wrote_and_finds_it_again() -> None:
    address = Address(channel=Channel.EMAIL, value="ann@example.org")
    old, both = Vault(("old key",)), Vault(("new key", "old key"))
    assert both.unseal(old.seal(address)) == address
    assert both.fingerprint(address) == old.fingerprint(address)
    with pytest.raises(VaultError):
        old.unseal(both.seal(address))


@pytest.mark.parametrize("secrets", [(), ("",), ("good", "")])
def test_an_empty_key_is_refused(secrets: tuple[str, ...]) -> None:
    with pytest.raises(VaultError, match="LOOKOUT_SECRET_KEY is empty"):
        Vault(secrets)


def test_a_fingerprint_keeps_the_case_of_a_hook_and_not_that_of_an_email() -> None:
    vault = Vault(("key",))
    assert vault.fingerprint(Address(channel=Channel.EMAIL, value="A@B.org")) == vault.fingerprint(
        Address(channel=Channel.EMAIL, value="a@b.org")
    )
    assert vault.fingerprint(Address(channel=Channel.SLACK, value="https://x/A")) != vault.fingerprint(
        Address(channel=Channel.SLACK, value="https://x/a")
    )


def test_a_test_message_says_that_it_is_one(stage: Stage) -> None:
    wish = NewSubscription(
        address=Address(channel=Channel.EMAIL, value="ann@example.org"),
        filter=Filter(),
        cadence=Cadence.AT_ONCE,
        language=Language.ENGLISH,
    )
    subscribe(stage.record.open, wish, START, test=True)
    deliver_due(stage.delivering)
    [message] = stage.inbox.messages
    assert (message.is_test, message.items) == (True, ())


def test_people_s_words_become_a_filter() -> None:
    wish = make_filter(states=["tx"], counties=[" Goliad "], agencies=[""], support_types=["JEM"], kinds=["NEW"])
    assert wish == Filter(
        states=frozenset({"Texas"}),
        counties=frozenset({"Goliad"}),
        support_types=frozenset({SupportType.JAIL_ENFORCEMENT}),
        kinds=frozenset({ChangeKind.NEW}),
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"states": ["Atlantis"]}, '"Atlantis" is no state or territory'),
        ({"support_types": ["Boat Model"]}, '"Boat Model" is no support type'),
        ({"kinds": ["gossip"]}, '"gossip" is no kind of change: write one of new, missing'),
    ],
)
def test_words_that_mean_nothing_are_refused_with_what_to_write(words: dict[str, Any], sentence: str) -> None:
    with pytest.raises(FilterError, match=sentence):
        make_filter(**words)


def test_a_daily_digest_tells_the_day_once(stage: Stage) -> None:
    daily_news(stage)
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, HARRIS])
    assert digest(stage, at=noon(1) - timedelta(minutes=1)) == [], "it is not noon yet"
    assert digest(stage, at=noon(1)) == ["new"]
    [message] = stage.inbox.messages
    assert (message.cadence, message.period_from, message.period_to) == (Cadence.DAILY, noon(0), noon(1))
    assert digest(stage, at=noon(1) + timedelta(minutes=1)) == []
    assert digest(stage, at=noon(1) + timedelta(hours=11)) == []


def test_a_quiet_day_brings_no_digest_and_loses_nothing(stage: Stage) -> None:
    daily_news(stage)
    assert digest(stage, at=noon(1)) == []
    assert stage.inbox.messages == []
    stage.clock.wait(hours=1)
    stage.print_list([*TEXAS, HARRIS])
    assert digest(stage, at=noon(2)) == ["new"]


def test_a_quiet_week_brings_a_digest_that_says_so(stage: Stage) -> None:
    daily_news(stage, Cadence.WEEKLY)
    assert digest(stage, at=noon(3)) == []
    assert stage.inbox.messages == []
    assert digest(stage, at=noon(7)) == []
    [message] = stage.inbox.messages
    assert (message.items, message.period_from, message.period_to) == ((), noon(0), noon(7))
    digest(stage, at=noon(7) + timedelta(hours=3))
    assert stage.inbox.messages == []


def test_a_weekly_digest_gathers_the_week(stage: Stage) -> None:
    daily_news(stage, Cadence.WEEKLY)
    for days, entries in ((1, [*TEXAS, HARRIS]), (4, [*TEXAS, HARRIS, POLK])):
        stage.clock.at = noon(days)
        stage.print_list(entries)
    assert digest(stage, at=noon(7)) == ["new", "new"]
    assert digest(stage, at=noon(14)) == []
    assert len(stage.inbox.messages) == 1


def test_a_digest_holds_only_what_came_after_the_subscription(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, HARRIS])
    stage.subscribe(cadence=Cadence.DAILY)
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, HARRIS, POLK])
    assert digest(stage, at=noon(1)) == ["new"]
    assert [item.change.facts.agency for item in stage.inbox.messages[0].items] == [POLK.agency]


def test_a_digest_filters_and_a_correction_follows_what_it_corrects(stage: Stage) -> None:
    daily_news(stage, kinds=frozenset({ChangeKind.MISSING}))
    stage.clock.wait(minutes=10)
    stage.print_list([*without(TEXAS, LEON), HARRIS])
    assert digest(stage, at=noon(1)) == ["missing"]
    stage.print_list([*TEXAS, HARRIS])
    assert digest(stage, at=noon(2)) == ["returned"]


def test_a_digest_written_twice_at_once_is_one(stage: Stage) -> None:
    daily_news(stage)
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, HARRIS])

    def write(_: int) -> None:
        write_digests(stage.record.open, noon(1))

    assert in_threads(3, write) == []
    assert len(stage.rows("SELECT id FROM delivery")) == 1


def test_a_digest_tells_nothing_of_a_past_that_was_replayed(stage: Stage) -> None:
    """A replay alerts nobody: neither at once nor with the next digest."""
    stage.subscribe(cadence=Cadence.DAILY)
    for saved, entries in enumerate((TEXAS, [*TEXAS, HARRIS])):
        long_ago = datetime(2025, 6, 1 + saved, tzinfo=UTC)
        stage.serve(fetched(workbook(entries), at=long_ago), tell=False)
    assert stage.told() == [("new", HARRIS.agency)]
    assert digest(stage, at=noon(1)) == []
