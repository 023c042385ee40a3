"""The documentation site: it builds from the pages of the repository, and loads nothing from anybody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from mkdocs.commands.build import build
from mkdocs.config import load_config

from tests.project.tree import ROOT


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site; strict, so that a link to nowhere or a page outside the menu ends it."""
    folder = tmp_path_factory.mktemp("site")
    build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder)))
    return folder


def pages(site: Path) -> Iterator[tuple[Path, html.HtmlElement]]:
    for path in site.rglob("*.html"):
        yield path, html.document_fromstring(path.read_text("utf-8"))


def test_every_page_of_the_repository_is_a_page_of_the_site(site: Path) -> None:
    docs = {path.relative_to(ROOT / "docs").with_suffix("") for path in (ROOT / "docs").rglob("*.md")}
    built = {path.relative_to(site).with_suffix("") for path in site.rglob("*.html")}

    assert docs <= built
    assert {Path("readme"), Path("changelog"), Path("contributing"), Path("security")} <= built


def test_every_link_of_the_site_leads_to_a_page_of_it(site: Path) -> None:
    for path, page in pages(site):
        for link in page.xpath("//a/@href"):
            if not re.match(r"[a-z]+:|#|$", link) and link != "LICENSE" and path.name != "404.html":
                assert (path.parent / link.partition("#")[0]).exists(), (path, link)


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    for path, page in pages(site):
        loaded = page.xpath("//script/@src | //img/@src | //iframe/@src | //link[not(@rel='canonical')]/@href")
        assert [address for address in loaded if re.match(r"[a-z]+:|//", address)] == [], path
