"""The demonstration's story: thirteen moments of eight months, each as ICE's site then stood.

It is invented, and true to life: every turn of it has happened on ICE's page in 2025 and 2026, the swap of the two lists
and the misspelt state on the very days told here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import quote

from domain.changes import ChangeKind
from domain.vocabulary import ListKind, SupportType
from lookout.demo import facts
from lookout.demo.facts import Document, Entry

DOWNLOAD_NUMBER = 208496
"""The number of the second form of link, as ICE's page had it in August 2026."""

Entries = tuple[Entry, ...]


class Reader(StrEnum):
    """The three subscribers of the story."""

    EVERYTHING = "Everything, by email"
    TEXAS = "Texas, by email in Spanish"
    TASK_FORCE = "Task Force Model, by Slack"


ADDRESS_OF = {
    Reader.EVERYTHING: "newsdesk@coalition.example",
    Reader.TEXAS: "tejas@coalition.example",
    Reader.TASK_FORCE: "#task-force",
}
"""The subscribers' invented addresses, as the inbox names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One workbook as the site serves it. *holds* is the list in it, whatever its name says."""

    name: str
    at: datetime
    entries: Entries
    holds: ListKind
    curly: bool = False
    is_download: bool = False
    """Linked by number, so that the name comes with the answer alone."""

    @property
    def path(self) -> str:
        """The address of the workbook on the site."""
        if self.is_download:
            return f"/file-download/download/public/{DOWNLOAD_NUMBER}"
        return f"/doclib/about/offices/ero/287g/{quote(self.name)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One moment: what the site shows, and what Lookout must make of it.

    *hears* gives, for each subscriber who must get a message, the number of changes in it. *incidents* is how many
    are open afterwards.
    """

    at: datetime
    sentence: str
    total: Entries
    """The list that the page's prose counts."""
    participating: Published
    pending: Published | None
    changes: Mapping[ChangeKind, int] = field(default_factory=dict)
    hears: Mapping[Reader, int] = field(default_factory=dict)
    incidents: int = 0
    releases: int = 0
    """How many releases about 287(g) the newsroom has that it had not before."""
    served_as_before: bool = False
    """Both workbooks must be answered with 304."""


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _participating(
    name: str, at: str, entries: Entries, *, curly: bool = False, is_download: bool = False
) -> Published:
    return Published(
        name=name,
        at=_utc(at),
        entries=entries,
        holds=ListKind.PARTICIPATING,
        curly=curly,
        is_download=is_download,
    )


def _pending(name: str, at: str, entries: Entries) -> Published:
    return Published(name=name, at=_utc(at), entries=entries, holds=ListKind.PENDING)


def _joined(entries: Entries, more: Entries) -> Entries:
    return tuple(sorted((*entries, *more), key=lambda e: (e.state, e.agency, e.model)))


def _without(entries: Entries, agency: str, state: str) -> Entries:
    left = tuple(e for e in entries if (e.agency, e.state) != (agency, state))
    assert len(left) == len(entries) - 1, f"{agency} does not stand once on this list"
    return left


def _not_signed(applied: Entries, signed: Entries) -> Entries:
    """Return the applications that have not become an agreement."""
    active = {(e.state, e.agency, e.model) for e in signed}
    return tuple(e for e in applied if (e.state, e.agency, e.model) not in active)


def _published(
    entries: Entries, agency: str, *, moa: Document | None = None, addendum: Document | None = None
) -> Entries:
    """Return the list with a document linked in *agency*'s row under the Task Force Model."""
    found = [e for e in entries if e.agency == agency and e.model is SupportType.TASK_FORCE]
    assert len(found) == 1, f"{agency} stands {len(found)} times on this list"
    new = replace(found[0], moa=moa or found[0].moa, addendum=addendum)
    return tuple(new if e is found[0] else e for e in entries)


def _with_documents(entries: Entries) -> Entries:
    """Return the list after three agreements and an addendum were published; one link comes through Safe Links."""
    for agency, document in (
        ("Habersham County Sheriff's Office", Document(name="HabershamCoGA_TFM_MOA_09172025.pdf")),
        ("Aransas County Sheriff's Office", Document(name="Aransas County TX TF MOA 9.17.25.pdf", wrapped=True)),
        ("Tooele County Sheriff's Office", Document(name="TooeleCoUT_TFM_MOA_09182025.pdf")),
    ):
        entries = _published(entries, agency, moa=document)
    addendum = Document(name="GoliadCoTX_TFM_Addendum_04102026.pdf")
    return _published(entries, "Goliad County Sheriff's Office", addendum=addendum)


