"""`lookout poll`: lists one after the other, then newsrooms and pages in one round."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lookout.wiring import Lookout
from workflows.poll import poll
from workflows.press import FOLLOWED, poll_round
from workflows.reading import PollOutcome


async def poll_now(
    lookout: Lookout, keys: Sequence[str], url: str | None, say: Callable[[str], None]
) -> list[PollOutcome]:
    """Poll *keys*, say how each ended, and return the outcomes. *url* replaces the address of lists.

    A source that another's visit reads is polled through that one. One that failed as it was expected to has no outcome.
    """
    sources = [lookout.sources.get(key) for key in keys]
    visited = dict.fromkeys(source.polled_with or source.key for source in sources)
    kinds = {key: lookout.sources.get(key).kind for key in visited}
    outcomes = []
    for key in (key for key, kind in kinds.items() if kind not in FOLLOWED):
        for listed in await poll(lookout.polling, key, url=url):
            say(f"{listed.source}: {listed.outcome}. {listed.message}")
            outcomes.append(listed.outcome)
    async for result in poll_round(lookout.press, [key for key, kind in kinds.items() if kind in FOLLOWED]):
        say(f"{result.source}: {result.condition}. {result.message}")
        outcomes += [] if result.as_expected else [result.outcome]
    return outcomes or [PollOutcome.UNCHANGED]
