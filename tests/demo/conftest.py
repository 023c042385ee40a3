"""The whole story told once, with everything that came of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lookout.demo.checking import StepResult
from lookout.demo.inbox import Inbox
from lookout.demo.run import StoryClock, demo_settings, play, subscribe_three
from lookout.demo.site import RecordedSite
from lookout.demo.story import STORY
from lookout.wiring import Lookout, build

WEB_PORT = 8287
"""Nothing listens there: the pages are asked for directly."""


@dataclass(frozen=True)
class Told:
    """A told story: the Lookout that saw it, its folder, and what came of each step."""

    lookout: Lookout
    folder: Path
    inbox: Inbox
    site: RecordedSite
    results: tuple[StepResult, ...]

    def of(self, step: int) -> StepResult:
        """Return what came of a step; the first is 1."""
        return self.results[step - 1]


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Tell the story as the demonstration does, without its pauses."""
    folder = tmp_path_factory.mktemp("demo")
    clock = StoryClock(STORY[0].at)
    with RecordedSite() as site, Inbox(port=0, now=clock.now) as inbox:
        settings = demo_settings(folder, WEB_PORT, site, inbox)
        with contextlib.closing(build(settings, clock=clock)) as lookout:
            subscribe_three(lookout, inbox, clock.now())

            async def tell() -> list[StepResult]:
                return [await play(step, lookout, site, inbox, clock) for step in STORY]

            yield Told(lookout, folder, inbox, site, tuple(asyncio.run(tell())))
