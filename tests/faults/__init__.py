"""The fault suite: 118 bad inputs, served to a whole Lookout. `harness` says how a case is written."""

import pytest

pytest.register_assert_rewrite("tests.faults.harness", "tests.faults.scene", "tests.faults.verdicts")
