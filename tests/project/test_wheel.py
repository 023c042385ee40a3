"""The wheel that the image installs: everything the packages hold, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterator

import pytest

from tests.project.tree import PACKAGES, ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """Build the wheel as the Dockerfile does."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        check=True,
    )
    [built] = folder.glob("*.whl")
    with zipfile.ZipFile(built) as opened:
        yield opened


def files(wheel: zipfile.ZipFile) -> set[str]:
    return set(wheel.namelist())


def test_templates_sources_migrations_and_pictures_travel_with_the_code(wheel: zipfile.ZipFile) -> None:
    held = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }

    assert held - files(wheel) == set()


def test_nothing_but_the_packages_and_the_licence_is_in_it(wheel: zipfile.ZipFile) -> None:
    folders = {name.split("/")[0] for name in files(wheel)}

    assert {folder for folder in folders if not folder.endswith(".dist-info")} == set(PACKAGES)
    assert any(name.endswith("licenses/LICENSE") for name in files(wheel))


def test_it_brings_the_command(wheel: zipfile.ZipFile) -> None:
    [entry_points] = [name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt")]

    assert "lookout = lookout.cli:main" in wheel.read(entry_points).decode()
