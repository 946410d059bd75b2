"""The shape of the code: sizes, names, and words that belong to one room only."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from otklik import discovery

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "otklik"
LINES_MAX = 400
TEST_LINES_MAX = 600
FUNCTION_LINES_MAX = 60
PRIVATE = {"models", "queries", "rules", "schemas", "routes", "handlers", "jobs", "workers"}
"""Files of a domain that no other domain may import; `queries` alone may read a lower domain's models."""


def sources(folder: Path) -> Iterator[Path]:
    yield from (path for path in sorted(folder.rglob("*.py")) if "__pycache__" not in path.parts)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_files_are_short() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for folder, limit in ((SRC, LINES_MAX), (ROOT / "tests", TEST_LINES_MAX), (ROOT / "bench", TEST_LINES_MAX))
        for path in sources(folder)
        if (count := len(path.read_text().splitlines())) > limit
    }
    assert long == {}


def test_functions_are_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources(SRC)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES_MAX
    ]
    assert long == []


def test_the_declared_order_names_every_domain_and_the_import_contract_holds_the_same() -> None:
    folders = {path.parent.name for path in (SRC / "domains").glob("*/__init__.py")}
    assert set(discovery.ORDER) == folders
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    declared = next(one["layers"] for one in contracts if one.get("containers") == ["otklik.domains"])
    assert list(reversed(declared)) == list(discovery.ORDER)


def test_from_another_domain_only_its_public_files_are_imported() -> None:
    broken = []
    for path in sources(SRC / "domains"):
        here = path.relative_to(SRC / "domains").parts[0]
        for name in imports(path):
            match = re.match(r"otklik\.domains\.(\w+)\.(\w+)", name)
            if not match or match[1] == here or match[2] not in PRIVATE:
                continue
            reads_models = match[2] == "models" and (path.stem == "queries" or "queries" in path.parts)
            if not reads_models:
                broken.append(f"{path.relative_to(ROOT)} imports {name}")
    assert broken == []


def test_services_write_no_sql() -> None:
    sql = {"select", "update", "delete", "insert", "text", "func"}
    found = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(SRC / "domains")
        if path.stem == "service" or path.parent.name == "service"
        for name in imports(path)
        if name.startswith(("sqlalchemy", "psycopg")) and name.rsplit(".", 1)[-1] in sql
    ]
    assert found == []


def test_every_domain_says_what_it_owns() -> None:
    for name in discovery.ORDER:
        tree = ast.parse((SRC / "domains" / name / "__init__.py").read_text())
        assert len(ast.get_docstring(tree) or "") > 60, name
        assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body), name


def test_provider_names_stay_in_their_files() -> None:
    words = {"email", "http", "max"}  # which mean more than a provider
    providers = {path.stem for path in (SRC / "channels" / "providers").glob("*.py")} - {"__init__", *words}
    assert providers
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources(SRC)
        if path.parent.name != "providers" and not path.name.startswith("demo")
        for name in providers - {path.parent.name}
        if re.search(rf"[\"']{name}[\"']", path.read_text())
    ]
    assert found == []


def test_bytes_are_kept_and_dropped_only_where_the_rows_are_known() -> None:
    """`Files.keep` and `Files.delete` know no rows: by them one person's file is lost with another's."""
    found = [
        str(path.relative_to(ROOT))
        for path in sources(SRC / "domains")
        if re.search(r"\b(use|get)\(Files\)\.(keep|delete)\(", path.read_text())
    ]
    assert found == []


def test_tenant_filters_are_not_written_by_hand_in_services() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in sources(SRC / "domains")
        if "service" in path.as_posix() and re.search(r"\.workspace_id\s*==", path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize("layer", ["platform", "channels"])
def test_lower_layers_know_no_domain(layer: str) -> None:
    broken = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(SRC / layer)
        for name in imports(path)
        if name.startswith("otklik.domains")
    ]
    assert broken == []


def test_a_feature_is_found_by_its_noun_in_tests() -> None:
    tested = {path.parent.name for path in (ROOT / "tests").rglob("test_*.py")}
    assert set(discovery.ORDER) <= tested


def test_what_we_stand_on_is_the_same_on_every_python() -> None:
    """A library locked in two versions is tried in one of them only, and the other Python's users find out the rest."""
    locked = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    ours = next(one for one in locked if one["name"] == "otklik")["dependencies"]
    versions = {one["name"]: sum(other["name"] == one["name"] for other in locked) for one in ours}
    assert {name: count for name, count in versions.items() if count > 1} == {}
