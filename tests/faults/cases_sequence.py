"""What a fault between good polls does, and does not do, to what follows: no sequence makes anybody leave or join."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from domain.changes import Certainty, ChangeKind
from tests.builders.workbooks import Link, Row, build_workbook, listed
from tests.faults.cases_container import one_incident_about_the_swap, swap
from tests.faults.edits import Act, Rows, body, renamed, reworded
from tests.faults.harness import BOTH, HOME, Fault, Results, Scene, Verdict
from tests.faults.lists import GOOD, TFM, WSO, Lists
from tests.faults.scene import resaved
from workflows.reading import ChangeQuery

_OFFICE = "Goliad County Sheriff's Office"
_POLICE = "Nixon Police Department"
_WALLER = "Waller County Sheriff's Office"
_NO_WORKBOOK = b"PK\x03\x04 cut off at once"


def _without(agency: str) -> Callable[[Rows], list[Row]]:
    return lambda good: [row for row in good if row["LAW ENFORCEMENT AGENCY"] != agency]


def _three_bad_polls(scene: Scene) -> None:
    for number in range(2):
        scene.serve_participating(_NO_WORKBOOK + bytes([number]))
        scene.poll()
    scene.serve_participating(_NO_WORKBOOK)


def _the_alarm_is_raised(scene: Scene, _: Results) -> None:
    """Check that the source is told to be stale, that each reading has its incident, and that it was not unnoticed."""
    [source] = [each for each in scene.lookout.log.sources(scene.clock.now()) if each.key == HOME]
    assert source.stale
    assert source.last_success_at is not None
    assert scene.clock.now() - source.last_success_at >= timedelta(hours=3)
    assert len(scene.incidents(HOME)) == 3


def _gone_for_one_poll(scene: Scene) -> None:
    scene.serve_participating(build_workbook(_without(_OFFICE)(scene.good.participating)))


def _nobody_left(scene: Scene, _: Results) -> None:
    """Check that the absence is told as unconfirmed, and that no departure is."""
    [logged] = scene.lookout.log.changes(ChangeQuery())
    assert (logged.change.facts.agency, logged.change.certainty) == (_OFFICE, Certainty.UNCONFIRMED)


def _gone_for_good(scene: Scene) -> None:
    """Leave an agreement out of every list from now on; 24 hours later, one more poll makes its departure a fact."""
    scene.good = Lists(participating=tuple(_without(_OFFICE)(scene.good.participating)), pending=scene.good.pending)
    scene.serve_participating(scene.good.participating_workbook)
    scene.poll()
    scene.clock.forward(hours=6)
    scene.poll()
    assert scene.changes() == [ChangeKind.MISSING]
    scene.clock.forward(hours=18)


def _exactly_one_departure(scene: Scene, _: Results) -> None:
    scene.poll()
    scene.clock.forward(hours=48)
    scene.poll()
    assert scene.changes() == [ChangeKind.MISSING, ChangeKind.TERMINATED]


_MOA = Link(url="https://www.ice.gov/doclib/287gMOA/NixonPDTX_TFM_MOA_08072025.pdf")
_FIRST = listed(
    "Kent County Sheriff's Office", state="MICHIGAN", county="Kent County", support_type=TFM, signed=date(2025, 9, 9)
)
_SECOND = listed(
    "Ottawa County Sheriff's Office",
    state="MICHIGAN",
    county="Ottawa County",
    support_type=WSO,
    signed=date(2025, 9, 10),
)
_STEPS: Sequence[tuple[Callable[[Rows], list[Row]], Sequence[ChangeKind]]] = (
    (lambda good: [*good, _FIRST], [ChangeKind.NEW]),
    (lambda good: [_SECOND, *good[::-1]], [ChangeKind.NEW]),
    (reworded(_POLICE, MOA=_MOA), [ChangeKind.MOA_PUBLISHED]),
    (renamed(_OFFICE, "Goliad Conty Sherrif's Office"), [ChangeKind.CORRECTED]),
    (renamed("Goliad Conty Sherrif's Office", _OFFICE), [ChangeKind.CORRECTED]),
    (reworded("Florida Department of Law Enforcement", SIGNED=date(2025, 8, 21)), [ChangeKind.CORRECTED]),
    (_without(_WALLER), [ChangeKind.MISSING]),
    (
        lambda good: [
            *good,
            *(row for row in GOOD.participating if row["LAW ENFORCEMENT AGENCY"] == _WALLER),
        ],
        [ChangeKind.RETURNED],
    ),
    (_without("Horry County Sheriff's Office"), [ChangeKind.MISSING]),
)
"""A season of lists, each made from the one before, and what is told of each."""


def _a_season(junk: bytes) -> Act:
    """Return an act that serves the season, every second list with a bad poll before it; two days after its end."""

    def act(scene: Scene) -> None:
        told: list[ChangeKind] = []
        for number, (change, news) in enumerate(_STEPS):
            if number % 2:
                scene.serve_participating(junk)
                scene.poll(Verdict.REJECT)
            scene.good = Lists(participating=tuple(change(scene.good.participating)), pending=scene.good.pending)
            # A spelling mended makes the same rows again, in a file saved anew; the same bytes would be an old copy.
            scene.serve_participating(resaved(scene.good.participating_workbook, number))
            scene.poll(Verdict.ACCEPT)
            told += news
            assert scene.changes() == told
        scene.clock.forward(hours=48)

    return act


_ACCEPT, _REJECT = Verdict.ACCEPT, Verdict.REJECT

CASES = (
    Fault(number=113, text="a bad poll between two good ones", verdict=_REJECT, act=body(_NO_WORKBOOK)),
    Fault(number=114, text="three bad polls", verdict=_REJECT, act=_three_bad_polls, check=_the_alarm_is_raised),
    Fault(
        number=115,
        text="good then swapped then good",
        verdict=_REJECT,
        act=swap,
        about=BOTH,
        check=one_incident_about_the_swap,
    ),
    Fault(
        number=116,
        text="gone and back in the next poll",
        verdict=_ACCEPT,
        act=_gone_for_one_poll,
        changes=[ChangeKind.MISSING],
        after=[ChangeKind.RETURNED],
        check=_nobody_left,
    ),
    Fault(
        number=117,
        text="gone for good",
        verdict=_ACCEPT,
        act=_gone_for_good,
        changes=[ChangeKind.MISSING, ChangeKind.TERMINATED],
        check=_exactly_one_departure,
    ),
    Fault(
        number=118,
        text="a season of lists",
        verdict=_ACCEPT,
        act=_a_season(_NO_WORKBOOK),
        changes=[kind for _, news in _STEPS for kind in news] + [ChangeKind.TERMINATED],
    ),
)
