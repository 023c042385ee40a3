"""What the tests of the programming interface share: a record with everything in it, and answers read as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.changes import AgencyEvent, ChangeKind, FieldChange
from domain.corroboration import Counts
from domain.releases import Counted, CountyMention, Published
from domain.vocabulary import SupportType
from tests.web.conftest import an_evening
from tests.web.fake_press import FakePress, figure, release
from tests.web.fakes import GOLIAD, LEON, SEEN, Client, FakeRecord, change

PRIVATE_WORDS = "as Jane Doe of 12 Elm Street said of 958 agencies"


def a_full_record() -> FakeRecord:
    """Return a record in which changes were completed, taken back and corrected."""
    record = an_evening()
    record.log(
        change(LEON, ChangeKind.TERMINATED, id="gone-leon", supersedes="missing-leon", part_of="new-goliad"),
        change(GOLIAD, ChangeKind.RETRACTED, id="sorry-goliad", supersedes="new-goliad"),
        change(
            GOLIAD,
            ChangeKind.CORRECTED,
            fields=(FieldChange(field="agency", before="Goliad", after="Goliad County Sheriff’s Office"),),
            first_listed_at=SEEN,
            pending_since=SEEN - timedelta(days=3),
            agency_event=AgencyEvent.EXPANDED,
            powers_before=(SupportType.JAIL_ENFORCEMENT,),
            powers_after=(SupportType.TASK_FORCE,),
        ),
    )
    return record


def a_full_press() -> FakePress:
    """Return releases with words that are nobody's business, a repeat, and a count to set beside the figure."""
    on = (SEEN - timedelta(days=2)).date()
    press = FakePress(counts=Counts(on=on, agreements=957, agencies=798, states=40, territories=0, by_state={}))
    first = release(
        published=Published(on=on),
        figures=(figure(958, words=PRIVATE_WORDS), figure(8501, Counted.OFFICERS, words=PRIVATE_WORDS)),
    )
    counties = (CountyMention(state="Texas", name="Goliad"),)
    press.add(
        replace(first, reading=replace(first.reading, counties=counties)),
        release("cccccccccccc", title="The copy", same_as="0123456789ab", published=None),
    )
    return press


def read(client: Client, address: str) -> Any:
    """Return the JSON at *address*, which must be there."""
    answer = client.get(address)
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return json.loads(answer.text)


def local(url: str) -> str:
    """Return the path and query of one of our own absolute addresses."""
    assert url.startswith("https://lookout.example.org/"), url
    return url.removeprefix("https://lookout.example.org")
