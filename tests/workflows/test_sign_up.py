"""The doorway: nothing leaves before the address answered, looking changes nothing, and each link allows one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from domain.deliveries import Outcome, OutcomeKind, Purpose
from domain.subscriptions import Address, Cadence, Channel, Filter, Language, Standing, Timing
from tests.workflows.stage import HARRIS, TEXAS, Stage, in_threads
from workflows import sign_up
from workflows.deliver import deliver_due
from workflows.digests import write_digests
from workflows.housekeeping import tidy
from workflows.ports import AlertMessage, LinkPurpose, NewSubscription
from workflows.sign_up import Doorway, Ending, LinkState, TooManyLettersError

ANN = Address(channel=Channel.EMAIL, value="ann@example.org")
HOOK = Address(channel=Channel.SLACK, value="https://hooks.slack.com/services/T0/B0/abcdefghijklmnopqrstuvwx")


@dataclass
class House:
    """A stage with a doorway."""

    stage: Stage
    door: Doorway

    def ask(self, address: Address = ANN, **more: object) -> str:
        wish = NewSubscription(address=address, filter=Filter(), cadence=Cadence.AT_ONCE, language=Language.ENGLISH)
        return sign_up.ask(self.door, replace(wish, **more))  # type: ignore[arg-type]

    def letters(self) -> list[AlertMessage]:
        """Send what is due and return what has arrived since the last look."""
        deliver_due(self.stage.delivering)
        arrived, self.stage.inbox.messages = self.stage.inbox.messages, []
        return arrived

    def letter(self, purpose: Purpose) -> AlertMessage:
        [letter] = self.letters()
        assert letter.purpose is purpose
        return letter

    def subscribed(self, address: Address = ANN, **more: object) -> str:
        """Subscribe and confirm; return the token under the messages."""
        self.ask(address, **more)
        sign_up.confirm(self.door, token_in(self.letter(Purpose.CONFIRM)))
        return self.ending()

    def ending(self, subscription: int = 1) -> str:
        """Return the token under the messages of a subscription."""
        with self.stage.open() as ledger:
            held = ledger.subscription(subscription)
        assert held is not None
        return self.door.tokens.token(LinkPurpose.UNSUBSCRIBE, held.name)

    def manage_token(self) -> str:
        """Ask for a manage link and return its token."""
        assert sign_up.ask_to_manage(self.door, self.ending())
        return token_in(self.letter(Purpose.MANAGE))

    def standing(self) -> list[str]:
        return [standing for (standing,) in self.stage.rows("SELECT standing FROM subscription ORDER BY id")]

    def news(self) -> None:
        self.stage.clock.wait(minutes=10)
        self.stage.print_list([*TEXAS, HARRIS])


def token_in(letter: AlertMessage) -> str:
    return letter.action_url.rsplit("/", 1)[-1]


@pytest.fixture
def home(database_url: str, tmp_path: Path) -> Iterator[House]:
    stage = Stage(database_url, tmp_path)
    stage.print_list(TEXAS)
    yield House(stage, Doorway(ledger=stage.open, tokens=stage.vault, clock=stage.clock))
    stage.close()


def test_a_stranger_gets_one_letter_and_no_news_before_saying_yes(home: House) -> None:
    assert home.ask() == ""
    home.news()
    assert [letter.purpose for letter in home.letters()] == [Purpose.CONFIRM]


def test_who_says_yes_hears_of_what_comes_from_then_on(home: House) -> None:
    home.subscribed()
    home.news()
    assert [item.change.facts.agency for item in home.letter(Purpose.ALERT).items] == [HARRIS.agency]


def test_saying_yes_twice_is_saying_it_once(home: House) -> None:
    home.ask()
    token = token_in(home.letter(Purpose.CONFIRM))
    assert [sign_up.confirm(home.door, token).state for _ in range(2)] == [LinkState.DONE] * 2
    assert home.standing() == ["active"]


def test_of_many_who_press_at_once_one_begins_the_subscription(home: House) -> None:
    home.ask()
    token = token_in(home.letter(Purpose.CONFIRM))
    assert in_threads(8, lambda _: assert_done(sign_up.confirm(home.door, token).state)) == []
    assert home.standing() == ["active"]


def assert_done(state: LinkState) -> None:
    assert state is LinkState.DONE


def test_looking_at_a_link_changes_nothing(home: House) -> None:
    token = home.subscribed()
    manage = home.manage_token()
    before = home.stage.everything()
    for _ in range(10):
        sign_up.look(home.door, LinkPurpose.UNSUBSCRIBE, token)
        sign_up.look(home.door, LinkPurpose.MANAGE, manage)
        sign_up.held_data(home.door, manage)
    assert home.stage.everything() == before


def test_a_confirmation_is_good_for_two_days(home: House) -> None:
    home.ask()
    token = token_in(home.letter(Purpose.CONFIRM))
    home.stage.clock.wait(hours=48)
    assert sign_up.confirm(home.door, token).state is LinkState.EXPIRED
    assert home.standing() == ["unconfirmed"]


def test_an_address_that_never_said_yes_is_forgotten_after_two_days(home: House) -> None:
    home.ask()
    home.letters()
    home.stage.clock.wait(hours=48, seconds=1)
    assert tidy(home.stage.open, home.stage.clock.now()) == 1
    assert home.stage.rows("SELECT standing, address, address_hash FROM subscription") in (
        [("erased", b"", "")],
        [("erased", memoryview(b""), "")],
    )


def test_an_address_that_refuses_is_never_written_to_again(home: House) -> None:
    home.ask()
    assert sign_up.refuse(home.door, token_in(home.letter(Purpose.CONFIRM))).state is LinkState.DONE
    home.stage.clock.wait(hours=72)
    assert home.ask() == ""
    assert home.letters() == []
    assert home.standing() == ["erased"]


def test_an_address_gets_two_letters_a_day_however_often_it_is_typed(home: House) -> None:
    for hours in range(5):
        assert home.ask(filter=Filter(counties=frozenset({f"County {hours}"}))) == ""
    assert len(home.letters()) == 2
    home.stage.clock.wait(hours=25)
    home.ask()
    assert len(home.letters()) == 1


def test_somebody_who_is_subscribed_already_is_sent_the_way_to_change_it(home: House) -> None:
    home.subscribed()
    assert home.ask() == ""
    assert home.letter(Purpose.MANAGE).action_url
    assert home.standing() == ["active"]


def test_a_channel_is_confirmed_by_the_code_that_it_shows(home: House) -> None:
    token = home.ask(HOOK)
    letter = home.letter(Purpose.CODE)
    assert len(letter.code) == 8
    assert sign_up.enter_code(home.door, token, "AAAAAAAA").state is LinkState.WRONG_CODE
    assert home.standing() == ["unconfirmed"]
    typed = f" {letter.code[:4].lower()}-{letter.code[4:].lower()} "
    assert sign_up.enter_code(home.door, token, typed).state is LinkState.DONE
    assert home.standing() == ["active"]


def test_a_code_cannot_be_guessed_at(home: House) -> None:
    token = home.ask(HOOK)
    code = home.letter(Purpose.CODE).code
    for _ in range(sign_up.CODE_TRIES):
        sign_up.enter_code(home.door, token, "AAAAAAAA")
    assert sign_up.enter_code(home.door, token, code).state is LinkState.EXPIRED


def test_a_channel_is_not_flooded_with_codes(home: House) -> None:
    home.ask(HOOK)
    home.ask(HOOK)
    with pytest.raises(TooManyLettersError):
        home.ask(HOOK)


def test_an_ending_counts_at_once_and_can_be_taken_back(home: House) -> None:
    token = home.subscribed()
    home.news()
    assert sign_up.end(home.door, token) is Ending.ENDED
    assert sign_up.end(home.door, token) is Ending.ALREADY
    undo = token_in(home.letter(Purpose.ENDED))
    assert home.standing() == ["ended"]
    assert sign_up.undo(home.door, undo).state is LinkState.DONE
    assert home.standing() == ["active"]


def test_an_ended_subscription_is_forgotten_once_the_way_back_is_closed(home: House) -> None:
    sign_up.end(home.door, home.subscribed())
    undo = token_in(home.letter(Purpose.ENDED))
    home.stage.clock.wait(days=7, seconds=1)
    tidy(home.stage.open, home.stage.clock.now())
    assert sign_up.undo(home.door, undo).state is LinkState.UNKNOWN
    assert home.standing() == ["erased"]


def test_one_reader_of_a_shared_address_does_not_end_it_for_all(home: House) -> None:
    token = home.subscribed(shared=True)
    assert sign_up.end(home.door, token) is Ending.ASKED
    letter = home.letter(Purpose.END)
    home.news()
    alert = home.letter(Purpose.ALERT)
    assert (alert.one_click_url, alert.manage_url != "") == ("", True), "no mail program may end it with one click"
    assert sign_up.confirm_end(home.door, token_in(letter)).state is LinkState.DONE
    assert home.standing() == ["ended"]


def test_a_mail_program_may_end_an_address_of_ones_own_with_one_click(home: House) -> None:
    token = home.subscribed()
    home.news()
    assert home.letter(Purpose.ALERT).one_click_url.endswith(f"/unsubscribe/{token}")


def test_a_paused_subscription_hears_only_what_proves_an_earlier_message_wrong(home: House) -> None:
    home.subscribed(filter=Filter(unconfirmed=True))
    home.stage.clock.wait(minutes=10)
    home.stage.print_list(TEXAS[1:])
    assert [item.change.kind.value for item in home.letter(Purpose.ALERT).items] == ["missing"]
    managed = sign_up.pause(home.door, home.manage_token(), paused=True)
    assert managed is not None
    assert managed.subscription.standing is Standing.PAUSED
    home.stage.clock.wait(minutes=10)
    home.stage.print_list([*TEXAS, HARRIS])
    assert [item.change.kind.value for item in home.letter(Purpose.ALERT).items] == ["returned"]


def test_a_manage_link_is_good_once_and_hands_over_the_next_of_the_same_hour(home: House) -> None:
    home.subscribed()
    first = home.manage_token()
    managed = change(home, first)
    assert managed is not None
    assert change(home, first) is None, "used"
    home.stage.clock.wait(minutes=59)
    assert change(home, managed.token) is not None
    home.stage.clock.wait(minutes=2)
    assert sign_up.look(home.door, LinkPurpose.MANAGE, managed.token).state is LinkState.DONE


def test_the_hour_of_a_manage_link_is_not_made_longer_by_using_it(home: House) -> None:
    home.subscribed()
    managed = change(home, home.manage_token())
    assert managed is not None
    home.stage.clock.wait(minutes=61)
    assert change(home, managed.token) is None


def change(home: House, token: str) -> sign_up.Managed | None:
    return sign_up.change(
        home.door,
        token,
        wish=Filter(states=frozenset({"Texas"})),
        cadence=Cadence.DAILY,
        language=Language.SPANISH,
        timing=Timing(hour=7, time_zone="America/Chicago"),
        shared=True,
    )


def test_what_was_changed_is_what_is_heard(home: House) -> None:
    home.subscribed()
    managed = change(home, home.manage_token())
    assert managed is not None
    held = managed.subscription
    assert (held.cadence, held.language, held.shared) == (Cadence.DAILY, Language.SPANISH, True)
    assert (held.filter.states, held.timing.hour) == (frozenset({"Texas"}), 7)


def test_forgetting_takes_the_address_with_all_its_subscriptions_at_once(home: House) -> None:
    home.subscribed()
    home.ask(filter=Filter(states=frozenset({"Texas"})))
    sign_up.confirm(home.door, token_in(home.letter(Purpose.CONFIRM)))
    home.stage.clock.wait(hours=25)
    home.news()
    home.letters()
    token = home.manage_token()
    assert sign_up.forget(home.door, token) is not None
    assert home.standing() == ["erased", "erased"]
    assert home.letters() == []
    assert home.stage.rows("SELECT count(*) FROM link WHERE address_hash <> ''") == [(0,)]


def test_the_copy_of_ones_data_holds_all_that_is_held(home: House) -> None:
    home.subscribed()
    [held] = sign_up.held_data(home.door, home.manage_token()) or []
    assert (held["address"], held["standing"], held["cadence"]) == ("ann@example.org", "active", "at-once")


PURPOSES = list(LinkPurpose)


@pytest.mark.parametrize("wrong", PURPOSES)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_link_allows_nothing_but_its_own_purpose(home: House, wrong: LinkPurpose) -> None:
    home.subscribed()
    own = {
        LinkPurpose.UNSUBSCRIBE: home.ending(),
        LinkPurpose.MANAGE: home.manage_token(),
    }
    before = home.stage.everything()
    for purpose, token in own.items():
        if purpose is not wrong:
            for use in uses(wrong):
                use(home.door, token)
    assert home.stage.everything() == before


def uses(purpose: LinkPurpose) -> list[Callable[[Doorway, str], object]]:
    """Return what may be done with a link for *purpose*."""
    allowed: dict[LinkPurpose, list[Callable[[Doorway, str], object]]] = {
        LinkPurpose.CONFIRM: [sign_up.confirm, sign_up.refuse],
        LinkPurpose.CODE: [lambda door, token: sign_up.enter_code(door, token, "AAAAAAAA")],
        LinkPurpose.MANAGE: [sign_up.forget, sign_up.end_managed, sign_up.send_test, sign_up.held_data],
        LinkPurpose.END: [sign_up.confirm_end],
        LinkPurpose.UNDO: [sign_up.undo],
        LinkPurpose.UNSUBSCRIBE: [sign_up.end, sign_up.ask_to_manage],
    }
    return allowed[purpose]


@pytest.mark.parametrize("token", ["", ".", "1", "1.", "1." + "A" * 32, "9" * 40 + ".x", "١.x", "-1.x", "1.é", "\x00"])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_words_that_we_did_not_make_open_nothing(home: House, token: str) -> None:
    home.subscribed()
    before = home.stage.everything()
    assert all(sign_up.look(home.door, purpose, token).state is LinkState.UNKNOWN for purpose in LinkPurpose)
    assert home.stage.everything() == before


def test_an_address_that_stopped_working_starts_again_when_it_is_confirmed_again(home: House) -> None:
    home.subscribed()
    with home.stage.open() as ledger:
        ledger.stand(1, Standing.BROKEN, home.stage.clock.now())
    home.stage.clock.wait(hours=25)
    home.ask()
    sign_up.confirm(home.door, token_in(home.letter(Purpose.CONFIRM)))
    assert home.standing() == ["erased", "active"]


def test_what_was_tried_is_forgotten_after_ninety_days(home: House) -> None:
    home.subscribed()
    home.news()
    home.letters()
    home.stage.clock.wait(days=91)
    tidy(home.stage.open, home.stage.clock.now())
    assert home.stage.rows("SELECT count(*) FROM attempt") == [(0,)]


def test_of_many_endings_at_once_one_letter_comes(home: House) -> None:
    token = home.subscribed()
    assert in_threads(6, lambda _: ended(sign_up.end(home.door, token))) == []
    assert home.letter(Purpose.ENDED).action_url


def ended(what: Ending) -> None:
    assert what in {Ending.ENDED, Ending.ALREADY}


def test_of_many_who_type_an_address_at_once_two_letters_come(home: House) -> None:
    def type_it(number: int) -> None:
        home.ask(filter=Filter(counties=frozenset({f"County {number}"})))

    assert in_threads(6, type_it) == []
    assert len(home.letters()) == 2


def test_a_link_never_opens_what_came_after_it_was_forgotten(home: House) -> None:
    """A database may give a number again; a link is called by a name that is drawn at random."""
    home.ask()
    eves = token_in(home.letter(Purpose.CONFIRM))
    sign_up.refuse(home.door, eves)
    home.ask(Address(channel=Channel.EMAIL, value="bob@example.org"))
    bobs = token_in(home.letter(Purpose.CONFIRM))
    assert eves != bobs
    assert sign_up.confirm(home.door, eves).state is LinkState.UNKNOWN
    assert home.standing()[-1] == "unconfirmed"


def test_links_show_nobody_how_many_subscriptions_there_are(home: House) -> None:
    home.ask()
    assert not token_in(home.letter(Purpose.CONFIRM)).partition(".")[0].isdigit()


def test_what_a_digest_still_owed_is_told_when_alerts_are_to_come_at_once(home: House) -> None:
    home.subscribed(cadence=Cadence.DAILY)
    home.news()
    manage = home.manage_token()
    sign_up.change(
        home.door,
        manage,
        wish=Filter(),
        cadence=Cadence.AT_ONCE,
        language=Language.ENGLISH,
        timing=Timing(),
        shared=False,
    )
    assert [item.change.facts.agency for item in home.letter(Purpose.DIGEST).items] == [HARRIS.agency]


def test_what_a_digest_still_owed_is_told_as_it_is_paused(home: House) -> None:
    home.subscribed(cadence=Cadence.DAILY)
    home.news()
    sign_up.pause(home.door, home.manage_token(), paused=True)
    assert [item.change.facts.agency for item in home.letter(Purpose.DIGEST).items] == [HARRIS.agency]


def test_an_ending_that_is_taken_back_loses_nothing_of_what_was_owed(home: House) -> None:
    token = home.subscribed()
    home.stage.inbox.answers = [Outcome(kind=OutcomeKind.RETRY)]
    home.news()
    home.letters()
    sign_up.end(home.door, token)
    undo = token_in(home.letter(Purpose.ENDED))
    home.stage.clock.wait(hours=1)
    assert home.letters() == []
    sign_up.undo(home.door, undo)
    assert [item.change.facts.agency for item in home.letter(Purpose.ALERT).items] == [HARRIS.agency]


def test_a_daily_digest_goes_on_where_it_was_when_an_ending_is_taken_back(home: House) -> None:
    token = home.subscribed(cadence=Cadence.DAILY)
    home.news()
    sign_up.end(home.door, token)
    sign_up.undo(home.door, token_in(home.letter(Purpose.ENDED)))
    home.stage.clock.wait(hours=30)
    write_digests(home.stage.open, home.stage.clock.now())
    assert [item.change.facts.agency for item in home.letter(Purpose.DIGEST).items] == [HARRIS.agency]


def test_a_message_on_its_way_waits_while_its_subscription_is_paused(home: House) -> None:
    home.subscribed()
    home.stage.inbox.answers = [Outcome(kind=OutcomeKind.RETRY)]
    home.news()
    home.letters()
    home.stage.clock.wait(seconds=2)
    managed = sign_up.pause(home.door, home.manage_token(), paused=True)
    assert managed is not None
    home.stage.clock.wait(minutes=50)
    assert home.letters() == []
    sign_up.pause(home.door, managed.token, paused=False)
    assert [item.change.facts.agency for item in home.letter(Purpose.ALERT).items] == [HARRIS.agency]


def test_a_page_that_was_opened_before_brings_no_ended_subscription_back(home: House) -> None:
    token = home.subscribed()
    manage = home.manage_token()
    sign_up.end(home.door, token)
    assert sign_up.pause(home.door, manage, paused=True) is None
    assert sign_up.send_test(home.door, manage) is None
    assert home.standing() == ["ended"]
    assert sign_up.forget(home.door, manage) is not None, "being forgotten is always possible"


def test_who_types_an_address_changes_nothing_that_its_owner_has(home: House) -> None:
    token = home.subscribed()
    sign_up.end(home.door, token)
    undo = token_in(home.letter(Purpose.ENDED))
    home.stage.clock.wait(hours=25)
    home.ask(language=Language.SPANISH, shared=True)
    home.letters()
    home.stage.clock.wait(hours=49)
    tidy(home.stage.open, home.stage.clock.now())
    assert sign_up.undo(home.door, undo).state is LinkState.DONE
    with home.stage.open() as ledger:
        held = ledger.subscription(1)
    assert held is not None
    assert (held.standing, held.language, held.shared) == (Standing.ACTIVE, Language.ENGLISH, False)


def test_asking_anew_instead_of_taking_an_ending_back_leaves_one_subscription(home: House) -> None:
    token = home.subscribed()
    sign_up.end(home.door, token)
    undo = token_in(home.letter(Purpose.ENDED))
    home.stage.clock.wait(hours=25)
    home.ask()
    sign_up.confirm(home.door, token_in(home.letter(Purpose.CONFIRM)))
    assert sign_up.undo(home.door, undo).state is LinkState.UNKNOWN
    assert home.standing() == ["erased", "active"]


def test_each_letter_that_asks_gives_two_days_of_its_own(home: House) -> None:
    home.ask()
    home.letters()
    home.stage.clock.wait(hours=47)
    home.ask()
    newest = token_in(home.letter(Purpose.CONFIRM))
    home.stage.clock.wait(hours=2)
    tidy(home.stage.open, home.stage.clock.now())
    assert sign_up.confirm(home.door, newest).state is LinkState.DONE


def test_a_refusal_stops_every_letter_that_was_still_to_come(home: House) -> None:
    home.ask()
    token = token_in(home.letter(Purpose.CONFIRM))
    home.ask(filter=Filter(states=frozenset({"Texas"})))
    sign_up.refuse(home.door, token)
    assert home.letters() == []


def test_an_erased_subscription_cannot_be_ended_or_begun(home: House) -> None:
    home.subscribed()
    with home.stage.open() as ledger:
        ledger.erase(1)
        assert not ledger.stand(1, Standing.ENDED, home.stage.clock.now())
        assert not ledger.stand(1, Standing.ACTIVE, home.stage.clock.now())
    assert home.standing() == ["erased"]


def test_a_paused_subscription_hears_of_a_return_though_it_did_not_hear_of_the_end(home: House) -> None:
    home.subscribed(filter=Filter(unconfirmed=True))
    home.stage.clock.wait(minutes=10)
    home.stage.print_list(TEXAS[1:])
    home.letters()
    sign_up.pause(home.door, home.manage_token(), paused=True)
    home.stage.clock.wait(hours=25)
    home.stage.print_list(TEXAS[1:], saved=2)
    assert home.letters() == [], "the end itself proves nothing wrong"
    home.stage.clock.wait(minutes=10)
    home.stage.print_list([*TEXAS, HARRIS])
    assert [item.change.kind.value for item in home.letter(Purpose.ALERT).items] == ["returned"]
