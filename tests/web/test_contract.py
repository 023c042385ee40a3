"""The programming interface against its own description: all that the description allows is asked, and much it forbids.

The library's plugin for pytest is left out (`-p no:schemathesis` in pyproject.toml): it would load in every run.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig

from tests.web.api_client import a_full_press, a_full_record
from tests.web.conftest import browse
from tests.web.fakes import PUBLIC_URL

BASE = f"{PUBLIC_URL}/api"
EXAMPLES = 40
PATHS = (
    *("/v1", "/v1/changes", "/v1/changes/{change_id}", "/v1/agreements", "/v1/agreements/delta"),
    *(
        "/v1/agencies/{agency_id}/in-force",
        "/v1/agreements/{agreement_id}",
        "/v1/releases",
        "/v1/releases/{release_id}",
        "/v1/search",
        "/v1/sources",
        "/v1/states",
    ),
)
KNOWN: dict[str, Sequence[str | int]] = {
    "change_id": ("new-goliad", "missing-leon"),
    "agreement_id": ("goliad", "leon"),
    "release_id": ("0123456789ab",),
    "agency_id": ("goliad", "leon"),
    "county": ("48175", "12073"),
    "state": ("TX", "florida", "U.S. Virgin Islands"),
    "support_type": ("TFM", "Warrant Service Officer"),
    "source": ("ice-287g", "ice-287g-pending"),
    "since": ("2025-09-01", "0001-01-01"),
    "until": ("2025-09-22", "9999-12-31"),
    "on": ("2025-09-22", "0001-01-01"),
    "cursor": ("0", "1", "0-1-2"),
}
"""What a description cannot say: which names and days there are. Values that are written rightly but name nothing are
refused on purpose; they come up where the description is broken."""
NOTHING_TO_BREAK = ("/v1", "/v1/sources", *(path for path in PATHS if path.endswith("}")))
"""They take no parameter, or an id that may be any text."""
AGREEMENTS_AFTER = base64.urlsafe_b64encode(b'["Florida","","",""]').decode()


@pytest.fixture(scope="module")
def operations() -> dict[str, APIOperation[Any, Any, Any, Any]]:
    load_all_checks()
    client = browse(a_full_record(), press=a_full_press())
    config = SchemathesisConfig.from_dict({"base-url": BASE})
    host = {"Host": urlsplit(PUBLIC_URL).netloc}
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", client.app, config=config, headers=host)
    return {found.path: found for found in (_read(result) for result in schema.get_all_operations())}


def test_every_operation_of_the_description_is_tried(operations: dict[str, Any]) -> None:
    assert sorted(operations) == sorted(PATHS)


@pytest.mark.parametrize(
    ("path", "mode"),
    [
        *((path, GenerationMode.POSITIVE) for path in PATHS),
        *((path, GenerationMode.NEGATIVE) for path in PATHS if path not in NOTHING_TO_BREAK),
    ],
)
def test_all_checks_hold(
    operations: dict[str, APIOperation[Any, Any, Any, Any]], path: str, mode: GenerationMode
) -> None:
    operation = operations[path]

    @seed(287)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        case: Case[Any] = data.draw(operation.as_strategy(generation_mode=mode))
        if mode is GenerationMode.POSITIVE:
            name_what_there_is(case, lambda values: data.draw(st.sampled_from(values)))
        case.call_and_validate(headers={"Host": urlsplit(PUBLIC_URL).netloc})

    ask()


def name_what_there_is(case: Case[Any], choose: Callable[[Sequence[str | int]], str | int]) -> None:
    """Let the values that are given be ones that name something, and leave alone which of them are given."""
    for part in (case.query, case.path_parameters):
        for name in set(part or {}) & KNOWN.keys():
            part[name] = choose(KNOWN[name])
    query = case.query or {}
    if "county" in query:
        query.pop("state", None)  # a county has its own
    if case.path == "/v1/agreements" and "after" in query:
        query["after"] = AGREEMENTS_AFTER
    elif "after" in query:
        query.pop("before", None)  # the two cannot be asked together


def _read(result: Any) -> APIOperation[Any, Any, Any, Any]:
    """Return an operation. What the description says wrongly is raised here."""
    found: APIOperation[Any, Any, Any, Any] = result.ok()
    return found