_AT_FIRST = facts.FIRST_LIST
_SURGED = _joined(_AT_FIRST, facts.SIGNED_IN_SEPTEMBER)
_CARRIED_ON = _joined(_SURGED, facts.SIGNED_AFTER_THE_SWAP)
_RESPELT = tuple(
    replace(e, agency=e.agency.replace("Okeechobe ", "Okeechobee ").replace("Departent", "Department"))
    for e in _CARRIED_ON
)
_IN_FEBRUARY = _joined(_RESPELT, facts.SIGNED_IN_FEBRUARY)
_MISSPELT = tuple(replace(e, state=e.state.replace("PENNSYLVANIA", "PENNSLYVANIA")) for e in _IN_FEBRUARY)
_ONE_MISSING = _without(_IN_FEBRUARY, "Washington County Sheriff's Office", "MARYLAND")
_TWO_MISSING = _without(_ONE_MISSING, "Garrett County Sheriff's Office", "MARYLAND")
_DOCUMENTED = _with_documents(_ONE_MISSING)
_IN_THE_END = _joined(_DOCUMENTED, facts.SIGNED_IN_APRIL)

_APPLIED = _joined(facts.FIRST_PENDING, facts.APPLIED_IN_SEPTEMBER)
_APPLIED_LESS = _not_signed(_APPLIED, _SURGED)
_APPLIED_LAST = tuple(e for e in _APPLIED_LESS if e.state == "ARKANSAS")

_FIRST_WORKBOOK = _participating("participatingAgencies09082025am.xlsx", "2025-09-08T13:12", _AT_FIRST)
_FIRST_PENDING = _pending("pendingAgencies09082025am.xlsx", "2025-09-08T13:12", facts.FIRST_PENDING)

