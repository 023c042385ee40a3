"""The lock files: exact versions, hashes for each, no address, and nothing that pyproject.toml does not ask for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.locks import pins
from tests.project.tree import LOCKS, ROOT, pyproject

RUNTIME, DEVELOPMENT, BUILD, BROWSER = (ROOT / name for name in LOCKS)


def test_a_lock_with_a_loose_line_is_not_read_as_if_it_were_fine(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("lxml>=6\n", "utf-8")

    with pytest.raises(ValueError, match="neither a pinned requirement nor a hash"):
        pins(lock)


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_an_exact_version_and_hashes(name: str) -> None:
    locked = pins(ROOT / name)

    assert locked
    assert [pin.name for pin in locked.values() if not pin.hashes] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")

    assert "://" not in text
    assert not re.search(r"(?m)^\s*(-i|-f|--[a-z-]*(index|find-links|trusted-host))", text)


@pytest.mark.parametrize("smaller", [RUNTIME, BUILD, BROWSER], ids=lambda path: path.name)
def test_the_development_lock_holds_the_others_at_equal_versions(smaller: Path) -> None:
    development = pins(DEVELOPMENT)

    differing = [
        f"{name} {pin.version}"
        for (name, marker), pin in pins(smaller).items()
        if name not in {n for n, _ in development}
        or ((name, marker) in development and development[name, marker].version != pin.version)
        or (
            (name, marker) not in development
            and pin.version not in {p.version for (n, _), p in development.items() if n == name}
        )
    ]

    assert differing == []


def test_every_dependency_of_the_project_is_locked_within_the_bounds_it_states() -> None:
    locked = {pin.name: pin.version for pin in pins(RUNTIME).values()}

    outside = [
        str(requirement)
        for requirement in map(Requirement, pyproject()["project"]["dependencies"])
        if not requirement.specifier.contains(locked.get(canonicalize_name(requirement.name), "0"))
    ]

    assert outside == []


def test_the_lock_of_the_browser_is_the_runtime_lock_and_what_leads_a_browser() -> None:
    runtime, browser = pins(RUNTIME), pins(BROWSER)

    assert {key: pin for key, pin in browser.items() if key in runtime} == runtime
    assert "playwright" in {name for name, _ in browser} - {name for name, _ in runtime}


def test_every_tool_that_the_groups_name_is_locked() -> None:
    groups = pyproject()["dependency-groups"]
    wanted = {
        canonicalize_name(Requirement(entry).name)
        for group in groups.values()
        for entry in group
        if isinstance(entry, str)
    }

    assert wanted - {name for name, _ in pins(DEVELOPMENT)} == set()
    assert {canonicalize_name(entry) for entry in groups["build"]} - {name for name, _ in pins(BUILD)} == set()


def test_apscheduler_stays_below_4_which_is_a_pre_release_with_an_open_advisory() -> None:
    [version] = {pin.version for pin in pins(RUNTIME).values() if pin.name == "apscheduler"}

    assert version.split(".")[0] == "3"


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("apprise", "0.9.5.1"),  # CVE-2021-39229
        ("deepdiff", "8.6.1"),  # CVE-2025-58367
        ("fastapi", "0.109.1"),  # CVE-2021-32677, CVE-2024-24762
        ("jinja2", "3.1.6"),  # CVE-2025-27516
        ("lxml", "6.1.0"),  # CVE-2026-41066
        ("scrapy", "2.17"),  # CVE-2025-6176 and GHSA-76g3-c3x4-crvx
        ("starlette", "1.3.1"),  # CVE-2026-48710 and the form limits
        ("twisted", "24.7"),  # CVE-2024-41671
    ],
)
def test_no_package_falls_back_behind_a_known_advisory(name: str, least: str) -> None:
    [version] = {pin.version for pin in pins(RUNTIME).values() if pin.name == name}

    assert Requirement(f"{name}>={least}").specifier.contains(version)


@pytest.mark.parametrize(
    "name", ["pytest", "hypothesis", "ruff", "mypy", "openpyxl", "pre-commit", "uv", "hatchling", "check-jsonschema"]
)
def test_what_only_developers_need_is_not_in_the_runtime_lock(name: str) -> None:
    assert name not in {locked for locked, _ in pins(RUNTIME)}
