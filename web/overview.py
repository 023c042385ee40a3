"""How many agreements are listed, by state and support type: counted once per state of the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from domain.vocabulary import SupportType
from web.site import Site
from workflows.reading import AgreementView


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of agreements; *by_support_type* counts those listed, *other* the missing, pending and terminated."""

    listed: int
    by_support_type: dict[SupportType, int]
    other: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The tally of a whole list and of each state on it, by state name."""

    total: Tally
    states: dict[str, Tally]

    @property
    def states_listed(self) -> int:
        """How many states and territories have at least one listed agreement."""
        return sum(1 for tally in self.states.values() if tally.listed)


def count(agreements: Iterable[AgreementView]) -> Overview:
    """Return the counts of *agreements*."""
    counted = Counter((a.facts.state, a.facts.support_type, a.status) for a in agreements)
    states = sorted({state for state, _, _ in counted})
    return Overview(total=_tally(counted, None), states={state: _tally(counted, state) for state in states})


class CurrentOverview:
    """The overview of today's list, kept until the record changes. One is shared by all requests."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lock = Lock()
        self._kept: tuple[tuple[object, ...], Overview] | None = None

    def read(self) -> Overview:
        """Return the current overview. The stamp is read first, so what is kept is never older than its stamp."""
        stamp = self._site.record_stamp()
        with self._lock:
            if self._kept is None or self._kept[0] != stamp:
                self._kept = (stamp, count(self._site.reader.agreements()))
            return self._kept[1]


def _tally(counted: Counter[tuple[str, SupportType, str]], state: str | None) -> Tally:
    by_support_type = dict.fromkeys(SupportType, 0)
    other: Counter[str] = Counter()
    for (where, support_type, status), number in counted.items():
        if state not in {None, where}:
            continue
        if status == "listed":
            by_support_type[support_type] += number
        else:
            other[status] += number
    return Tally(
        listed=sum(by_support_type.values()), by_support_type=by_support_type, other=dict(sorted(other.items()))
    )
