"""The documents: what they tell a reader to type exists, and what they link to is there."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta
from pathlib import Path

import pytest

from domain.changes import ChangeKind
from domain.deliveries import LEASE, RETRY_WAITS, DeliveryStatus, OutcomeKind
from domain.subscriptions import Cadence, Channel
from domain.vocabulary import SupportType
from tests.project import markdown
from tests.project.commands import complaint, options_by_command
from tests.project.makefile import phony_targets
from tests.project.tree import PACKAGES, ROOT, documents
from workflows.ports import FetchProblem
from workflows.reading import IncidentStatus, PollOutcome
from workflows.record import IMPLAUSIBLE, QUESTION, SWAPPED, UNREADABLE

README = ROOT / "README.md"
GLOSSARY = ROOT / "docs" / "glossary.md"
OPERATIONS = ROOT / "docs" / "operations.md"
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_readme_opens_with_three_sentences_the_two_commands_and_a_picture() -> None:
    text = README.read_text("utf-8")
    title, first, *_ = text.split("\n\n")

    assert title.startswith("# Lookout")
    assert len(re.findall(r"\.(?= |$)", first)) == 3
    assert text.index("make demo") < text.index("make test") < text.index("](docs/images/change-log.png)")
    assert text.index("](docs/images/change-log.png)") < text.index("\n## ")


def test_the_readme_lists_every_command_and_no_other() -> None:
    listed = [cell.split()[1] for cell in markdown.first_cells(README, "command")]

    assert sorted(listed) == sorted(options_by_command())


@pytest.mark.parametrize("path", documents(), ids=name_of)
def test_every_lookout_command_in_a_document_exists_with_its_options(path: Path) -> None:
    assert [fault for line in markdown.commands(path, "lookout") if (fault := complaint(line))] == []


@pytest.mark.parametrize("path", documents(), ids=name_of)
def test_every_make_target_in_a_document_exists(path: Path) -> None:
    named = {line.split()[1] for line in markdown.commands(path, "make") if len(line.split()) > 1}

    assert named - phony_targets() == set()


def test_a_planted_command_target_or_link_that_leads_nowhere_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Run `A=b lookout pol` or\n\n```sh\ncd x && sudo -u me make tset\n```\n\n![x](no.png)\n", "utf-8")

    assert [complaint(line) != "" for line in markdown.commands(page, "lookout")] == [True]
    assert markdown.commands(page, "make") == ["make tset"]
    assert [link.target for link in markdown.links(page)] == ["no.png"]


@pytest.mark.parametrize("path", documents(), ids=name_of)
def test_every_link_within_the_project_leads_somewhere(path: Path) -> None:
    dead = []
    for link in markdown.links(path):
        target, _, anchor = link.target.partition("#")
        if "://" in link.target or target.startswith("mailto:"):
            continue
        there = (path.parent / target).resolve() if target else path
        if not there.exists() or (anchor and anchor not in markdown.anchors(there)):
            dead.append(link.target)

    assert dead == []


@pytest.mark.parametrize("path", documents(), ids=name_of)
def test_every_picture_says_what_it_shows(path: Path) -> None:
    assert [link.target for link in markdown.links(path) if link.is_image and not link.text] == []


def test_the_readme_and_the_example_file_name_the_same_settings() -> None:
    in_readme = markdown.first_cells(README, "setting")
    in_example = re.findall(r"^#(LOOKOUT_[A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)

    assert sorted(name.removesuffix("_FILE") for name in in_example) == sorted(in_readme)


def test_every_setting_that_is_named_anywhere_exists() -> None:
    settings = (ROOT / "lookout" / "settings.py").read_text("utf-8")
    files = [*documents(), ROOT / ".env.example", ROOT / "docker-compose.yml", ROOT / "Dockerfile"]
    for_tests = {"LOOKOUT_ARCHIVE", "LOOKOUT_TEST_POSTGRES"}
    named = {name for file in files for name in re.findall(r"LOOKOUT_[A-Z]+(?:_[A-Z]+)*", file.read_text("utf-8"))}

    unknown = {
        name
        for name in named - for_tests
        if not re.search(rf"\b{name.removeprefix('LOOKOUT_').removesuffix('_FILE').lower()}\b", settings)
    }

    assert unknown == set()


def test_the_readme_names_every_room_of_the_house() -> None:
    text = README.read_text("utf-8")

    assert [package for package in PACKAGES if f"{package}/" not in text] == []


@pytest.mark.parametrize(
    "word",
    [*ChangeKind, *Cadence, *Channel, *DeliveryStatus, *OutcomeKind, *PollOutcome, *IncidentStatus, *SupportType],
)
def test_the_glossary_explains_every_word_of_the_closed_lists(word: str) -> None:
    assert re.search(rf"(?<!\w){re.escape(word)}(?!\w)", GLOSSARY.read_text("utf-8"))


@pytest.mark.parametrize("kind", [*FetchProblem, IMPLAUSIBLE, QUESTION, SWAPPED, UNREADABLE])
def test_the_operators_guide_says_what_each_incident_means(kind: str) -> None:
    assert kind in markdown.first_cells(OPERATIONS, "kind")


def test_the_waits_between_tries_are_the_ones_the_operators_guide_states() -> None:
    shown = ", ".join(_shown(wait) for wait in RETRY_WAITS[:-1]) + f" and {_shown(RETRY_WAITS[-1])}"

    assert shown in OPERATIONS.read_text("utf-8")
    assert f"{LEASE.total_seconds():.0f} seconds" in (ROOT / "docs/adr/0003-delivery-rows-are-the-truth.md").read_text()


def _shown(wait: timedelta) -> str:
    seconds = int(wait.total_seconds())
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=name_of)
def test_a_decision_is_half_a_page_with_its_context_and_consequences(path: Path) -> None:
    text = path.read_text("utf-8")

    assert re.match(rf"# {path.name[:4]}: \S", text)
    assert re.search(r"^Status: (accepted|superseded by \d{4}), \w+ \d{4}$", text, re.MULTILINE)
    assert markdown.sections(path) == ["Context", "Decision", "Consequences"]
    assert len(text.split()) < 350


def test_the_changelog_has_a_place_for_what_is_not_released() -> None:
    first, *_ = markdown.sections(ROOT / "CHANGELOG.md")

    assert first == "[Unreleased]"


def test_the_licence_is_apache_2() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")

    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


@pytest.mark.parametrize("path", documents(), ids=name_of)
def test_no_document_holds_a_note_to_its_writer(path: Path) -> None:
    text = path.read_text("utf-8")

    assert not re.search("TO[D]O|FIX[M]E|lorem ipsum|TBD", text)


def test_every_page_of_the_documents_can_be_reached_from_the_readme_or_its_folder() -> None:
    linked = {
        (path.parent / link.target.partition("#")[0]).resolve()
        for path, link in itertools.chain.from_iterable(
            ((path, link) for link in markdown.links(path)) for path in documents()
        )
    }
    pages = set(documents()) - {README}

    assert {name_of(page) for page in pages if page not in linked and page.parent not in linked} == set()
