"""Cases 50 to 67: files that are not the workbook they should be."""

from __future__ import annotations

import pytest

from tests.faults.cases_container import CASES
from tests.faults.harness import Fault, Scenes, run


@pytest.mark.parametrize("fault", CASES, ids=str)
def test_a_file_that_is_not_the_list_changes_nothing_and_is_told_of(fault: Fault, scenes: Scenes) -> None:
    run(fault, scenes)
