"""Runs one fault against a whole Lookout: real spider, reader, guards and record; only clock and site are the test's.

How to write a case::

    def _every_row_twice(scene: Scene) -> None:
        scene.serve_participating(build_workbook([*scene.good.participating, *scene.good.participating]))

    CASES = (
        Fault(number=73, text="every row stands twice", verdict=Verdict.HOLD, act=_every_row_twice),
    )

    @pytest.mark.parametrize("fault", CASES, ids=str)
    def test_…(fault: Fault, scenes: Scenes) -> None:
        run(fault, scenes)

What `run` does: wires a Lookout, subscribes two addresses to every kind of change (nothing is ever sent: the
deliveries stay queued), serves `fault.lists` (GOOD) and polls; moves the clock an hour; calls `fault.act(scene)`;
polls; checks what the verdict demands; serves the good lists again (`scene.good`, which `act` may replace), polls, and
checks that everything carries on. The clock moves an hour after each poll.

`act` may call `scene.poll()` itself, with a verdict of its own where that poll differs: each poll is checked by its
verdict as it happens. What a case knows beyond that goes into `check(scene, results)`, called with the results of
every poll of the fault before the good lists are back.

A number that has a test function of its own instead of a case stands in `TESTED_ALONE` of its module.

Verdicts, for each source named in `about` (the participating list unless said otherwise):
REJECT  failed or held, no version, an open incident with a sentence a person understands; recovers by itself.
HOLD    held, an open incident (a version is allowed: the doubtful agreements alone are withheld); recovers by itself.
WARN    a version with a note in it.
ACCEPT  changed or unchanged, no incident.
Always: exactly the kinds of change in `changes` (none, unless said) come of the fault, and exactly those in `after`
of the return to good lists; a delivery is queued only where there is a change; every body that `scene.serve…` gave
out is in the archive.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from domain.changes import ChangeKind
from domain.subscriptions import Cadence, Language
from lookout.settings import Settings
from lookout.subscribing import add_subscription
from lookout.wiring import Lookout, build
from tests.faults.scene import HOME, WAITING, Fault, Results, Scene, Standing, resaved, visitor
from tests.faults.server import Certificates, FaultyPublisher
from tests.faults.verdicts import Verdict, assert_understandable
from tests.lookout.house import KEY, PUBLIC_URL, TestClock
from workflows.reading import IncidentStatus, PollOutcome

__all__ = [
    "BOTH",
    "HOME",
    "WAITING",
    "Fault",
    "Results",
    "Scene",
    "Scenes",
    "Verdict",
    "assert_understandable",
    "resaved",
    "run",
]

BOTH = (HOME, WAITING)
_SUBSCRIBERS = ("team@example.org", "https://hooks.slack.com/services/T000000AA/B000000AA/aaaaaaaaaaaaaaaaaaaaaaaa")


@dataclass(frozen=True, kw_only=True)
class Scenes:
    """Where scenes are set: a folder and a database of the test's own, and an authority for certificates."""

    folder: Path
    database_url: str
    certificates: Certificates

    @contextmanager
    def set(self, fault: Fault) -> Iterator[Scene]:
        """Wire a Lookout that has read nothing yet, against a site that serves the good lists."""
        settings = Settings(
            data_dir=self.folder,
            database_url=self.database_url,
            public_url=PUBLIC_URL,
            secret_key=KEY,
            allow_local=True,
            smtp_url="smtp://127.0.0.1:9",
            fetch_delay=0,
        )
        clock = TestClock()
        lookout = build(settings, clock=clock)
        try:
            for address in _SUBSCRIBERS:
                _subscribe(lookout, settings, address)
            with FaultyPublisher() as publisher, asyncio.Runner() as runner:
                scene = Scene(
                    fault=fault,
                    lookout=lookout,
                    polling=replace(lookout.polling, visitor=visitor(lookout, fault)),
                    publisher=publisher,
                    clock=clock,
                    good=fault.lists,
                    certificates=self.certificates,
                    runner=runner,
                )
                try:
                    scene.serve_good()
                    yield scene
                finally:
                    scene.over()
        finally:
            lookout.close()


def run(fault: Fault, scenes: Scenes) -> None:
    """Play *fault* and check everything that its verdict demands."""
    with scenes.set(fault) as scene:
        scene.poll_unchecked()
        before = scene.standing()
        assert dict(before.versions) == {HOME: 1, WAITING: 1}, "the good lists were not read"

        fault.act(scene)
        scene.poll()
        assert Counter(scene.changes()) == Counter(fault.changes)
        if not fault.changes:
            assert scene.deliveries() == 0
        if fault.check is not None:
            fault.check(scene, tuple(scene.results))
        scene.over()

        _check_recovery(scene, before)


def _check_recovery(scene: Scene, before: Standing) -> None:
    fault = scene.fault
    told, queued = len(scene.changes()), scene.deliveries()
    scene.serve_good()
    results = scene.poll_unchecked()
    assert {result.outcome for result in results} <= {PollOutcome.CHANGED, PollOutcome.UNCHANGED}, results
    assert scene.incidents() == [], "an incident outlived the good poll"
    assert {incident.status for incident in scene.lookout.log.incidents()} <= {IncidentStatus.RECOVERED}
    assert Counter(scene.changes()[told:]) == Counter(fault.after)
    if not fault.after:
        assert scene.deliveries() == queued
    if not fault.changes and not fault.after:
        assert scene.standing().agreements == before.agreements


def _subscribe(lookout: Lookout, settings: Settings, address: str) -> None:
    add_subscription(
        lookout,
        settings,
        address,
        states=(),
        counties=(),
        agencies=(),
        support_types=(),
        kinds=tuple(ChangeKind),
        cadence=Cadence.AT_ONCE,
        language=Language.ENGLISH,
        test=False,
    )
