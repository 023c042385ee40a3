"""What keeps a long log fast, and what tells readers that it has grown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text

from domain.changes import Certainty, ChangeKind
from domain.vocabulary import SupportType
from storage.day_book import DayBook
from storage.engine import open_engine
from storage.log_reader import _filtered  # the very statement that is asked
from storage.log_rows import LOG, logged_lines
from tests.bench.million import RARE, RARE_KIND, RARE_STATE, fill
from tests.workflows.stage import HARRIS, LEON, TEXAS, Stage, without
from workflows.reading import ChangeQuery

SHOWN_TO_NO_READER = {
    "alembic_version",
    "attempt",
    "audit",
    "capture",
    "delivery",
    "delivery_change",
    "delivery_release",
    "desk_session",
    "link",
    "page_version",
    "press_item",
    "reviewer",
    "revision",
    "ruling",
    "service_lock",
    "signal",
    "subscription",
    "suppression",
}
"""A capture never reads differently; what an audited decision changes is counted where it changes it."""
ONE_KIND = frozenset({ChangeKind.NEW})


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def test_every_table_that_pages_read_is_counted_by_the_database(engine: Engine) -> None:
    names = set(inspect(engine).get_table_names()) - SHOWN_TO_NO_READER
    query = (
        "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_revision%'"
        if engine.dialect.name == "postgresql"
        else "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\\_revision\\_%' ESCAPE '\\'"
    )
    with engine.connect() as connection:
        counted = {name.strip('"') for name in connection.execute(text(query)).scalars()}

    assert counted == names


def test_news_moves_the_mark_of_the_record_and_a_quiet_poll_does_not(stage: Stage) -> None:
    stage.print_list(TEXAS)
    first = stage.log.marks()
    stage.clock.wait(seconds=600)
    stage.print_list(TEXAS)
    quiet = stage.log.marks()
    stage.clock.wait(seconds=600)
    stage.print_list([*TEXAS, HARRIS])
    news = stage.log.marks()

    assert quiet.record == first.record
    assert quiet.health > first.health
    assert news.record > quiet.record
    assert (first.newest, first.newest_at) == (0, None)
    assert (news.newest, news.newest_at) == (1, stage.log.changes(ChangeQuery())[0].recorded_at)


def test_what_is_undone_moves_no_mark(stage: Stage) -> None:
    stage.print_list(TEXAS)
    before = stage.log.marks()
    with pytest.raises(RuntimeError):
        write_and_die(stage)

    assert stage.log.marks() == before


def write_and_die(stage: Stage) -> None:
    with stage.record.open() as ledger:
        ledger.begin_recording()
        ledger.store_agreements(ledger.agreements("ice-287g")[:1], 2)
        raise RuntimeError("the process dies")


def test_the_book_of_days_knows_what_was_added_since_it_was_read(stage: Stage) -> None:
    book = DayBook(stage.engine)
    start = stage.clock.at
    assert book.latest(5) == ()
    assert book.stretch(None, None) == (1, 0)
    stage.print_list(TEXAS)
    stage.clock.at = start + timedelta(days=1)
    stage.print_list([*TEXAS, HARRIS])
    assert [day.on for day in book.latest(5)] == [(start + timedelta(days=1)).date()]
    stage.clock.at = start + timedelta(days=3)
    stage.print_list([*without(TEXAS, LEON), HARRIS])

    newest, older = book.latest(5)
    assert (newest.on, newest.first, newest.last, dict(newest.counts)) == (
        (start + timedelta(days=3)).date(),
        2,
        2,
        {ChangeKind.MISSING: 1},
    )
    assert book.day(older.on) == older
    assert book.day(start.date()) is None


@pytest.mark.parametrize(
    ("since", "until", "stretch"),
    [
        (None, None, (1, 4)),
        (date(2025, 3, 2), None, (2, 4)),
        (date(2025, 3, 3), None, (2, 4)),
        (date(2025, 3, 4), None, (1, 0)),
        (None, date(2025, 3, 2), (1, 1)),
        (None, date(2025, 3, 3), (1, 4)),
        (date.min, date(2025, 3, 1), (1, 0)),
        (None, date.min, (1, 0)),
    ],
)
def test_a_stretch_holds_all_that_was_observed_in_its_time_though_the_log_is_out_of_order(
    since: date | None, until: date | None, stretch: tuple[int, int]
) -> None:
    from storage.day_book import BookedDay, _bound

    days = [(date(2025, 3, 1), 1, 1), (date(2025, 3, 2), 4, 4), (date(2025, 3, 3), 2, 3)]
    book = DayBook.__new__(DayBook)
    bound = _bound([BookedDay(on=on, first=first, last=last, counts={}) for on, first, last in days])
    book._read = lambda: bound  # type: ignore[method-assign]

    assert book.stretch(_midnight(since), _midnight(until)) == stretch


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"before_seq": 40},
        {"state": "Texas"},
        {"kinds": ONE_KIND},
        {"certainty": Certainty.UNCONFIRMED},
        {"support_type": SupportType.TASK_FORCE},
        {"state": "Texas", "kinds": ONE_KIND},
        {"state": "Texas", "kinds": ONE_KIND, "before_seq": 40},
        {"state": "Texas", "certainty": Certainty.UNCONFIRMED},
        {"state": "Texas", "support_type": SupportType.TASK_FORCE},
        {"kinds": ONE_KIND, "certainty": Certainty.UNCONFIRMED},
        {"agreement_id": "000000000001"},
    ],
)
def test_a_page_of_the_log_is_found_in_its_order_and_nothing_is_sorted(engine: Engine, query: dict[str, Any]) -> None:
    asked = ChangeQuery(newest_first=True, limit=201, **query)
    statement = _filtered(logged_lines(), asked).order_by(LOG.c.seq.desc()).limit(asked.limit)
    plan = explained(engine, statement)

    if engine.dialect.name == "postgresql":
        # A small table is quicker read whole: what counts is whether an index can give the order.
        assert "Sort" not in plan.split("SubPlan")[-1] or "agreement_id" in query
    else:
        whole = plan.split("CORRELATED")[0]
        assert "TEMP B-TREE" not in whole
        assert "SCAN change" not in whole or not query


def explained(engine: Engine, statement: Any) -> str:
    is_postgresql = engine.dialect.name == "postgresql"
    dialect: Any = engine.dialect
    written = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    with engine.connect() as connection:
        if is_postgresql:
            for way in ("enable_seqscan", "enable_sort", "enable_bitmapscan"):
                connection.exec_driver_sql(f"SET {way} = off")
        rows = connection.exec_driver_sql(f"EXPLAIN {'' if is_postgresql else 'QUERY PLAN '}{written}")
        return "\n".join(str(row[-1]) for row in rows)


def test_an_invented_record_reads_like_a_real_one(stage: Stage) -> None:
    fill(stage.engine, 3_000)
    rare = stage.log.changes(ChangeQuery(state=RARE_STATE, kinds=frozenset({RARE_KIND})))
    last = stage.log.changes(ChangeQuery(newest_first=True, limit=1))[0]

    assert last.seq == stage.log.marks().newest == 3_000
    assert len(rare) <= RARE
    assert stage.log.every_agreement("Texas")
    assert list(stage.log.agreements(state="Florida"))
    assert sum(n for day in stage.log.days(4_000) for _, n in day.counts) == 3_000
