"""Two companies, every route: one signed in, the other's ids in the path, the query and the body.

New routes are walked by themselves. A path parameter that is not known here fails the test, so that whoever adds it
says which table it stands for.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import Any, Final

import pytest
from litestar import Litestar
from litestar.routes import ASGIRoute, HTTPRoute, WebSocketRoute
from tests import factories, rows
from tests.client import Reply
from tests.factories import Company
from tests.rows import Row

from otklik.platform.db import Database
from otklik.platform.ids import new_id
from otklik.program import Program

Schema = dict[str, Any]  # Any: JSON Schema

AT_ONCE: Final = 25
"""Requests between two looks at everything the other company has."""
FILE: Final = "a file"
PNG: Final = b"\x89PNG\r\n\x1a\n" + bytes(32)
SENSIBLE: Final = {
    "locale": "ru",
    "password": factories.PASSWORD,
    "scopes": "contacts.read",
    "email": "x@shop.example",
    "time_zone": "Europe/Moscow",
    "opens": "09:00",
    "closes": "18:00",
    "languages": "ru",
}

TABLES: Final[Mapping[str, str]] = {
    "operator_id": "operators",
    "assignee_id": "operators",
    "actor_id": "operators",
    "member_ids": "operators",
    "team_id": "teams",
    "team_ids": "teams",
    "follows_team_id": "teams",
    "token_id": "api_tokens",
    "invitation_id": "invitations",
    "session_id": "sessions",
    "contact_id": "contacts",
    "contact_ids": "contacts",
    "other_id": "contacts",
    "subject_id": "contacts",
    "merge_id": "contact_merges",
    "channel_id": "channels",
    "file_id": "files",
    "attachment_ids": "files",
    "conversation_id": "conversations",
    "conversation_ids": "conversations",
    "into_id": "conversations",
    "label_id": "labels",
    "label_ids": "labels",
    "view_id": "saved_views",
    "view_ids": "saved_views",
    "message_id": "messages",
    "reply_to_id": "messages",
    "before": "messages",
    "around": "messages",
    "after": "messages",
    "snippet_id": "snippets",
    "place_id": "places",
    "template_id": "templates",
    "version_id": "template_versions",
    "block_id": "template_blocks",
    "segment_id": "segments",
    "segment_ids": "segments",
    "badge_id": "badges",
    "macro_id": "macros",
    "automation_id": "automations",
    "journey_id": "journeys",
    "automation_ids": "automations",
    "operator_ids": "operators",
    "channel_ids": "channels",
    "planned_id": "planned_messages",
    "prepared_id": "prepared_messages",
    "notification_id": "notifications",
    "absence_id": "absences",
    "deputy_operator_id": "operators",
    "deputy_team_id": "teams",
    "gives_team_id": "teams",
    "consultation_id": "consultations",
    "task_id": "tasks",
    "task_ids": "tasks",
    "debt_id": "debts",
    "preview_id": "link_previews",
    "device_id": "push_subscriptions",
    "visitor_device_id": "visitor_devices",
    "target_id": "targets",
    "escalate_team_id": "teams",
    "left_out_ids": "operators",
    "import_id": "imports",
    "campaign_id": "campaigns",
    "product": "goods",
    "serial": "passes",
    "inside": "segments",
    "outside": "segments",
    "purpose_id": "consent_purposes",
    "post_id": "posts",
    "community_id": "post_communities",
    "copy_id": "post_copies",
    "picture_ids": "files",
    "suppression_id": "suppressions",
}
"""Which table an id stands for, by the name of the parameter or the field."""

NAMED_BY: Final = {"goods": "product"}
"""Tables whose rows the company itself names."""

CHOSEN_BY_CLIENT: Final = frozenset({"key", "shown_as"})
"""Ids that a browser makes up itself."""

PHONES_OWN: Final = ("device_name", "pass_type")
"""What a phone with a card calls itself and the card."""

SECRETS: Final = frozenset(
    {"code_name", "token", "digest", "public_id", "secret", "fact_name", "attribute_name", *PHONES_OWN}
)
"""Parameters that are secrets themselves: whoever has one is let in. A stranger has none, so a guess is sent."""

OUTSIDE: Final = re.compile(
    r"^/(health|docs|metrics|widget|assets|demo)(/|$)|^/$|^/\{path:path\}$|^/\{file_path:path\}$"
)
"""Not of any company."""


@dataclass(frozen=True, kw_only=True)
class Walk:
    """One request to try."""

    method: str
    path: str
    query: Mapping[str, str]
    body: object
    names_stranger: bool
    """An id of the other company stands in the path: nothing there may be found."""

    def __str__(self) -> str:
        return f"{self.method} {self.path} {dict(self.query)} {self.body}"


@dataclass(frozen=True, kw_only=True)
class Side:
    company: Company
    rows: Mapping[str, Row]
    marker: str

    def id_for(self, name: str) -> str:
        if name in CHOSEN_BY_CLIENT:
            return str(new_id())
        table = TABLES.get(name)
        if table is None:
            pytest.fail(f"`{name}` is new: say in TABLES of {__name__} which table it stands for")
        return str(self.rows[table][NAMED_BY.get(table, "id")]) if table in self.rows else str(self.company.id)


async def fill(program: Program, company: Company, *, marker: str) -> Side:
    async with program.parts.get(Database).system() as session:
        made = await rows.fill_every_table(session, company.id, marker=marker)
    return Side(company=company, rows=made, marker=marker)


async def dump(program: Program, company: Company) -> dict[str, str]:
    async with program.parts.get(Database).system() as session:
        return await rows.dump(session, company.id)


async def test_no_route_shows_or_changes_anything_of_another_company(
    app: Litestar, program: Program, workspace: Company, second_workspace: Company
) -> None:
    mine = await fill(program, workspace, marker=f"mine{workspace.id.hex[-12:]}")
    theirs = await fill(program, second_workspace, marker=f"theirs{second_workspace.id.hex[-12:]}")
    before = await dump(program, second_workspace)
    walks = iter(Walker(app, mine=mine, theirs=theirs).walks())
    while some := list(islice(walks, AT_ONCE)):
        for walk in some:
            check(walk, await send(app, program, workspace, walk), theirs=theirs)
        after = await dump(program, second_workspace)
        changed = [name for name in before if before[name] != after[name]]
        assert not changed, f"one of these changed {changed}:\n" + "\n".join(map(str, some))


def test_live_sockets_take_no_ids(app: Litestar) -> None:
    """A socket's stream comes from who is signed in, so there is nothing to exchange."""
    sockets = [route for route in app.routes if isinstance(route, WebSocketRoute)]
    assert [route.path for route in sockets if route.path_parameters] == []


