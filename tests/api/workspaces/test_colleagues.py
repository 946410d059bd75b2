"""Operators, teams, API tokens, the company and its audit trail, as the desk uses them."""

import pytest
from litestar import Litestar
from sqlalchemy import text
from tests.client import Client, Reply, SignInAs
from tests.factories import Company, unit_of_work

from otklik.domains.workspaces import rules
from otklik.domains.workspaces.schemas import OperatorData
from otklik.program import Program

MANAGING = [
    ("PATCH", "/api/v1/operators/{id}", {"role": "viewer"}),
    ("PUT", "/api/v1/operators/{id}/deactivation", None),
    ("GET", "/api/v1/invitations", None),
    ("POST", "/api/v1/invitations", {"email": "x@shop.example", "role": "viewer"}),
    ("POST", "/api/v1/teams", {"name": "Продажи"}),
    ("POST", "/api/v1/api-tokens", {"name": "CRM", "scopes": ["contacts.read"]}),
    ("GET", "/api/v1/api-tokens", None),
    ("PATCH", "/api/v1/workspace", {"name": "Захват"}),
    ("GET", "/api/v1/audit", None),
]


@pytest.mark.parametrize("role", ["supervisor", "operator", "marketer", "viewer"])
@pytest.mark.parametrize(("method", "path", "body"), MANAGING)
async def test_only_owners_and_administrators_manage(
    sign_in_as: SignInAs, operator: OperatorData, role: str, method: str, path: str, body: object
) -> None:
    browser = await sign_in_as(role)
    reply = await browser.request(method, path.format(id=operator.id), json=body)
    assert (reply.status_code, reply.json()["code"]) == (403, "auth.forbidden")


async def test_everybody_sees_their_colleagues(sign_in_as: SignInAs, workspace: Company) -> None:
    people = (await (await sign_in_as("viewer")).get("/api/v1/operators")).json()["items"]
    assert workspace.owner.email in [one["email"] for one in people]


async def test_a_changed_role_is_pushed_to_every_desk(
    program: Program, signed_in: Client, operator: OperatorData, workspace: Company
) -> None:
    reply = await signed_in.patch(f"/api/v1/operators/{operator.id}", json={"role": "supervisor"})
    async with unit_of_work(program, workspace) as ctx:
        pushed = await ctx.session.scalar(
            text("SELECT data FROM live_entries WHERE kind = 'operator.changed' ORDER BY seq DESC LIMIT 1")
        )
    assert reply.json()["role"] == "supervisor"
    assert pushed == {"operator": reply.json()}


async def test_a_deactivated_operator_is_out_at_once(sign_in_as: SignInAs, signed_in: Client) -> None:
    browser = await sign_in_as("operator")
    person = (await browser.get("/api/v1/session")).json()["operator"]["id"]
    reply = await signed_in.put(f"/api/v1/operators/{person}/deactivation")
    assert reply.json()["deactivated_at"] is not None
    assert (await browser.get("/api/v1/session")).status_code == 401
    assert (await signed_in.delete(f"/api/v1/operators/{person}/deactivation")).json()["deactivated_at"] is None


async def test_the_list_of_operators_is_walked_by_cursors(signed_in: Client, sign_in_as: SignInAs) -> None:
    for role in ("viewer", "operator", "marketer"):
        await sign_in_as(role)
    seen: list[str] = []
    query: dict[str, str | int] = {"limit": 2}
    while True:
        page = (await signed_in.get("/api/v1/operators", params=query)).json()
        seen += [one["id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert len(seen) == len(set(seen)) == 4


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 201}, {"cursor": "мусор"}, {"cursor": "WyJhIl0"}])
async def test_a_page_that_cannot_be_is_refused(signed_in: Client, query: dict[str, str]) -> None:
    assert (await signed_in.get("/api/v1/operators", params=query)).status_code == 400


