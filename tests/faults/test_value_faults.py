"""Cases 89 to 112: cells with odd values, and names that attack whoever shows them."""

from __future__ import annotations

import pytest

from tests.faults import cases_names, cases_values
from tests.faults.harness import Fault, Scenes, run


@pytest.mark.parametrize("fault", cases_values.CASES, ids=str)
def test_an_odd_value_is_no_news_of_anybody_joining_or_leaving(fault: Fault, scenes: Scenes) -> None:
    run(fault, scenes)


@pytest.mark.parametrize("fault", cases_names.CASES, ids=str)
def test_a_hostile_name_is_shown_as_it_stands_and_does_no_harm(fault: Fault, scenes: Scenes) -> None:
    run(fault, scenes)
