"""The Makefile and the scripts behind it: every target says what it does and runs something that is there."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.project.commands import complaint
from tests.project.makefile import helped_targets, phony_targets, recipe_lines
from tests.project.tree import ROOT

# Scripts and scheduled checks call these by name; a rename breaks them in silence.
PROMISED = {
    "setup", "demo", "run", "test", "test-postgres", "check", "lint", "types", "contracts", "bench", "accuracy", "accuracy-releases",
    "migration", "lock", "doctor", "clean",
}  # fmt: skip


def test_every_promised_target_is_there() -> None:
    assert phony_targets() >= PROMISED


def test_every_target_says_in_one_line_what_it_does() -> None:
    assert set(helped_targets()) == phony_targets()


def test_make_alone_lists_every_target_with_its_line() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, timeout=20, check=True)

    for target, line in helped_targets().items():
        assert re.search(rf"^  {re.escape(target)} +{re.escape(line)}$", done.stdout, re.MULTILINE), target


def test_every_lookout_command_that_make_runs_exists() -> None:
    lines = [line.replace("$(BIN)/", "").replace("$(ARGS)", "") for line in recipe_lines()]

    assert [fault for line in lines if line.startswith("lookout ") and (fault := complaint(line))] == []


def test_every_module_that_make_runs_exists() -> None:
    modules = [match[1] for line in recipe_lines() if (match := re.search(r"\$\(BIN\)/python -m ([\w.]+)", line))]

    assert modules
    assert [module for module in modules if importlib.util.find_spec(module) is None] == []


def test_every_tool_that_make_runs_is_installed() -> None:
    tools = {tool for line in recipe_lines() for tool in re.findall(r"\$\(BIN\)/([\w-]+)", line)} - {"lookout"}

    assert {tool for tool in tools if not (Path(sys.executable).parent / tool).exists()} == set()


def test_every_file_that_make_names_exists() -> None:
    files = {name for line in recipe_lines() for name in re.findall(r"(?:\.ci|storage|tests)/[\w./-]+", line)}

    assert {name for name in files if not (ROOT / name).exists()} == set()


def test_pre_commit_runs_the_same_tools_as_make_check_and_names_no_host() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    [repo] = config["repos"]
    hooks = {hook["entry"].split()[0].rsplit("/", 1)[-1] for hook in repo["hooks"]}

    assert repo["repo"] == "local"
    assert all(hook["language"] == "system" for hook in repo["hooks"])
    assert hooks == {"ruff", "mypy", "lint-imports", "codespell"}


@pytest.mark.parametrize("name", ["run", "setup", "uv"])
def test_a_script_is_good_bash(name: str) -> None:
    done = subprocess.run(["bash", "-n", ROOT / ".ci" / name], capture_output=True, text=True, timeout=20, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder with the scripts alone, where nothing is installed."""
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    for name in ("requirements-build.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).write_text("", "utf-8")
    (tmp_path / "bin").mkdir()
    return tmp_path


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/bash\n{text}\n", "utf-8")
    path.chmod(0o755)


def run(script: str, copy: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [copy / ".ci" / script],
        env={"PATH": f"{copy / 'bin'}:/usr/bin:/bin", "HOME": str(copy), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_setup_with_an_old_python_stops_with_one_sentence_that_says_what_to_do(copy: Path) -> None:
    for name in ("python3", "python3.11", "python3.12", "python3.13"):
        program(copy / "bin" / name, 'case "$1" in -V) echo Python 3.9.2;; *) exit 1;; esac')

    done = run("setup", copy)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Python 3.11 or newer is needed and python3 is Python 3.9.2." in done.stderr
    assert "make setup PYTHON=" in done.stderr


def test_setup_on_a_python_that_cannot_make_environments_names_the_package_to_install(copy: Path) -> None:
    program(copy / "bin" / "python3", 'case "$2" in *ensurepip*) exit 1;; *) exit 0;; esac')

    done = run("setup", copy)

    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr


def fake_environment(copy: Path) -> Path:
    """Put an environment in place whose programs only write down how they were called; return that record."""
    calls = copy / "calls"
    for name in ("python", "uv", "lookout"):
        program(copy / ".venv" / "bin" / name, f'echo "{name} $*" >>"{calls}"\n[ "$2 $3" != "pip config" ] || exit 1')
    return calls


def test_setup_installs_by_hash_only_and_then_does_nothing_until_a_lock_changes(copy: Path) -> None:
    calls = fake_environment(copy)

    assert run("setup", copy).returncode == 0
    first = calls.read_text("utf-8")
    assert run("setup", copy).returncode == 0
    assert calls.read_text("utf-8") == first
    (copy / "requirements-dev.lock").write_text("# newer\n", "utf-8")
    assert run("setup", copy).returncode == 0

    assert all("--require-hashes" in line for line in first.splitlines() if ".lock" in line)
    assert "--no-deps --no-index -e ." in first
    assert calls.read_text("utf-8").count("uv pip sync") == 2


def test_setup_falls_back_to_pip_and_the_same_hashes_where_uv_cannot_reach_the_index(copy: Path) -> None:
    calls = fake_environment(copy)
    program(copy / ".venv" / "bin" / "uv", "exit 2")

    assert run("setup", copy).returncode == 0

    assert "--require-hashes -r requirements-dev.lock" in calls.read_text("utf-8")


def test_setup_that_failed_is_tried_again_even_when_the_lock_goes_back(copy: Path) -> None:
    fake_environment(copy)
    assert run("setup", copy).returncode == 0
    (copy / "requirements-dev.lock").write_text("# newer\n", "utf-8")
    program(copy / ".venv" / "bin" / "uv", "exit 2")
    program(copy / ".venv" / "bin" / "python", 'case "$*" in *requirements-dev*) exit 1;; esac')

    assert run("setup", copy).returncode != 0
    assert not (copy / ".venv" / ".installed").exists()


def test_an_environment_that_was_copied_from_elsewhere_is_made_anew(copy: Path) -> None:
    calls = fake_environment(copy)
    program(copy / ".venv" / "bin" / "pip", "#!/elsewhere/.venv/bin/python")
    program(copy / "bin" / "python3", f'echo "python3 $*" >>"{calls}"')

    assert run("setup", copy).returncode == 0

    assert "python3 -m venv --clear .venv" in calls.read_text("utf-8")


def test_an_environment_that_stands_where_it_was_made_is_kept(copy: Path) -> None:
    calls = fake_environment(copy)
    program(copy / ".venv" / "bin" / "pip", f"#!{copy}/.venv/bin/python")

    assert run("setup", copy).returncode == 0

    assert "-m venv" not in calls.read_text("utf-8")


def test_uv_uses_the_index_that_pip_is_set_to(copy: Path) -> None:
    program(copy / ".venv" / "bin" / "python", '[ "$5" != global.find-links ] || echo "/wheels /more"')
    program(copy / ".venv" / "bin" / "uv", 'echo "$UV_DEFAULT_INDEX|${UV_INDEX-unset}|$UV_FIND_LINKS|$*"')

    done = run("uv", copy, PIP_INDEX_URL="https://index.example/simple")

    assert done.stdout == "https://index.example/simple|unset|/wheels,/more|\n"


def test_what_uv_was_told_itself_goes_before_what_pip_knows(copy: Path) -> None:
    program(copy / ".venv" / "bin" / "python", "exit 1")
    program(copy / ".venv" / "bin" / "uv", 'echo "$UV_DEFAULT_INDEX"')

    done = run("uv", copy, PIP_INDEX_URL="https://pip.example", UV_DEFAULT_INDEX="https://uv.example")

    assert done.stdout == "https://uv.example\n"


@pytest.mark.parametrize("status", [0, 1])
def test_ci_prints_the_closing_line_of_pytest_last_and_ends_with_its_status(copy: Path, status: int) -> None:
    closing = "===== 12 passed, 1 skipped in 65.20s (0:01:05) ====="
    program(copy / "bin" / "make", f'echo "$*"; echo "{closing}"; echo "make: trailing words"; exit {status}')
    complete_machine(copy)

    done = run("run", copy)

    assert done.returncode == status
    assert done.stdout.splitlines()[0] == "test"
    assert done.stdout.splitlines()[-1] == closing


def test_ci_installs_only_what_is_missing_and_goes_on_when_it_cannot(copy: Path) -> None:
    program(copy / "bin" / "make", "echo '== 1 passed in 0.01s =='")
    complete_machine(copy)
    (copy / "bin" / "chromium").unlink()
    program(copy / "bin" / "id", "echo 0")
    program(copy / "bin" / "apt-get", f'echo "$*" >>"{copy}/apt"; exit 100')

    done = run("run", copy, PATH=f"{copy / 'bin'}:{essentials(copy)}")

    assert done.returncode == 0
    assert "chromium could not be installed; going on without it" in done.stdout
    assert [line.split()[-1] for line in (copy / "apt").read_text("utf-8").splitlines()] == ["update", "chromium"]


def test_ci_without_the_right_to_install_says_what_is_missing_and_goes_on(copy: Path) -> None:
    program(copy / "bin" / "make", "echo '== 1 passed in 0.01s =='")
    complete_machine(copy)
    (copy / "bin" / "chromium").unlink()
    program(copy / "bin" / "id", "echo 1000")

    done = run("run", copy, PATH=f"{copy / 'bin'}:{essentials(copy)}")

    assert done.returncode == 0
    assert "missing here: chromium; going on without" in done.stdout


def complete_machine(copy: Path) -> None:
    """Give the script everything it looks for."""
    for name in ("initdb", "chromium", "python3"):
        program(copy / "bin" / name, "exit 0")


def essentials(copy: Path) -> Path:
    """Return a folder with the few system programs that the script itself uses, and no browser."""
    folder = copy / "essentials"
    folder.mkdir()
    for name in ("bash", "dirname", "mktemp", "rm", "tee", "timeout", "grep", "tail", "env"):
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    return folder