async def test_a_team_lives_and_dies(signed_in: Client, operator: OperatorData) -> None:
    made = (await signed_in.post("/api/v1/teams", json={"name": "Продажи", "member_ids": [str(operator.id)]})).json()
    assert made["member_ids"] == [str(operator.id)]
    changed = await signed_in.patch(f"/api/v1/teams/{made['id']}", json={"name": "Опт", "member_ids": []})
    assert (changed.json()["name"], changed.json()["member_ids"]) == ("Опт", [])
    assert (await signed_in.delete(f"/api/v1/teams/{made['id']}")).status_code == 204
    assert (await signed_in.get("/api/v1/teams")).json()["items"] == []


async def test_two_teams_cannot_have_one_name(signed_in: Client) -> None:
    await signed_in.post("/api/v1/teams", json={"name": "Продажи"})
    other = (await signed_in.post("/api/v1/teams", json={"name": "Склад"})).json()["id"]
    for reply in (
        await signed_in.post("/api/v1/teams", json={"name": "Продажи"}),
        await signed_in.patch(f"/api/v1/teams/{other}", json={"name": "Продажи"}),
    ):
        assert (reply.status_code, reply.json()["code"]) == (409, "workspaces.team_name_taken")


async def test_a_stranger_cannot_be_put_into_a_team(signed_in: Client, second_workspace: Company) -> None:
    body = {"name": "Продажи", "member_ids": [str(second_workspace.owner.id)]}
    assert (await signed_in.post("/api/v1/teams", json=body)).status_code == 400
    assert (await signed_in.get("/api/v1/teams")).json()["items"] == []


async def make_token(client: Client, *scopes: str) -> Reply:
    return await client.post("/api/v1/api-tokens", json={"name": "CRM", "scopes": list(scopes)})


def program_client(app: Litestar, secret: str) -> Client:
    client = Client(app)
    client.headers["authorization"] = f"Bearer {secret}"
    return client


async def test_a_program_does_what_its_scopes_let_it_and_no_more(app: Litestar, signed_in: Client) -> None:
    made = (await make_token(signed_in, "operators.read")).json()
    assert made["secret"].startswith("otk_")
    async with program_client(app, made["secret"]) as program:
        assert (await program.get("/api/v1/operators")).status_code == 200
        assert (await program.post("/api/v1/teams", json={"name": "x"})).status_code == 403
        assert (await program.get("/api/v1/session")).status_code == 403
    listed = (await signed_in.get("/api/v1/api-tokens")).json()["items"][0]
    assert "secret" not in listed
    assert listed["hint"] == made["secret"][-4:]
    assert listed["last_used_at"] is not None


async def test_a_program_needs_no_csrf_token(app: Litestar, signed_in: Client) -> None:
    secret = (await make_token(signed_in, "operators.write")).json()["secret"]
    async with program_client(app, secret) as program:
        assert (await program.post("/api/v1/teams", json={"name": "x"})).status_code == 201


async def test_a_revoked_token_is_dead(app: Litestar, signed_in: Client) -> None:
    made = (await make_token(signed_in, "operators.read")).json()
    assert (await signed_in.delete(f"/api/v1/api-tokens/{made['id']}")).status_code == 204
    async with program_client(app, made["secret"]) as program:
        assert (await program.get("/api/v1/operators")).status_code == 401


async def test_a_token_loses_what_its_maker_loses(app: Litestar, signed_in: Client, sign_in_as: SignInAs) -> None:
    administrator = await sign_in_as("administrator")
    person = (await administrator.get("/api/v1/session")).json()["operator"]["id"]
    secret = (await make_token(administrator, "operators.write", "operators.read")).json()["secret"]
    await signed_in.patch(f"/api/v1/operators/{person}", json={"role": "viewer"})
    async with program_client(app, secret) as program:
        assert (await program.post("/api/v1/teams", json={"name": "x"})).status_code == 403
        await signed_in.put(f"/api/v1/operators/{person}/deactivation")
        assert (await program.get("/api/v1/operators")).status_code == 401


