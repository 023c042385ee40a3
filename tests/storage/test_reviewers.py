"""Accounts and sessions of the review desk, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from storage.engine import open_engine
from storage.passwords import Argon2Passwords
from storage.reviewers import Reviewers
from storage.vault import Vault, VaultError
from workflows.reviewers import Reviewer

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DANA = Reviewer(name="desk-1", password_hash="a hash", key=b"k" * 20, made_at=NOW, last_step=7)


@pytest.fixture
def reviewers(database_url: str) -> Iterator[Reviewers]:
    """Return the accounts of an empty record."""
    engine = open_engine(database_url)
    yield Reviewers(engine, Vault(("a key for tests only",)))
    engine.dispose()


def test_an_account_is_kept_as_it_was_made_and_replaced_whole(reviewers: Reviewers) -> None:
    with reviewers.look() as book:
        assert not book.has_reviewers()
    with reviewers.open() as book:
        book.keep_reviewer(DANA)

    with reviewers.look() as book:
        assert book.has_reviewers()
        assert book.reviewer_exists("desk-1")
        assert (book.reviewer("desk-1"), book.reviewer("desk-2"), book.reviewers()) == (DANA, None, [DANA])


def test_a_step_is_used_once_and_only_with_the_password_that_stands(reviewers: Reviewers) -> None:
    with reviewers.open() as book:
        book.keep_reviewer(DANA)

    with reviewers.open() as book:
        used = [book.use_step("desk-1", "a hash", step) for step in (7, 8, 8, 6, 9)]
        others = [book.use_step("desk-1", "another hash", 10), book.use_step("desk-2", "a hash", 10)]

    assert used == [False, True, False, False, True]
    assert others == [False, False]


def test_sessions_end_by_time_by_name_and_with_their_account(reviewers: Reviewers) -> None:
    later = NOW + timedelta(hours=12)
    with reviewers.open() as book:
        for name in ("desk-1", "desk-2", "desk-3"):
            book.keep_reviewer(Reviewer(name=name, password_hash="x", key=b"k", made_at=NOW))
        for token, name in (("a", "desk-1"), ("b", "desk-1"), ("c", "desk-2"), ("d", "desk-3")):
            book.open_session(token, name, later)

    with reviewers.open() as book:
        assert book.session("a", later - timedelta(microseconds=1)) == "desk-1"
        assert book.session("a", later) is None
        assert book.open_sessions(NOW) == {"desk-1": 2, "desk-2": 1, "desk-3": 1}
        book.end_session("a")
        assert book.remove_reviewer("desk-2")
        assert not book.remove_reviewer("desk-2")
        assert book.tidy_sessions(NOW) == 0
        assert [book.session(token, NOW) for token in "abcd"] == [None, "desk-1", None, "desk-3"]
        book.end_sessions("desk-3")
        assert book.tidy_sessions(later) == 1
        assert book.open_sessions(NOW) == {}


def test_looking_writes_nothing(reviewers: Reviewers) -> None:
    with reviewers.look() as book:
        book.keep_reviewer(DANA)

    with reviewers.look() as book:
        assert not book.has_reviewers()


def test_the_key_of_an_app_is_read_with_the_secret_that_wrote_it_or_an_older_one() -> None:
    old, newer = Vault(("old",)), Vault(("new", "old"))

    assert newer.unseal_key(old.seal_key(b"key")) == b"key"
    with pytest.raises(VaultError, match="LOOKOUT_SECRET_KEY"):
        Vault(("new",)).unseal_key(old.seal_key(b"key"))
    with pytest.raises(VaultError):
        old.unseal_key(old._fernet.encrypt(b"what was sealed as an address"))


def test_a_password_is_hashed_by_argon2id_with_a_salt_of_its_own() -> None:
    passwords = Argon2Passwords()

    one, other = passwords.hashed("seven plain words"), passwords.hashed("seven plain words")

    assert one != other
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.fits("seven plain words", one)
    assert not passwords.fits("seven plain word", one)
    assert not passwords.fits("seven plain words", None)
    assert not passwords.fits("seven plain words", "no hash at all")
    assert not passwords.fits("\ud800", one)


def test_who_is_nobody_is_hashed_with_the_setting_of_everybody() -> None:
    passwords = Argon2Passwords()

    assert (
        passwords._of_nobody.rpartition("$")[0].rpartition("$")[0]
        == (passwords.hashed("x").rpartition("$")[0].rpartition("$")[0])
    )
