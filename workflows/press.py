"""Newsrooms and watched pages in rounds: which are due, what is wished of each, and every visit recorded as it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import datetime, timedelta

from domain.source_health import Condition
from workflows.ports import SourceConfig, Sources
from workflows.press_ledger import PressMemory
from workflows.press_ports import Wish
from workflows.press_reading import is_due_again
from workflows.press_record import Press, PressResult, record_press, record_trouble

COMPARE_EVERY = timedelta(hours=24)
"""How often a second way of a newsroom is read beside the first."""
FOLLOWED = frozenset({"newsroom", "page"})
"""The kinds of source that are visited here; lists have their own poll."""


def followed(sources: Sources) -> list[SourceConfig]:
    """Return the sources that rounds visit: newsrooms and pages that are in use and have a visit of their own."""
    return [
        config
        for config in sources.all()
        if config.kind in FOLLOWED and config.polled_with is None and config.status not in {"retired", "silent"}
    ]


def due(press: Press, cadence: Callable[[timedelta], timedelta], now: datetime) -> list[str]:
    """Return the keys of the followed sources whose time has come; *cadence* may replace a source's own."""
    with press.ledger() as ledger:
        last = ledger.last_attempts()
    return [
        config.key
        for config in followed(press.sources)
        if (at := last.get(config.key)) is None or now - at >= cadence(config.cadence)
    ]


async def poll_round(press: Press, keys: Sequence[str]) -> AsyncIterator[PressResult]:
    """Visit *keys* in one round and record each visit as it ends. Raises KeyError for a key that is not known.

    The network is awaited here; reading and recording run in a thread, so that the service's loop stays free. A visit
    that cannot be recorded, by a mistake of ours, is an incident of its source and no matter of the others; a database
    or a disk that is away ends the round.
    """

    def known(source: str, urls: Collection[str]) -> frozenset[str]:
        with press.ledger() as ledger:
            return ledger.known_items(source, urls)

    wishes = await asyncio.to_thread(_wishes, press, keys)
    async for visit in press.visitor.visit_round(wishes, known):
        try:
            result = await asyncio.to_thread(record_press, press, visit)
        except press.broken_record:
            raise
        except Exception as error:  # noqa: BLE001  # whatever is wrong with one source must not end the round
            result = await asyncio.to_thread(record_trouble, press, visit, error)
        yield result


def _wishes(press: Press, keys: Sequence[str]) -> list[Wish]:
    now = press.clock.now()
    configs = [press.sources.get(key) for key in keys]
    with press.ledger() as ledger:
        memories = ledger.press_memory([config.key for config in configs])
    return [_wish(config, memories[config.key], now) for config in configs]


def _wish(config: SourceConfig, memory: PressMemory, now: datetime) -> Wish:
    compared_lately = memory.compared_at is not None and now - memory.compared_at < COMPARE_EVERY
    return Wish(
        source=config.key,
        first_look=memory.first_look,
        followed_since=memory.followed_since,
        unread=tuple(waiting.item for waiting in memory.unread if is_due_again(waiting, now)),
        validators=memory.validators,
        compare=len(config.strategies) > 1 and (not compared_lately or memory.condition is Condition.STALE),
    )
