"""Writes docs/reference/ and web/openapi.json from the code; `--check` fails when they are not fresh."""

import argparse
import ast
import importlib
import inspect
import json
import pkgutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import msgspec

import otklik
from otklik import api_page, discovery, web
from otklik.channels import registry
from otklik.channels.generic import events
from otklik.channels.providers import http
from otklik.domains.templates.language import environment
from otklik.domains.templates.language.filters import FILTERS
from otklik.domains.workspaces import rules
from otklik.platform import settings
from otklik.platform.errors import OtklikError
from otklik.platform.events import Event
from otklik.platform.settings import Settings
from otklik.program import Program

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- Made by script/reference.py from the code; do not edit. -->\n\n"


def main() -> int:
    """Exit code 1 with --check when a file is not what the code says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    wanted = dict(pages())
    if parser.parse_args().check:
        stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not fresh: run .venv/bin/python script/reference.py", file=sys.stderr)
        return bool(stale)
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return 0


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated file with its text."""
    import_everything()
    with tempfile.TemporaryDirectory() as folder:
        app = web.build(Program(Settings(data_dir=Path(folder)), database_url="postgresql://localhost/nothing"))
    document = json.loads(msgspec.json.encode(app.openapi_schema.to_schema()))
    yield REFERENCE / "settings.md", MADE + settings_page()
    yield REFERENCE / "permissions.md", MADE + permissions_page()
    yield REFERENCE / "events.md", MADE + events_page()
    yield REFERENCE / "template-filters.md", MADE + filters_page()
    yield REFERENCE / "errors.md", MADE + errors_page()
    yield REFERENCE / "channels.md", MADE + channels_page(registry.load())
    yield REFERENCE / "http-channel.schema.json", http_channel_schema()
    yield REFERENCE / "api.md", MADE + api_reference(document, api_page.permissions(app))
    yield ROOT / "web" / "openapi.json", json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def import_everything() -> list[ModuleType]:
    """So that every event and error is known."""
    names = [
        found.name for found in pkgutil.walk_packages(otklik.__path__, "otklik.") if "migrations" not in found.name
    ]
    return [importlib.import_module(name) for name in names]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [_line(head), _line(["---"] * len(head)), *[_line(row) for row in rows]]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def settings_page() -> str:
    tree = ast.parse(inspect.getsource(Settings)).body[0]
    assert isinstance(tree, ast.ClassDef)
    default = Settings()
    rows: list[list[str]] = []
    for field, text in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
            name = field.target.id
            value = getattr(default, name)
            shown = ",".join(value) if isinstance(value, tuple) else str(value)
            rows.append([f"`{settings.variable_name(name)}`", f"`{shown}`" if shown else "", _text(text)])
    return "# Settings\n\nEnvironment variables, read once at the start.\n\n" + table(
        ("Variable", "Default", "Meaning"), rows
    )


def permissions_page() -> str:
    roles = [role.value for role in rules.ROLE_PERMISSIONS]
    rows = [
        [f"`{name}`", meaning, *["✓" if name in held else "" for held in rules.ROLE_PERMISSIONS.values()]]
        for name, meaning in rules.PERMISSIONS.items()
    ]
    return "# Permissions\n\nWhat each role may do; API tokens hold the permissions chosen for them.\n\n" + table(
        ("Permission", "Lets one", *roles), rows
    )


def filters_page() -> str:
    """Filters of templates: our own with their docstrings, then those of Liquid."""
    own = [[f"`{name}`", " ".join((inspect.getdoc(one) or "").split())] for name, one in sorted(FILTERS.items())]
    others = ", ".join(f"`{name}`" for name in sorted(environment.known_filters() - FILTERS.keys()))
    tags = ", ".join(f"`{name}`" for name in sorted({*environment.TAGS, "block"}))
    return (
        "# Filters of templates\n\nWritten after a bar: `{{ person.first_name | greet: 'Hello' }}`.\n\n"
        + table(("Filter", "What it says"), own)
        + f"\nOf [Liquid](https://shopify.github.io/liquid/) itself: {others}.\n\nTags: {tags}.\n"
    )


