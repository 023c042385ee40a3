"""Finds code that this project does not allow, in one pass over a module's syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

BANNED_MODULES = {
    "pickle": "it runs code while reading",
    "cPickle": "it runs code while reading",
    "marshal": "it reads untrusted bytes without checks",
    "shelve": "it is pickle underneath",
    "dill": "it is pickle underneath",
    "jsonpickle": "it is pickle underneath",
    "lxml.html.clean": "its sanitiser has been broken again and again",
    "apscheduler.jobstores.sqlalchemy": "it stores pickled jobs",
    "apscheduler.jobstores.redis": "it stores pickled jobs",
    "openpyxl": "it is the tests' independent oracle, and only that",
    "requests": "Scrapy fetches, aiohttp or http.client posts",
}
BANNED_NAMES = {
    "SQLAlchemyJobStore": "it stores pickled jobs",
    "from_json_pickle": "DeepDiff's pickles run code while reading",
    "to_json_pickle": "DeepDiff's pickles run code while reading",
    "Delta": "DeepDiff's Delta has run code from its input (CVE-2025-58367)",
    "_create_unverified_context": "certificates are always verified",
    "CERT_NONE": "certificates are always verified",
}
BANNED_CALLS = {
    "eval": "data is never run",
    "exec": "data is never run",
    "__import__": "imports are written where they can be read",
    "os.system": "no shell",
    "os.popen": "no shell",
    "time.sleep": "wait on an event with a timeout, so that stopping is immediate",
    "tempfile.mktemp": "its name can be taken by somebody else",
}
SAFE_YAML_LOADERS = {"SafeLoader", "CSafeLoader"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line that must go, and why."""

    line: int
    what: str
    why: str


def findings(source: str) -> list[Finding]:
    """Return what is not allowed in the Python text *source*, by line."""
    return sorted(_findings(ast.parse(source)), key=lambda f: (f.line, f.what))


def reads_environment(source: str) -> list[int]:
    """Return the lines of *source* that read or change the process environment, or import what does."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        name = _dotted(node) if isinstance(node, ast.Attribute) else ""
        imported = _imported_names(node)
        if name in {"os.environ", "os.environb", "os.getenv", "os.putenv", "os.unsetenv"} or imported & {
            "os.environ",
            "os.getenv",
            "pydantic_settings.BaseSettings",
            "dotenv",
            "dotenv.load_dotenv",
        }:
            lines.append(getattr(node, "lineno", 0))
    return sorted(lines)


def imports(source: str) -> set[str]:
    """Return the top-level names of every module that *source* imports, anywhere in it."""
    return {name.split(".")[0] for node in ast.walk(ast.parse(source)) for name in _imported_names(node)}


def _findings(tree: ast.AST) -> Iterator[Finding]:
    aliases = _aliases(tree)
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        for name in _imported_names(node):
            for banned, why in BANNED_MODULES.items():
                if name == banned or name.startswith(f"{banned}."):
                    yield Finding(line, f"import {name}", why)
            last = name.rsplit(".", 1)[-1]
            if last in BANNED_NAMES:
                yield Finding(line, f"import {name}", BANNED_NAMES[last])
            if name == "time.sleep":
                yield Finding(line, "import time.sleep", BANNED_CALLS["time.sleep"])
        if isinstance(node, ast.Attribute) and node.attr in BANNED_NAMES:
            yield Finding(line, node.attr, BANNED_NAMES[node.attr])
        if isinstance(node, ast.Call):
            yield from _call_findings(node, aliases)


def _call_findings(call: ast.Call, aliases: dict[str, str]) -> Iterator[Finding]:
    name = _dotted(call.func)
    head, _, rest = name.partition(".")
    name = f"{aliases.get(head, head)}.{rest}" if rest else aliases.get(head, head)
    if name in BANNED_CALLS:
        yield Finding(call.lineno, f"{name}(", BANNED_CALLS[name])
    if name in {"yaml.load", "yaml.load_all"} and not _named_loader(call) & SAFE_YAML_LOADERS:
        yield Finding(call.lineno, f"{name}(", "use yaml.safe_load: the other loaders build any object")
    for keyword in call.keywords:
        value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
        if keyword.arg == "shell" and value is not False:
            yield Finding(call.lineno, "shell=", "no shell: give the command as a list")
        if keyword.arg in {"verify", "check_hostname", "verify_ssl"} and value is False:
            yield Finding(call.lineno, f"{keyword.arg}=False", "certificates are always verified")


def _named_loader(call: ast.Call) -> set[str]:
    given = [*call.args[1:], *(k.value for k in call.keywords if k.arg == "Loader")]
    return {_dotted(value).rsplit(".", 1)[-1] for value in given}


def _aliases(tree: ast.AST) -> dict[str, str]:
    """Return what the names bound by imports stand for, so that `import yaml as y` hides nothing."""
    bound = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            bound.update({name.asname: name.name for name in node.names if name.asname})
        elif isinstance(node, ast.ImportFrom) and node.module:
            bound.update({name.asname or name.name: f"{node.module}.{name.name}" for name in node.names})
    return bound


def _imported_names(node: ast.AST) -> set[str]:
    """Return the dotted names that *node* imports, `importlib.import_module("x")` included."""
    if isinstance(node, ast.Import):
        return {name.name for name in node.names}
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    if isinstance(node, ast.Call) and _dotted(node.func).rsplit(".", 1)[-1] == "import_module" and node.args:
        first = node.args[0]
        return {first.value} if isinstance(first, ast.Constant) and isinstance(first.value, str) else set()
    return set()


def _dotted(node: ast.AST) -> str:
    """Return `a.b.c` for a chain of attributes on a name, "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{before}.{node.attr}" if (before := _dotted(node.value)) else ""
    return ""
