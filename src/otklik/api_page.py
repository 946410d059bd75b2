"""The API's own description as one plain page: no script, nothing fetched from elsewhere."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from litestar import Litestar
from litestar.routes import HTTPRoute

METHODS: Final = ("get", "post", "put", "patch", "delete")
STYLE: Final = """
:root { color-scheme: light dark; --line: #d0d5dd; --soft: #667085; --code: #f2f4f7 }
@media (prefers-color-scheme: dark) { :root { --line: #344054; --soft: #98a2b3; --code: #1d2939 } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
details { border-bottom: 1px solid var(--line); padding: .4rem 0 }
summary { cursor: pointer; display: flex; flex-wrap: wrap; gap: .75rem; align-items: baseline }
code, pre { font: 13px/1.5 ui-monospace, monospace; background: var(--code); border-radius: 4px; padding: .1rem .3rem }
pre { padding: .75rem; overflow-x: auto } h2 { margin-top: 2.5rem } .soft { color: var(--soft) }
.method { min-width: 4.5rem; font-weight: 600 } table { border-collapse: collapse }
td { padding: .15rem .75rem .15rem 0 }
"""

Document = Mapping[str, Any]  # Any: OpenAPI is a JSON document


def permissions(app: Litestar) -> dict[tuple[str, str], str]:
    """Which permission each (method, path) asks for; `public` where none."""
    found: dict[tuple[str, str], str] = {}
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            opt = handler.opt
            for method in handler.http_methods:
                found[str(method).lower(), route.path_format] = str(opt.get("permission") or "public")
    return found


def render(document: Document, allowed: Mapping[tuple[str, str], str]) -> str:
    """The page for an OpenAPI document."""
    info = document["info"]
    body = "".join(_groups(document, allowed))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(info["title"])} API</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head><body>'
        f'<h1>{escape(info["title"])} API <span class="soft">{escape(info["version"])}</span></h1>'
        "<p>Sign in with <code>POST /api/v1/session</code>, or send <code>Authorization: Bearer otk_…</code>. "
        'The same as a document: <a href="/docs/openapi.json">openapi.json</a>.</p>'
        f"{body}</body></html>"
    )


def _groups(document: Document, allowed: Mapping[tuple[str, str], str]) -> Iterator[str]:
    current = ""
    for path, operations in sorted(document["paths"].items()):
        group = path.removeprefix("/api/v1/").partition("/")[0]
        if group != current:
            current = group
            yield f'<h2 id="{escape(group)}">{escape(group)}</h2>'
        for method in METHODS:
            if method in operations:
                permission = allowed.get((method, path), "")
                yield _operation(document, path, method, operations[method], permission=permission)


def _operation(document: Document, path: str, method: str, operation: Document, *, permission: str) -> str:
    parameters = "".join(
        f"<tr><td><code>{escape(one['name'])}</code></td><td>{escape(one['in'])}</td>"
        f"<td class=soft>{escape(_type(one.get('schema', {})))}</td></tr>"
        for one in operation.get("parameters", [])
    )
    answers = "".join(
        f"<tr><td>{escape(status)}</td><td>{_schema_of(answer)}</td></tr>"
        for status, answer in operation.get("responses", {}).items()
    )
    request = _schema_of(operation.get("requestBody", {}))
    text = escape(operation.get("description") or "")
    return (
        f'<details><summary><span class="method">{method.upper()}</span><code>{escape(path)}</code>'
        f'<span class="soft">{escape(permission)}</span></summary><p>{text}</p>'
        + (f"<table>{parameters}</table>" if parameters else "")
        + (f"<p>Body: {request}</p>{_fields(document, operation.get('requestBody', {}))}" if request else "")
        + f"<table>{answers}</table></details>"
    )


def _schema_of(part: Document) -> str:
    names = [_type(content.get("schema", {})) for content in part.get("content", {}).values()]
    return ", ".join(f"<code>{escape(name)}</code>" for name in names)


def _type(schema: Document) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "oneOf" in schema:
        return " | ".join(_type(one) for one in schema["oneOf"])
    if schema.get("type") == "array":
        return f"{_type(schema.get('items', {}))}[]"
    kind = schema.get("type", "any")
    return " | ".join(kind) if isinstance(kind, list) else str(kind)


def _fields(document: Document, part: Document) -> str:
    schema = next((content.get("schema", {}) for content in part.get("content", {}).values()), {})
    found = document["components"]["schemas"].get(_type(schema), {})
    required = set(found.get("required", []))
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td class=soft>{escape(_type(field))}</td>"
        f"<td>{'required' if name in required else ''}</td></tr>"
        for name, field in found.get("properties", {}).items()
    )
    return f"<table>{rows}</table>" if rows else ""