async def test_a_token_can_neither_make_tokens_nor_touch_an_owner(
    app: Litestar, signed_in: Client, workspace: Company
) -> None:
    secret = (await make_token(signed_in, *rules.PERMISSIONS)).json()["secret"]
    async with program_client(app, secret) as program:
        assert (await make_token(program, "contacts.read")).status_code == 403
        demoted = await program.patch(f"/api/v1/operators/{workspace.owner.id}", json={"role": "viewer"})
        assert demoted.json()["code"] == "workspaces.owners_only"


@pytest.mark.parametrize("scope", ["everything", "self.write", ""])
async def test_an_unknown_scope_is_refused(signed_in: Client, scope: str) -> None:
    assert (await make_token(signed_in, scope)).status_code == 400


async def test_the_companys_settings_are_merged(signed_in: Client) -> None:
    await signed_in.patch("/api/v1/workspace", json={"settings": {"theme": "dark", "tour": True}})
    changed = await signed_in.patch(
        "/api/v1/workspace", json={"name": "Лютик", "time_zone": "Asia/Omsk", "settings": {"tour": None}}
    )
    company = changed.json()
    assert (company["name"], company["time_zone"], company["settings"]) == ("Лютик", "Asia/Omsk", {"theme": "dark"})


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd", "Europe/Moscow\u0000"])
async def test_a_time_zone_that_is_not_one_is_refused(signed_in: Client, zone: str) -> None:
    reply = await signed_in.patch("/api/v1/workspace", json={"time_zone": zone})
    assert (reply.status_code, reply.json()["code"]) == (400, "request.invalid")


async def test_endless_settings_are_refused(signed_in: Client) -> None:
    reply = await signed_in.patch("/api/v1/workspace", json={"settings": {"x": "y" * 40_000}})
    assert (reply.status_code, reply.json()["code"]) == (413, "workspaces.settings_too_large")


async def test_the_audit_trail_says_who_did_what(signed_in: Client, workspace: Company, operator: OperatorData) -> None:
    await signed_in.patch(f"/api/v1/operators/{operator.id}", json={"role": "viewer"})
    entry = (await signed_in.get("/api/v1/audit")).json()["items"][0]
    assert entry["name"] == "workspaces.operator_role_changed"
    assert entry["actor"] == {"kind": "operator", "id": str(workspace.owner.id), "name": workspace.owner.name}
    assert (entry["data"]["before"], entry["data"]["after"]) == ("operator", "viewer")


async def test_the_audit_trail_is_filtered_and_paged(signed_in: Client, operator: OperatorData) -> None:
    for name in ("А", "Б", "В"):
        await signed_in.post("/api/v1/teams", json={"name": name})
    query: dict[str, str | int] = {"name": "workspaces.team_created", "limit": 2}
    first = (await signed_in.get("/api/v1/audit", params=query)).json()
    second = (await signed_in.get("/api/v1/audit", params={**query, "cursor": first["next_cursor"]})).json()
    assert [len(first["items"]), len(second["items"])] == [2, 1]
    about = (await signed_in.get("/api/v1/audit", params={"subject_id": str(operator.id)})).json()["items"]
    assert [one["name"] for one in about] == ["workspaces.operator_joined"]
    assert (await signed_in.get("/api/v1/audit", params={"name": "contacts"})).json()["items"] == []


async def test_neither_secrets_nor_addresses_are_in_the_audit_trail(signed_in: Client) -> None:
    secret = (await make_token(signed_in, "contacts.read")).json()["secret"]
    await signed_in.post("/api/v1/invitations", json={"email": "secret@shop.example", "role": "viewer"})
    trail = (await signed_in.get("/api/v1/audit")).text
    assert secret not in trail
    assert "secret@shop.example" not in trail
