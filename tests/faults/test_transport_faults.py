"""Cases 1 to 49: what goes wrong on the way, and on the page that links the lists."""

from __future__ import annotations

import pytest

from tests.faults import cases_answers, cases_page, cases_transport
from tests.faults.harness import Fault, Scenes, run


@pytest.mark.parametrize("fault", [*cases_transport.CASES, *cases_answers.CASES, *cases_page.CASES], ids=str)
def test_what_goes_wrong_on_the_way_tells_nobody_anything_false(fault: Fault, scenes: Scenes) -> None:
    run(fault, scenes)
