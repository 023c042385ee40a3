"""Cases 68 to 88: lists of the wrong size or shape."""

from __future__ import annotations

import pytest

from tests.faults.cases_shape import CASES
from tests.faults.harness import Fault, Scenes, run


@pytest.mark.parametrize("fault", CASES, ids=str)
def test_a_list_of_another_shape_is_believed_only_as_far_as_it_may_be(fault: Fault, scenes: Scenes) -> None:
    run(fault, scenes)
