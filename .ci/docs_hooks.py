"""What MkDocs is told beside mkdocs.yml: the project's own pages belong to the site, and the decisions to its menu.

README, CHANGELOG, CONTRIBUTING and SECURITY stand at the root of the repository, where everybody looks for them. The
site shows the same files, and links between them and `docs/` lead to the right place in both.
"""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import dirname, join, normpath, relpath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
OF_THE_ROOT = {name: name.lower() for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")}
"""Pages at the root of the repository, and what the site calls them."""
_FOLDERS = {"docs/adr": "adr/0001-pure-domain-one-way-imports.md", "docs/how-to": "how-to/run-on-a-small-server.md"}
"""Folders, and the page of each that a link to it leads to: the menu shows the others."""
_LINK = re.compile(r"(\]\()([^)#\s]+)(#[^)\s]*)?(\))")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add every decision to the menu, in order."""
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    config.nav.append({"Decisions": [f"adr/{path.name}" for path in decisions]})
    return config


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the pages of the root."""
    for name, here in OF_THE_ROOT.items():
        files.append(File.generated(config, here, abs_src_path=str(ROOT / name)))
    return files


def on_page_markdown(markdown: str, *, page: Page, **_: object) -> str:
    """Return the page with its links as the site has them; one into the code is a warning, which ends the build."""
    own = page.file.src_uri
    from_root = next((name for name, here in OF_THE_ROOT.items() if here == own), None)
    folder = "" if from_root else join("docs", dirname(own))

    def led(match: re.Match[str]) -> str:
        opening, target, anchor, closing = match.groups()
        if re.match(r"[a-z]+:|/", target):
            return match[0]
        there = normpath(join(folder, target))
        here = OF_THE_ROOT.get(there) or _FOLDERS.get(there) or there.removeprefix("docs/")
        return f"{opening}{relpath(here, dirname(own) or '.')}{anchor or ''}{closing}"

    return _LINK.sub(led, markdown)
