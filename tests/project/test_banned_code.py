"""What no line of the product may do, and who alone may import what could leave one day."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project import banned
from tests.project.tree import ROOT, product_modules

SETTINGS = ROOT / "lookout" / "settings.py"

PLANTED = [
    ("import pickle", 1),
    ("from marshal import loads", 1),
    ("def f():\n    import shelve", 2),
    ("import importlib\nimportlib.import_module('dill')", 2),
    ("eval('1')", 1),
    ("exec(text)", 1),
    ("from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore", 1),
    ("import deepdiff\ndeepdiff.Delta(x)", 2),
    ("from deepdiff import Delta", 1),
    ("from deepdiff.serialization import from_json_pickle as read", 1),
    ("import yaml\nyaml.load(text)", 2),
    ("import yaml as y\ny.load(text, Loader=y.Loader)", 2),
    ("import subprocess\nsubprocess.run(command, shell=True)", 2),
    ("import subprocess\nsubprocess.run(command, shell=maybe)", 2),
    ("client.get(url, verify=False)", 1),
    ("import ssl\nssl._create_unverified_context()", 2),
    ("import time\ntime.sleep(1)", 2),
    ("from time import sleep", 1),
    ("import os\nos.system('ls')", 2),
    ("from lxml.html.clean import Cleaner", 1),
]
ALLOWED = [
    "import yaml\nyaml.load(text, Loader=yaml.SafeLoader)",
    "import yaml\nyaml.safe_load(text)",
    "import subprocess\nsubprocess.run(['ls'], shell=False)",
    "import re\nre.compile('eval')",
    "from datetime import timedelta as Wait\nWait(1)",
    "stop.wait(timeout=1)",
    "from deepdiff import DeepDiff\nDeepDiff(a, b)",
    "import asyncio\nawait_me = asyncio.sleep(1)",
]


@pytest.mark.parametrize(("source", "line"), PLANTED)
def test_planted_code_that_is_not_allowed_is_found_at_its_line(source: str, line: int) -> None:
    assert line in {finding.line for finding in banned.findings(source)}


@pytest.mark.parametrize("source", ALLOWED)
def test_code_that_only_looks_alike_is_left_alone(source: str) -> None:
    assert banned.findings(source) == []


def test_nothing_that_is_not_allowed_stands_in_the_product() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{finding.line}: {finding.what}: {finding.why}"
        for path in product_modules()
        for finding in banned.findings(path.read_text("utf-8"))
    ]

    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos.environ['A']",
        "import os\nos.getenv('A')",
        "from os import environ",
        "from os import getenv as g",
        "from pydantic_settings import BaseSettings",
        "from dotenv import load_dotenv",
    ],
)
def test_a_planted_look_at_the_environment_is_found(source: str) -> None:
    assert banned.reads_environment(source)


def test_only_the_settings_read_the_environment() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in product_modules()
        if path != SETTINGS
        for line in banned.reads_environment(path.read_text("utf-8"))
    ]

    assert found == []


@pytest.mark.parametrize(
    ("library", "room"), [("apprise", "notifier"), ("apscheduler", "scheduler"), ("deepdiff", "domain")]
)
def test_a_library_that_could_leave_is_imported_by_exactly_one_module(library: str, room: str) -> None:
    users = [path for path in product_modules() if library in banned.imports(path.read_text("utf-8"))]

    assert [path.relative_to(ROOT).parts[0] for path in users] == [room], _shown(users)


def _shown(paths: list[Path]) -> str:
    return ", ".join(str(path.relative_to(ROOT)) for path in paths) or "no module imports it"
