"""Press releases: who is told of them, once, at once or in a digest; and nobody who did not ask."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from domain.deliveries import LEASE, DeliveryStatus, Purpose
from domain.subscriptions import Cadence, Channel, Filter, Language, Standing, Timing
from tests.workflows.releases import NATIONAL, READING, released, tell
from tests.workflows.stage import HARRIS, LEON, PUBLIC_URL, START, TEXAS, ProcessDiedError, Stage, without
from workflows.deliver import deliver_due
from workflows.digests import write_digests, write_owed_digest
from workflows.ports import AlertMessage


def sent(stage: Stage) -> list[AlertMessage]:
    """Deliver what is due and return what came."""
    stage.inbox.messages.clear()
    deliver_due(stage.delivering)
    return list(stage.inbox.messages)


def ids(message: AlertMessage) -> list[str]:
    return [item.release.id for item in message.releases]


def digests(stage: Stage, *, days: float) -> list[AlertMessage]:
    """Write and send the digests that are due so many days after the beginning."""
    stage.clock.at = START + timedelta(days=days)
    write_digests(stage.record.open, stage.clock.at)
    return sent(stage)


def stand(stage: Stage, subscription: int, standing: Standing) -> None:
    with stage.open() as ledger:
        ledger.stand(subscription, standing, stage.clock.now())


def deliveries(stage: Stage, status: DeliveryStatus | None = None) -> list[str]:
    with stage.open() as ledger:
        return [delivery.id for delivery in ledger.deliveries(status, 10)]


def test_who_asks_for_releases_gets_one_message_with_all_that_a_poll_found(stage: Stage) -> None:
    stage.subscribe(releases=True)
    first, second = released(stage, "first"), released(stage, "second")

    assert tell(stage, first, second) == 1
    [message] = sent(stage)

    assert message.purpose is Purpose.RELEASE
    assert [item.release for item in message.releases] == [first, second]
    assert message.items == ()
    assert message.releases[0].permalink == f"{PUBLIC_URL}/releases/{first.id}"
    assert message.releases[0].publisher == "U.S. Department of Homeland Security"
    assert message.change_log_url == f"{PUBLIC_URL}/releases"
    assert message.manage_url.startswith(f"{PUBLIC_URL}/unsubscribe/")
    assert message.one_click_url == message.manage_url


def test_nobody_hears_of_releases_who_did_not_ask(stage: Stage) -> None:
    stage.subscribe()
    stage.subscribe("ben@example.org", releases=True, states=frozenset({"Ohio"}))
    stage.subscribe("cho@example.org", cadence=Cadence.DAILY)

    assert tell(stage, released(stage)) == 0
    assert digests(stage, days=1) == []


def test_no_release_is_no_message(stage: Stage) -> None:
    stage.subscribe(releases=True)

    assert tell(stage) == 0


def test_a_release_is_told_once_though_two_polls_see_it(stage: Stage) -> None:
    stage.subscribe(releases=True)
    seen = released(stage)
    assert tell(stage, seen) == 1
    assert tell(stage, seen) == 0
    stage.clock.wait(hours=1)

    later = released(stage, "later")
    assert tell(stage, seen, later) == 1

    assert [ids(message) for message in sent(stage)] == [[seen.id], [later.id]]


def test_a_message_whose_releases_were_all_told_before_is_settled_without_being_sent(stage: Stage) -> None:
    stage.subscribe(releases=True)
    first, second = released(stage, "first"), released(stage, "second")
    tell(stage, first)
    tell(stage, second)

    assert tell(stage, first, second) == 0
    assert len(sent(stage)) == 2
    details = [detail for (detail,) in stage.rows("SELECT last_detail FROM delivery")]
    assert details.count("Everything in it had been told before.") == 1


def test_a_repetition_of_a_release_is_not_told(stage: Stage) -> None:
    stage.subscribe(releases=True)
    stage.subscribe("ben@example.org", releases=True, cadence=Cadence.DAILY)
    original = released(stage, "original", told=False)

    assert tell(stage, released(stage, "copy", same_as=original.id)) == 0
    assert digests(stage, days=1) == []


def test_a_paused_subscription_is_told_of_no_release(stage: Stage) -> None:
    stand(stage, stage.subscribe(releases=True), Standing.PAUSED)
    stand(stage, stage.subscribe("ben@example.org", releases=True, cadence=Cadence.DAILY), Standing.PAUSED)

    assert tell(stage, released(stage)) == 0
    assert digests(stage, days=1) == []


def test_what_was_on_its_way_waits_while_paused_and_goes_out_after(stage: Stage) -> None:
    subscription = stage.subscribe(releases=True)
    tell(stage, released(stage))
    stage.clock.wait(minutes=1)
    stand(stage, subscription, Standing.PAUSED)
    assert sent(stage) == []

    stand(stage, subscription, Standing.ACTIVE)

    assert len(sent(stage)) == 1


def test_an_ended_subscription_loses_what_was_on_its_way(stage: Stage) -> None:
    subscription = stage.subscribe(releases=True)
    tell(stage, released(stage))
    stand(stage, subscription, Standing.ENDED)

    assert sent(stage) == []
    assert len(deliveries(stage, DeliveryStatus.FAILED)) == 1


def test_a_repeat_after_a_crash_carries_the_same_id_and_the_same_releases(stage: Stage) -> None:
    stage.subscribe(releases=True)
    seen = released(stage)
    tell(stage, seen)
    stage.inbox.answers = [ProcessDiedError()]
    with pytest.raises(ProcessDiedError):
        deliver_due(stage.delivering)
    stage.clock.wait(seconds=LEASE.total_seconds() + 60)
    deliver_due(stage.delivering)
    stage.clock.wait(minutes=1)
    deliver_due(stage.delivering)

    first, second = stage.inbox.messages
    assert (first.message_id, ids(first)) == (second.message_id, ids(second))
    assert (first.possible_repeat, second.possible_repeat) == (False, True)


def test_releases_are_parked_with_the_rest_and_sent_again_under_their_own_id(stage: Stage) -> None:
    stage.subscribe(releases=True)
    seen = released(stage)
    tell(stage, seen)
    with stage.open() as ledger:
        assert ledger.park(stage.clock.now()) == 1
    assert sent(stage) == []
    [parked] = deliveries(stage, DeliveryStatus.DEAD)

    with stage.open() as ledger:
        assert ledger.resend(parked, stage.clock.now())
    [message] = sent(stage)

    assert (message.message_id, ids(message)) == (parked, [seen.id])


def test_a_parked_digest_whose_changes_were_taken_back_still_brings_its_releases(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.subscribe(releases=True, unconfirmed=True, cadence=Cadence.DAILY)
    seen = released(stage)
    stage.clock.wait(minutes=10)
    stage.print_list(without(TEXAS, LEON))
    stage.clock.at = START + timedelta(days=1)
    write_digests(stage.record.open, stage.clock.at)
    with stage.open() as ledger:
        ledger.park(stage.clock.now())
    stage.print_list(TEXAS, saved=2)
    [parked] = deliveries(stage, DeliveryStatus.DEAD)

    with stage.open() as ledger:
        assert ledger.resend(parked, stage.clock.now())
    [message] = sent(stage)

    assert (message.items, ids(message)) == ((), [seen.id])


def test_a_digest_carries_changes_and_releases_each_once(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.subscribe(releases=True, cadence=Cadence.DAILY)
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, HARRIS])
    seen = released(stage)

    [message] = digests(stage, days=1)

    assert message.purpose is Purpose.DIGEST
    assert [item.change.facts.agency for item in message.items] == [HARRIS.agency]
    assert ids(message) == [seen.id]
    assert digests(stage, days=2) == []


def test_a_day_with_releases_alone_is_no_quiet_day(stage: Stage) -> None:
    stage.subscribe(releases=True, cadence=Cadence.DAILY)
    seen = released(stage)

    [message] = digests(stage, days=1)

    assert (message.items, ids(message)) == ((), [seen.id])


def test_a_quiet_week_says_so_and_a_week_with_releases_tells_them(stage: Stage) -> None:
    stage.subscribe(releases=True, cadence=Cadence.WEEKLY)
    [quiet] = digests(stage, days=7)
    seen = released(stage)
    [told] = digests(stage, days=14)

    assert (quiet.items, quiet.releases) == ((), ())
    assert ids(told) == [seen.id]


def test_a_digest_holds_nothing_from_before_it_was_asked_for(stage: Stage) -> None:
    released(stage, "before")
    stage.subscribe(releases=True, cadence=Cadence.DAILY)
    released(stage, "archive", first_seen_at=START - timedelta(days=30))

    assert digests(stage, days=1) == []


def test_what_was_there_when_a_newsroom_was_first_read_is_in_no_digest(stage: Stage) -> None:
    stage.subscribe(releases=True, cadence=Cadence.DAILY)
    released(stage, told=False)

    assert digests(stage, days=1) == []


def test_what_is_told_late_is_in_the_next_digest(stage: Stage) -> None:
    """One newsroom had it among its past; another one publishes it after the digest of that day went out."""
    stage.subscribe(releases=True, cadence=Cadence.DAILY)
    late = released(stage, "late", told=False)
    early = released(stage, "early")
    [first] = digests(stage, days=1)
    with stage.open() as ledger:
        assert ledger.tell_release(late.id)
        assert not ledger.tell_release(late.id)

    [second] = digests(stage, days=2)

    assert (ids(first), ids(second)) == ([early.id], [late.id])


def test_releases_that_came_before_they_were_asked_for_stay_where_they_are(stage: Stage) -> None:
    subscription = stage.subscribe(cadence=Cadence.DAILY)
    released(stage, "old")
    assert digests(stage, days=1) == []
    change(stage, subscription, Cadence.DAILY)
    new = released(stage, "new")

    [message] = digests(stage, days=2)

    assert ids(message) == [new.id]


def change(stage: Stage, subscription: int, cadence: Cadence) -> None:
    """Let a subscription hear of releases from now on, with another cadence."""
    with stage.open() as ledger:
        ledger.change_subscription(
            subscription,
            wish=Filter(releases=True),
            cadence=cadence,
            language=Language.ENGLISH,
            timing=Timing(),
            shared=False,
        )


def test_a_release_told_at_once_is_not_told_again_in_a_digest(stage: Stage) -> None:
    subscription = stage.subscribe(releases=True)
    tell(stage, released(stage))
    assert len(sent(stage)) == 1

    change(stage, subscription, Cadence.DAILY)

    assert digests(stage, days=1) == []


def test_who_leaves_digests_gets_what_they_would_have_held(stage: Stage) -> None:
    subscription = stage.subscribe(releases=True, cadence=Cadence.WEEKLY)
    seen = released(stage)
    with stage.open() as ledger:
        write_owed_digest(ledger, subscription, stage.clock.now())

    [message] = sent(stage)

    assert ids(message) == [seen.id]


def test_every_channel_and_language_gets_what_its_filter_asks_for(stage: Stage) -> None:
    stage.subscribe(releases=True, states=frozenset({"Texas"}), language=Language.SPANISH)
    stage.subscribe("https://hooks.slack.com/services/T0/B0/x", channel=Channel.SLACK, releases=True)
    texan, national = released(stage, "texan"), released(stage, "national", reading=NATIONAL)
    tell(stage, texan, national)

    told = {message.address.channel: ids(message) for message in sent(stage)}

    assert told == {Channel.EMAIL: [texan.id], Channel.SLACK: [texan.id, national.id]}


def test_a_source_that_nobody_wired_is_called_by_its_host(stage: Stage) -> None:
    stage.subscribe(releases=True)
    tell(stage, released(stage, source="us-xx-governor", url="https://www.governor.example/news/1"))

    [message] = sent(stage)

    assert message.releases[0].publisher == "governor.example"


def test_a_release_comes_back_from_the_record_as_it_was_read(stage: Stage) -> None:
    stage.subscribe(releases=True)
    tell(stage, released(stage))

    [message] = sent(stage)

    assert message.releases[0].release.reading == READING


def test_the_operator_s_list_counts_changes_and_releases(stage: Stage) -> None:
    stage.subscribe(releases=True)
    tell(stage, released(stage, "one"), released(stage, "two"))

    with stage.open() as ledger:
        [listed] = ledger.deliveries(None, 10)

    assert (listed.purpose, listed.changes, listed.releases) == (Purpose.RELEASE, 0, 2)


def test_a_message_of_changes_costs_no_look_at_releases_and_the_other_way_round(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.subscribe(releases=True)
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, HARRIS])
    asked = statements(stage.engine)
    assert len(sent(stage)) == 1
    assert not [text for text in asked if "delivery_release" in text]

    tell(stage, released(stage))
    asked.clear()
    assert len(sent(stage)) == 1
    assert [text for text in asked if "delivery_release" in text]
    assert not [text for text in asked if text.startswith("SELECT delivery_change")]


def statements(engine: Engine) -> list[str]:
    """Return a list that fills with the statements that *engine* runs from now on."""
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: seen.append(statement))
    return seen
