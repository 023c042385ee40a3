"""What no file of the project may name: a package registry, or a path of the machine it was written on."""

from __future__ import annotations

import ast
import re
import stat
from pathlib import Path

from tests.project.tree import PACKAGES, ROOT, product_modules, text_files

# Written in pieces, so that this file does not hold what it looks for.
REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("golang", "org"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("quay", "io"),
    )
]
MACHINE_PATHS = ["/".join(parts) for parts in (("", "work", "main"), ("", "work", "shared"), ("", "root", ""))]


def test_no_file_names_a_package_registry() -> None:
    hosts = re.compile("|".join(rf"\b{re.escape(host)}\b" for host in REGISTRY_HOSTS), re.IGNORECASE)

    found = [f"{path.relative_to(ROOT)}: {hit}" for path, text in text_files() for hit in hosts.findall(text)]

    assert found == []


def test_no_file_names_a_path_of_the_machine_it_was_written_on() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {machine_path}"
        for path, text in text_files()
        for machine_path in MACHINE_PATHS
        if machine_path in text
    ]

    assert found == []


def test_no_key_or_token_is_written_down_outside_the_tests_which_make_theirs_up() -> None:
    secret = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----|hooks\.slack\.com/services/T[0-9A-Z]{8,}/B[0-9A-Z]{8,}/[0-9A-Za-z]{24}"
        r"|\bgh[pousr]_[0-9A-Za-z]{36}\b|\bAKIA[0-9A-Z]{16}\b"
    )

    found = [str(path.relative_to(ROOT)) for path, text in text_files() if secret.search(text) and not _is_test(path)]

    assert found == []


def _is_test(path: Path) -> bool:
    return path.relative_to(ROOT).parts[0] == "tests"


def test_every_module_of_the_product_says_what_it_holds() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in product_modules()
        if "versions" not in path.parts and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]

    assert silent == []


def test_every_package_of_the_house_is_there() -> None:
    assert [package for package in PACKAGES if not (ROOT / package / "__init__.py").is_file()] == []


def test_the_scripts_can_be_run() -> None:
    scripts = [ROOT / ".ci" / name for name in ("run", "setup", "uv", "migration")]

    assert [path.name for path in scripts if not path.stat().st_mode & stat.S_IXUSR] == []