def events_page() -> str:
    text = "# Events\n\nWhat domains publish. Kept events are the timeline and the audit trail.\n"
    for domain in discovery.ORDER:
        found = sorted(
            (kind for kind in _all(Event) if kind.__module__ == f"otklik.domains.{domain}.events"), key=_line_of
        )
        if found:
            rows = [[f"`{kind.name()}`", _fields(kind), "yes" if kind.kept else "no", _doc(kind)] for kind in found]
            text += f"\n## {domain}\n\n" + table(("Event", "Fields", "Kept", "Meaning"), rows)
    return text


def errors_page() -> str:
    found = {kind.code: kind for kind in _all(OtklikError)}
    rows = [[f"`{code}`", str(kind.status), _doc(kind)] for code, kind in sorted(found.items())]
    return "# Errors\n\nEvery error of the API is `{code, params, request_id}`; codes are stable.\n\n" + table(
        ("Code", "Status", "Meaning"), rows
    )


def channels_page(found: registry.Registry) -> str:
    kinds = found.capability_table()
    fields = next(iter(kinds.values())).__struct_fields__
    rows = [[f"`{field}`", *[_value(getattr(can, field)) for can in kinds.values()]] for field in fields]
    return "# Channels\n\nWhat each channel can carry, as its provider says.\n\n" + table(
        ("Capability", *[f"`{kind}`" for kind in kinds]), rows
    )


def http_channel_schema() -> str:
    """The shapes of the HTTP channel (JSON Schema 2020-12): `Envelope` comes in, one of `Outgoing` goes out."""
    (into, out, answer), parts = msgspec.json.schema_components(
        [events.Envelope, http.Outgoing, http.Answer], ref_template="#/$defs/{name}"
    )
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "Made by script/reference.py from the code; do not edit.",
        "title": "HTTP channel of Otklik",
        "$defs": {**parts, "In": into, "Out": out, "AnswerToOut": answer},
        "$ref": "#/$defs/In",
    }
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


MONEY: Final = """## Money

- `…_minor` is a whole number of the currency's smallest unit: 1,000 yen are `1000`, 10 roubles `1000`, 1 Kuwaiti dinar
  `1000`. How many digits a currency has is said by ISO 4217: none of yen or wons, three of the dinars of Bahrain, Iraq,
  Jordan, Kuwait, Libya and Tunisia and of the rial of Oman, two of most. A currency nobody has heard of has two.
- `…_micros` is a millionth of the currency's unit, whatever its digits: what a message costs may be less than a coin.
- Amounts in different currencies are never summed: where several are possible, there is a map by currency.

## Requests

"""


def api_reference(document: Mapping[str, Any], allowed: Mapping[tuple[str, str], str]) -> str:  # Any: JSON
    rows = [
        [f"`{method.upper()} {path}`", allowed.get((method, path), ""), operation.get("description", "").split("\n")[0]]
        for path, operations in sorted(document["paths"].items())
        for method in api_page.METHODS
        if (operation := operations.get(method))
    ]
    return (
        "# API\n\nShapes stand in [openapi.json](../../web/openapi.json) and at `/docs` of a running server.\n\n"
        + MONEY
        + table(("Request", "Permission", "What it does"), rows)
    )


def _all(base: type) -> set[Any]:  # Any: classes of one hierarchy
    return {kind for child in base.__subclasses__() for kind in {child, *_all(child)}}


def _line_of(kind: type) -> int:
    return inspect.getsourcelines(kind)[1]


def _doc(kind: type) -> str:
    return " ".join((kind.__dict__.get("__doc__") or "").split())


def _fields(kind: Any) -> str:  # Any: an event class
    return ", ".join(f"`{name}`" for name in kind.__struct_fields__)


def _text(node: ast.Expr) -> str:
    return " ".join(str(ast.literal_eval(node.value)).split())


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    return str(value) if value else ""


if __name__ == "__main__":
    sys.exit(main())