def check(walk: Walk, reply: Reply, *, theirs: Side) -> None:
    done = 200 <= reply.status_code < 300
    if walk.names_stranger:
        assert 400 <= reply.status_code < 500, f"{walk} answered {reply.status_code}"
    assert theirs.marker not in reply.text, f"{walk} shows a text of the other company"
    if done:
        shown = [name for name, row in theirs.rows.items() if "id" in row and str(row["id"]) in reply.text]
        assert not shown, f"{walk} shows ids of the other company: {shown}"


async def send(app: Litestar, program: Program, company: Company, walk: Walk) -> Reply:
    """Signed in anew each time, for a walk may well end its own session."""
    async with await factories.signed_in_client(app, program, company, company.owner) as client:
        if walk.body == FILE:
            files = {"file": ("a.png", PNG, "image/png")}
            return await client.request(walk.method, walk.path, params=walk.query, files=files)
        return await client.request(walk.method, walk.path, params=walk.query, json=walk.body)


class Walker:
    """Makes requests from the route table and the API's own description."""

    def __init__(self, app: Litestar, *, mine: Side, theirs: Side) -> None:
        self._app = app
        self._document: Schema = app.openapi_schema.to_schema()
        self._mine = mine
        self._theirs = theirs

    def walks(self) -> list[Walk]:
        """Reading first, deleting last, so that what one walk removes no other one misses."""
        order = ["GET", "POST", "PUT", "PATCH", "DELETE"]
        found = [walk for route in self._app.routes for walk in self._of_route(route)]
        return sorted(found, key=lambda walk: order.index(walk.method))

    def _of_route(self, route: object) -> Iterator[Walk]:
        if isinstance(route, ASGIRoute) and not OUTSIDE.match(route.path):
            yield Walk(method="POST", path=f"{_guess(route.path)}/guess", query={}, body={}, names_stranger=True)
        if isinstance(route, HTTPRoute) and not OUTSIDE.match(route.path):
            for method in sorted({str(one) for one in route.methods} - {"OPTIONS", "HEAD"}):
                yield from self._of_method(route, method)

    def _of_method(self, route: HTTPRoute, method: str) -> Iterator[Walk]:
        described: Schema = self._document["paths"].get(route.path_format, {}).get(method.lower(), {})
        parameters = [one["name"] for one in described.get("parameters", []) if _is_query_id(one)]
        names = list(route.path_parameters)
        for sides in product((self._theirs, self._mine), repeat=len(names)):
            chosen = zip(names, sides, strict=True)
            values = {name: "guess" if name in SECRETS else side.id_for(name) for name, side in chosen}
            yield Walk(
                method=method,
                path=route.path_format.format_map(values),
                query={name: self._theirs.id_for(name) for name in parameters},
                body=self._body(described),
                names_stranger=self._theirs in sides,
            )

    def _body(self, described: Schema) -> object:
        content = described.get("requestBody", {}).get("content", {})
        if "multipart/form-data" in content:
            return FILE
        return self._example(content["application/json"]["schema"], name="") if content else None

    def _example(self, schema: Schema, *, name: str) -> object:
        """Something the schema allows, with the other company's ids wherever an id may stand."""
        if "$ref" in schema:
            return self._example(self._resolved(schema["$ref"]), name=name)
        options = [one for one in schema.get("oneOf", schema.get("anyOf", [])) if one.get("type") != "null"]
        if options:
            outer = {key: value for key, value in schema.items() if key not in {"oneOf", "anyOf"}}
            return self._example({**outer, **options[0]}, name=name)
        if schema.get("enum") or "const" in schema:
            return schema["const"] if "const" in schema else schema["enum"][0]
        if schema.get("type") == "object":
            return {key: self._example(one, name=key) for key, one in schema.get("properties", {}).items()}
        return self._scalar(schema, name=name)

    def _scalar(self, schema: Schema, *, name: str) -> object:
        kind = str(schema.get("type"))
        if kind == "array":
            return [self._example(schema["items"], name=name)] * max(1, int(schema.get("minItems", 1)))
        if kind == "string":
            return self._text(schema, name=name)
        return {"integer": 1, "number": 1, "boolean": True}.get(kind)

    def _text(self, schema: Schema, *, name: str) -> str:
        known = {
            "uuid": lambda: self._theirs.id_for(name),
            "date-time": lambda: "2099-01-01T00:00:00Z",
            "date": lambda: "2099-01-01",
        }
        if schema.get("format") in known:
            return known[schema["format"]]()
        return SENSIBLE.get(name, "x" * max(1, int(schema.get("minLength", 1))))

    def _resolved(self, reference: str) -> Schema:
        return self._document["components"]["schemas"][reference.rpartition("/")[2]]


def _guess(path: str) -> str:
    return re.sub(r"\{\w+:\w+\}", "guess", path)


def _is_query_id(parameter: Schema) -> bool:
    return parameter["in"] == "query" and "'uuid'" in str(parameter["schema"])


async def test_ids_of_every_kind_are_really_sent(
    app: Litestar, program: Program, workspace: Company, second_workspace: Company
) -> None:
    """The walk is worth nothing if bodies and queries stay empty."""
    mine = await fill(program, workspace, marker=f"mine{workspace.id.hex[-12:]}")
    theirs = await fill(program, second_workspace, marker=f"theirs{second_workspace.id.hex[-12:]}")
    walks = Walker(app, mine=mine, theirs=theirs).walks()
    sent = [walk for walk in walks if theirs.id_for("member_ids") in f"{walk.query}{walk.body}"]
    assert {walk.method for walk in sent} >= {"GET", "POST", "PATCH"}
    assert sum(walk.names_stranger for walk in walks) > 15
