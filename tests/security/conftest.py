"""A whole Lookout whose publisher turned hostile, and a client over all its routes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.changes import ChangeKind
from domain.subscriptions import Language
from domain.vocabulary import SupportType
from lookout.demo.facts import Document, Entry
from lookout.demo.story import STORY, Published, Step
from tests.builders.addresses import pages_to_read
from tests.builders.served import AFTERWARDS, Served, told
from tests.web.fakes import Client

PUBLIC_URL = "https://lookout.example"
HOST = "lookout.example"
CALLS = "<!channel> <@U1> <https://evil.example|ice.gov>"
"""Bad input 104: what Slack would act on."""
SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
FORMULA = '@HYPERLINK("https://evil.example")'
JINJA = "{{ 7 * 7 }}"

_AT = datetime(2026, 4, 16, 13, 40, tzinfo=UTC)
_LAST = AFTERWARDS[0]


def _hostile(agency: str, county: str, agency_type: str, document: str = "") -> Entry:
    return Entry(
        state="TEXAS",
        agency=agency,
        agency_type=agency_type,
        county=county,
        model=SupportType.TASK_FORCE,
        signed_on=date(2026, 4, 15),
        moa=Document(name=document) if document else None,
    )


HOSTILE = (
    _hostile(f"Real County {CALLS} Sheriff's Office", f"Real {SCRIPT} County", f"County {IMAGE}"),
    _hostile(f"Hays County {SCRIPT} Sheriff's Office", f"Hays County {CALLS}", f"{FORMULA}"),
    _hostile(
        f"{FORMULA} Comal County Sheriff's Office", f"Comal {IMAGE}", JINJA, f'x" onclick="alert(1)" {SCRIPT}.pdf'
    ),
    _hostile(f"Blanco County {IMAGE} {JINJA}", "@SUM(1+1)", "-2+3"),
)
_ENTRIES = (*STORY[-1].participating.entries, *HOSTILE)
TURNED: tuple[Step, ...] = (
    AFTERWARDS[0],
    replace(
        _LAST,
        at=_AT,
        sentence="The publisher turns hostile: every field of four rows is code.",
        participating=Published(
            name='participating"><script>alert(1)</script>.xlsx',
            at=_AT,
            entries=_ENTRIES,
            holds=_LAST.participating.holds,
            is_download=True,
        ),
        pending=None,
    ),
)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a Lookout in which the story has happened and the publisher has turned hostile."""
    with told(tmp_path_factory.mktemp("security"), more=TURNED, public_url=PUBLIC_URL) as house:
        arrived = {entry.change.facts.agency for entry in house.changes(ChangeKind.NEW)}
        assert {name for name in arrived if "Real County" in name}, "the hostile rows were not recorded"
        yield house


@pytest.fixture(scope="session")
def client(house: Served) -> Client:
    """Return a client over every route of it."""
    return Client(house.lookout.app, host=HOST)


@pytest.fixture(scope="session")
def addresses(house: Served) -> list[str]:
    """Return an address for every GET route with both languages of what has one, and some that lead nowhere."""
    english = pages_to_read(house, Language.ENGLISH)
    return [*english, *(f"/es{path}" for path in pages_to_read(house, Language.SPANISH))]