STORY: tuple[Step, ...] = (
    Step(
        at=_utc("2025-09-08T14:00"),
        sentence="The first reading: both lists are kept as the baseline, and nobody is told of it.",
        total=_AT_FIRST,
        participating=_FIRST_WORKBOOK,
        pending=_FIRST_PENDING,
    ),
    Step(
        at=_utc("2025-09-08T14:05"),
        sentence="Five minutes later ICE's server says “not modified”, and nothing is fetched again.",
        total=_AT_FIRST,
        participating=_FIRST_WORKBOOK,
        pending=_FIRST_PENDING,
        served_as_before=True,
    ),
    Step(
        at=_utc("2025-09-10T15:10"),
        sentence="Four agencies ask to join: the pending list has them, the days in which a county can still speak up.",
        total=_AT_FIRST,
        participating=_FIRST_WORKBOOK,
        pending=_pending("pendingAgencies09102025am.xlsx", "2025-09-10T15:02", _APPLIED),
        changes={ChangeKind.PENDING: 4},
        hears={Reader.EVERYTHING: 4, Reader.TEXAS: 2, Reader.TASK_FORCE: 3},
    ),
    Step(
        at=_utc("2025-09-19T18:30"),
        sentence="Seven agreements appear at once, four of them seen on the pending list before.",
        total=_SURGED,
        participating=_participating("participatingAgencies09192025pm.xlsx", "2025-09-19T18:21", _SURGED),
        pending=_pending("pendingAgencies09192025pm.xlsx", "2025-09-19T18:22", _APPLIED_LESS),
        changes={ChangeKind.NEW: 7, ChangeKind.PENDING_GONE: 4},
        hears={Reader.EVERYTHING: 7, Reader.TEXAS: 1, Reader.TASK_FORCE: 4},
    ),
    Step(
        at=_utc("2025-09-22T20:40"),
        sentence="ICE serves each list under the other's name: a naive reader would report a mass departure.",
        total=_SURGED,
        participating=Published(
            name="participatingAgencies09222025pm.xlsx",
            at=_utc("2025-09-22T20:31"),
            entries=_APPLIED_LESS,
            holds=ListKind.PENDING,
        ),
        pending=Published(
            name="pendingAgencies09222025pm.xlsx",
            at=_utc("2025-09-22T20:31"),
            entries=_SURGED,
            holds=ListKind.PARTICIPATING,
        ),
        incidents=1,
    ),
    Step(
        at=_utc("2025-09-23T13:15"),
        sentence="The next morning the lists are right again, with curly apostrophes now, and two true new agreements.",
        total=_CARRIED_ON,
        participating=_participating(
            "participatingAgencies09232025am.xlsx", "2025-09-23T13:08", _CARRIED_ON, curly=True
        ),
        pending=_pending("pendingAgencies09232025am.xlsx", "2025-09-23T13:08", _APPLIED_LESS),
        changes={ChangeKind.NEW: 2},
        hears={Reader.EVERYTHING: 2, Reader.TASK_FORCE: 1},
    ),
    Step(
        at=_utc("2025-10-15T14:20"),
        sentence="ICE mends two misspelt names: the log says so, and nobody hears that a sheriff left and another came.",
        total=_RESPELT,
        participating=_participating("participatingAgencies10152025am.xlsx", "2025-10-15T14:11", _RESPELT),
        pending=_pending("pendingAgencies10152025am.xlsx", "2025-10-15T14:12", _APPLIED_LESS),
        changes={ChangeKind.CORRECTED: 2},
    ),
    Step(
        at=_utc("2026-02-27T16:05"),
        sentence="Every Pennsylvania row reads PENNSLYVANIA; the one true new agreement of that day is told all the same.",
        total=_IN_FEBRUARY,
        participating=_participating("participatingAgencies02272026am.xlsx", "2026-02-27T15:54", _MISSPELT),
        pending=_pending("pendingAgencies02272026am.xlsx", "2026-02-27T15:55", _APPLIED_LAST),
        changes={ChangeKind.CORRECTED: 6, ChangeKind.NEW: 1, ChangeKind.PENDING_GONE: 3},
        releases=1,
        hears={Reader.EVERYTHING: 4, Reader.TEXAS: 2, Reader.TASK_FORCE: 3},
    ),
    Step(
        at=_utc("2026-03-02T15:30"),
        sentence="The state is mended. The page links no pending list any more, from which nothing is concluded.",
        total=_IN_FEBRUARY,
        participating=_participating("participatingAgencies03022026am.xlsx", "2026-03-02T15:22", _IN_FEBRUARY),
        pending=None,
        changes={ChangeKind.CORRECTED: 6},
    ),
    Step(
        at=_utc("2026-04-14T14:00"),
        sentence="An agreement is not on the list. It is called missing, unconfirmed; rows have come back before.",
        total=_ONE_MISSING,
        participating=_participating(
            "participatingAgencies04142026am 09.41.07 AM.xlsx", "2026-04-14T13:52", _ONE_MISSING
        ),
        pending=None,
        changes={ChangeKind.MISSING: 1},
        releases=1,
        hears={Reader.EVERYTHING: 1},
    ),
    Step(
        at=_utc("2026-04-15T14:10"),
        sentence="A day later it is still gone, and only now it is called terminated. Another one is missing.",
        total=_TWO_MISSING,
        participating=_participating("ParticipatingAgency041526am.xlsx", "2026-04-15T14:01", _TWO_MISSING),
        pending=None,
        changes={ChangeKind.TERMINATED: 1, ChangeKind.MISSING: 1},
        hears={Reader.EVERYTHING: 2},
    ),
    Step(
        at=_utc("2026-04-15T17:30"),
        sentence="The other one is back, and whoever heard it was missing hears so. ICE publishes four documents.",
        total=_DOCUMENTED,
        participating=_participating(
            "287gParticipatingAgencies041526pm.xlsx", "2026-04-15T17:18", _DOCUMENTED, is_download=True
        ),
        pending=None,
        changes={ChangeKind.RETURNED: 1, ChangeKind.MOA_PUBLISHED: 3, ChangeKind.ADDENDUM_PUBLISHED: 1},
        hears={Reader.EVERYTHING: 5},
    ),
    Step(
        at=_utc("2026-04-15T20:45"),
        sentence="Four new agreements: a jail adds a task force, a state has its first, one was pending since September.",
        total=_IN_THE_END,
        participating=_participating(
            "participatingAgencies04152026pm_b.xlsx", "2026-04-15T20:33", _IN_THE_END, is_download=True
        ),
        pending=None,
        changes={ChangeKind.NEW: 4},
        hears={Reader.EVERYTHING: 4, Reader.TEXAS: 2, Reader.TASK_FORCE: 3},
    ),
)


def all_changes() -> Counter[ChangeKind]:
    """Return how many changes of each kind the whole story brings."""
    return sum((Counter(step.changes) for step in STORY), Counter())
