"""A small ICE on this machine: a 287(g) page with two workbooks, told twice, the second time with an evening's news."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Self

from tests.builders.site import Reply, Site, list_page
from tests.builders.workbooks import Link, Row, build_pending_workbook, build_workbook, listed

SINCE = datetime(2025, 9, 24, 12, tzinfo=UTC)
"""When the first workbook was put there, less a minute."""
PAGE = "/identify-and-arrest/287g"
FOLDER = "/doclib/about/offices/ero/287g/"
PARTICIPATING = f"{FOLDER}participatingAgencies09242025am.xlsx"
PENDING = f"{FOLDER}pendingAgencies09242025am.xlsx"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GOLIAD_MOA = "https://www.ice.gov/doclib/287gMOA/GoliadCoSoTX_TFM_MOA_03042025.pdf"

JEM, TFM, WSO = "Jail Enforcement Model", "Task Force Model", "Warrant Service Officer"


def _county(name: str, state: str, model: str, signed: date) -> Row:
    return listed(
        f"{name} County Sheriff's Office",
        state=state,
        county=f"{name} County",
        support_type=model,
        signed=signed,
        moa=Link(url=f"https://www.ice.gov/doclib/287gMOA/{name}Co_{signed:%m%d%Y}.pdf"),
    )


_UNTOUCHED = (
    _county("Etowah", "ALABAMA", JEM, date(2020, 7, 8)),
    _county("Bay", "FLORIDA", WSO, date(2019, 5, 6)),
    _county("Clay", "FLORIDA", JEM, date(2020, 6, 9)),
    _county("Hall", "GEORGIA", JEM, date(2020, 6, 22)),
    _county("Finney", "KANSAS", WSO, date(2025, 3, 11)),
    _county("Tulsa", "OKLAHOMA", JEM, date(2020, 6, 17)),
    _county("Knox", "TENNESSEE", JEM, date(2020, 6, 12)),
    _county("Tarrant", "TEXAS", JEM, date(2020, 6, 23)),
    _county("Sweetwater", "WYOMING", WSO, date(2025, 2, 20)),
)
"""What the evening's news leaves alone."""
_GOLIAD = listed()
_SMITH = _county("Smith", "TEXAS", WSO, date(2020, 3, 30))
_CULPEPER = _county("Culpeper", "VIRGINIA", JEM, date(2018, 4, 24))
_APPLICATION = listed("Polk County Sheriff's Office", state="FLORIDA", county="Polk County")
_OTHER_APPLICATION = listed("Young County Sheriff's Office", county="Young County")
_LATE_APPLICATION = listed("Archer County Sheriff's Office", county="Archer County", support_type=WSO)

MORNING: tuple[Row, ...] = (
    *_UNTOUCHED,
    _GOLIAD,
    _SMITH,
    {**_CULPEPER, "LAW ENFORCEMENT AGENCY": "Culpepper County Sherriff's Office"},
)
MORNING_PENDING: tuple[Row, ...] = (_APPLICATION, _OTHER_APPLICATION)

EVENING: tuple[Row, ...] = (
    *_UNTOUCHED,
    {**_GOLIAD, "MOA": Link(url=GOLIAD_MOA)},
    {**_APPLICATION, "SIGNED": date(2025, 9, 23)},
    _CULPEPER,
)
"""Polk has signed, Goliad's agreement is published, Smith is gone, Culpeper's spelling is repaired."""
EVENING_PENDING: tuple[Row, ...] = (_APPLICATION, _OTHER_APPLICATION, _LATE_APPLICATION)
"""Archer has applied; Polk still stands here, as ICE often leaves it for a day."""
TIDY_PENDING: tuple[Row, ...] = (_OTHER_APPLICATION,)
"""The pending list without the application that became active."""


@dataclass(frozen=True, kw_only=True)
class Published:
    """The bytes of two workbooks as the publisher serves them."""

    participating: bytes
    pending: bytes


class Publisher(Site):
    """Serves the page and both lists; what is published again gets a later Last-Modified. Runs in its own thread."""

    def __init__(self, since: datetime = SINCE) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="publisher")
        self._published_at = since
        self.replies[PAGE] = Reply(body=_page())

    @property
    def page(self) -> str:
        """The address of the 287(g) page."""
        return self.url + PAGE

    def publish(self, participating: Sequence[Row], pending: Sequence[Row]) -> Published:
        """Put both lists on the site and return their bytes."""
        return self.serve(
            Published(participating=build_workbook(participating), pending=build_pending_workbook(pending))
        )

    def serve(self, published: Published) -> Published:
        """Put these very bytes on the site."""
        self._published_at += timedelta(minutes=1)
        stamp = format_datetime(self._published_at, usegmt=True)
        for path, body in ((PARTICIPATING, published.participating), (PENDING, published.pending)):
            self.replies[path] = Reply(body=body, content_type=WORKBOOK_TYPE, last_modified=stamp)
        return published

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.__aenter__(), self._loop).result(5)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self.__aexit__(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()


def _page() -> bytes:
    return list_page(
        (PARTICIPATING, "Participating Agencies"),
        (PENDING, "Pending Agencies"),
        prose="As of September 24, 2025, 8:30 am, ICE has signed 12 Memorandums of Agreement for 287(g) programs.",
    )
