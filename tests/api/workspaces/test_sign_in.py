"""Signing in and out, as a browser sees it."""

import pytest
from litestar import Litestar
from tests import factories
from tests.client import Client, Reply
from tests.factories import PASSWORD, Company

from otklik.domains.workspaces.identity import COOKIE
from otklik.domains.workspaces.routes import cookies
from otklik.domains.workspaces.schemas import OperatorData
from otklik.domains.workspaces.service import signing_in
from otklik.platform.settings import Settings
from otklik.program import Program


@pytest.fixture
async def anna(program: Program, workspace: Company) -> OperatorData:
    """An operator with a password."""
    return await factories.create_operator(program, workspace, name="Анна", password=PASSWORD)


async def sign_in(client: Client, email: str, *, password: str = PASSWORD, **more: str) -> Reply:
    return await client.post("/api/v1/session", json={"email": email, "password": password, **more})


async def test_the_right_password_lets_one_in(client: Client, anna: OperatorData, workspace: Company) -> None:
    reply = await sign_in(client, anna.email.upper())
    me = reply.json()
    assert reply.status_code == 200
    assert me["operator"]["name"] == "Анна"
    assert me["workspace"]["slug"] == workspace.slug
    assert "conversations.write" in me["permissions"]
    assert (await client.get("/api/v1/session")).json()["csrf_token"] == me["csrf_token"]


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client, anna: OperatorData) -> None:
    cookie = (await sign_in(client, anna.email)).headers["set-cookie"].lower()
    assert cookie.startswith(f"{COOKIE}=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie


def test_behind_https_the_cookie_is_secure() -> None:
    answer = cookies.with_session(None, secret="x", settings=Settings(public_url="https://desk.example"))
    assert answer.cookies[0].secure


async def test_a_wrong_password_and_an_unknown_address_look_the_same(client: Client, anna: OperatorData) -> None:
    wrong = await sign_in(client, anna.email, password="совсем другой")
    unknown = await sign_in(client, "nobody@nowhere.example")
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.json()["code"] == unknown.json()["code"] == "auth.wrong_credentials"
    assert wrong.json()["params"] == unknown.json()["params"]


async def test_what_is_no_address_is_simply_wrong(client: Client) -> None:
    assert (await sign_in(client, "'; DROP TABLE accounts; --")).json()["code"] == "auth.wrong_credentials"


async def test_a_deactivated_operator_cannot_come_in(client: Client, signed_in: Client, anna: OperatorData) -> None:
    await signed_in.put(f"/api/v1/operators/{anna.id}/deactivation")
    assert (await sign_in(client, anna.email)).json()["code"] == "auth.wrong_credentials"


async def test_guessing_at_one_account_is_stopped_from_every_address(app: Litestar, anna: OperatorData) -> None:
    last: Reply | None = None
    for _ in range(signing_in.BY_ACCOUNT.times + 1):
        async with Client(app) as browser:
            last = await sign_in(browser, anna.email, password="угадываю-угадываю")
    assert last is not None
    assert last.status_code == 429
    assert last.json()["code"] == "limits.too_many"
    assert int(last.headers["retry-after"]) > 0


async def test_guessing_from_one_address_is_stopped_for_every_account(client: Client) -> None:
    replies = [
        await sign_in(client, f"person{number}@nowhere.example") for number in range(signing_in.BY_ADDRESS.times + 1)
    ]
    assert [reply.status_code for reply in replies[:-1]] == [401] * signing_in.BY_ADDRESS.times
    assert replies[-1].status_code == 429


async def lets_in(app: Litestar, secret: str) -> bool:
    async with Client(app, cookies={COOKIE: secret}) as browser:
        return (await browser.get("/api/v1/session")).status_code == 200


async def test_signing_in_gives_a_new_session_and_ends_the_old(
    app: Litestar, client: Client, anna: OperatorData
) -> None:
    await sign_in(client, anna.email)
    first = client.cookies[COOKIE]
    await sign_in(client, anna.email)
    second = client.cookies[COOKIE]
    assert first != second
    assert not await lets_in(app, first)
    assert await lets_in(app, second)


async def test_signing_out_ends_the_session_for_whoever_copied_it(
    app: Litestar, client: Client, anna: OperatorData
) -> None:
    me = (await sign_in(client, anna.email)).json()
    stolen = client.cookies[COOKIE]
    reply = await client.delete("/api/v1/session", headers={"x-csrf-token": me["csrf_token"]})
    assert reply.status_code == 204
    assert not await lets_in(app, stolen)


async def test_nothing_changes_without_the_csrf_token(signed_in: Client) -> None:
    for token in ("", "0" * 64):
        reply = await signed_in.patch("/api/v1/me", json={"name": "Мэллори"}, headers={"x-csrf-token": token})
        assert (reply.status_code, reply.json()["params"]) == (403, {"reason": "csrf"})


async def test_another_site_cannot_sign_its_visitor_in(client: Client, anna: OperatorData) -> None:
    reply = await client.post(
        "/api/v1/session",
        json={"email": anna.email, "password": PASSWORD},
        headers={"sec-fetch-site": "cross-site"},
    )
    assert reply.status_code == 403


async def test_who_works_in_two_companies_says_which(
    client: Client, program: Program, workspace: Company, second_workspace: Company, anna: OperatorData
) -> None:
    await factories.create_operator(program, second_workspace, email=anna.email, role="viewer")
    for company in (second_workspace, workspace):
        me = (await sign_in(client, anna.email, workspace=company.slug)).json()
        assert me["workspace"]["slug"] == company.slug
    assert (await sign_in(client, anna.email)).json()["workspace"]["slug"] == workspace.slug


async def test_an_unknown_field_is_refused(client: Client) -> None:
    reply = await sign_in(client, "anna@shop.example", role="owner")
    assert (reply.status_code, reply.json()["code"]) == (400, "request.invalid")


async def test_nobody_is_told_anything_without_signing_in(client: Client) -> None:
    reply = await client.get("/api/v1/operators")
    assert (reply.status_code, reply.json()["code"]) == (401, "auth.required")
