"""The image: nothing but the locked runtime, not root, and commands that exist. No engine is needed to check it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.project.commands import complaint
from tests.project.dockerfile import Stage, exec_form, stages
from tests.project.tree import PACKAGES, ROOT

STAGES = stages(ROOT / "Dockerfile")
FINAL = STAGES[-1]


def copied(stage: Stage) -> list[str]:
    return [
        source
        for line in stage.all("COPY")
        if not line.startswith("--from=")
        for source in shlex.split(line)[:-1]
        if not source.startswith("--")
    ]


def test_an_unknown_instruction_is_refused(tmp_path: Path) -> None:
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text("FROM scratch\nADD archive.tar /\n", "utf-8")

    with pytest.raises(ValueError, match="ADD"):
        stages(dockerfile)


def test_everything_copied_exists_and_is_let_through_by_dockerignore() -> None:
    let_through = (ROOT / ".dockerignore").read_text("utf-8").splitlines()

    assert let_through[1] == "*"
    for source in (source for stage in STAGES for source in copied(stage)):
        assert (ROOT / source).exists(), source
        assert f"!{source}" in let_through, source


def test_every_package_of_the_product_is_in_the_image() -> None:
    assert set(PACKAGES) <= {source for stage in STAGES for source in copied(stage)}


def test_a_stage_copies_only_from_a_stage_before_it() -> None:
    for number, stage in enumerate(STAGES):
        earlier = {before.name for before in STAGES[:number]}
        names = {line.split()[0].removeprefix("--from=") for line in stage.all("COPY") if line.startswith("--from=")}
        assert names <= earlier


def test_only_hashed_runtime_requirements_are_installed() -> None:
    installs = [command for stage in STAGES for line in stage.all("RUN") for command in line.split("&&")]
    from_index = [command for command in installs if ".lock" in command]

    assert from_index
    assert all("--require-hashes" in command for command in from_index)
    assert not any("requirements-dev" in command for command in installs)
    assert [c for c in installs if "pip" in c and " install" in c and ".lock" not in c and "--no-index" not in c] == []


def test_the_process_is_not_root_and_owns_only_its_data() -> None:
    [user] = FINAL.all("USER")
    [volume] = FINAL.all("VOLUME")

    assert user == "10001:10001"
    assert exec_form(volume) == [FINAL.environment()["LOOKOUT_DATA_DIR"]]
    assert FINAL.instructions.index(("USER", user)) > max(
        place for place, (name, _) in enumerate(FINAL.instructions) if name in {"RUN", "COPY"}
    )


def test_no_secret_is_baked_in() -> None:
    names = [name for stage in STAGES for name in stage.environment()]

    assert [name for name in names if "SECRET" in name or "PASSWORD" in name or name.endswith("_URL")] == []


def test_the_image_starts_a_command_that_exists() -> None:
    [command] = FINAL.all("CMD")

    assert exec_form(command)[0] == "lookout"
    assert complaint(shlex.join(exec_form(command))) == ""


def test_every_stage_builds_on_the_same_slim_python_that_the_project_needs() -> None:
    assert {stage.base.split("@")[0] for stage in STAGES} == {"python:3.11-slim"}
