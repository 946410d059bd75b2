"""One's own account: name, password, second factor, photo, sessions."""

import base64
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

import pytest
from litestar import Litestar
from tests import factories
from tests.client import Client, Reply
from tests.factories import PASSWORD, Company

from otklik.domains.workspaces import totp
from otklik.domains.workspaces.identity import COOKIE
from otklik.domains.workspaces.schemas import OperatorData
from otklik.domains.workspaces.service import signing_in
from otklik.platform.clock import SystemClock
from otklik.program import Program

PNG: Final = b"\x89PNG\r\n\x1a\n" + bytes(64)
NEW_PASSWORD: Final = "тихий океан и чай"


@pytest.fixture
async def anna(program: Program, workspace: Company) -> OperatorData:
    return await factories.create_operator(program, workspace, name="Анна", password=PASSWORD)


@pytest.fixture
async def browser(app: Litestar, program: Program, workspace: Company, anna: OperatorData) -> AsyncIterator[Client]:
    """Anna's."""
    async with await factories.signed_in_client(app, program, workspace, anna) as client:
        yield client


async def sign_in(app: Litestar, email: str, **data: str) -> Reply:
    async with Client(app) as client:
        return await client.post("/api/v1/session", json={"email": email, "password": PASSWORD, **data})


def code(secret: str, *, steps: int = 0) -> str:
    raw = base64.b32decode(secret + "=" * (-len(secret) % 8))
    moment = SystemClock().now() + timedelta(seconds=totp.STEP_SECONDS * steps)
    return totp.code_at(raw, step=totp.step_at(moment))


async def turn_on_second_factor(browser: Client) -> str:
    secret = (await browser.post("/api/v1/me/totp")).json()["secret"]
    reply = await browser.put("/api/v1/me/totp", json={"code": code(secret)})
    assert reply.status_code == 204
    return secret


async def test_name_language_and_presence_are_changed(browser: Client) -> None:
    me = (
        await browser.patch(
            "/api/v1/me", json={"name": "Анна К.", "locale": "en", "presence": "away", "opens_with": "morning"}
        )
    ).json()
    assert (me["operator"]["name"], me["operator"]["locale"], me["operator"]["presence"]) == ("Анна К.", "en", "away")
    assert me["operator"]["opens_with"] == "morning"


@pytest.mark.parametrize("patch", [{"name": ""}, {"name": "   "}, {"presence": "asleep"}, {"role": "owner"}])
async def test_what_cannot_be_is_refused(browser: Client, patch: dict[str, str]) -> None:
    assert (await browser.patch("/api/v1/me", json=patch)).status_code == 400
    assert (await browser.get("/api/v1/session")).json()["operator"]["name"] == "Анна"


async def test_a_new_password_needs_the_old_one(browser: Client) -> None:
    reply = await browser.put("/api/v1/me/password", json={"current": "не тот пароль", "new": NEW_PASSWORD})
    assert (reply.status_code, reply.json()["code"]) == (401, "auth.wrong_credentials")


async def test_a_new_password_ends_every_other_session(app: Litestar, browser: Client, anna: OperatorData) -> None:
    stolen = (await sign_in(app, anna.email)).cookies[COOKIE]
    assert (
        await browser.put("/api/v1/me/password", json={"current": PASSWORD, "new": NEW_PASSWORD})
    ).status_code == 204
    assert (await browser.get("/api/v1/session")).status_code == 200
    async with Client(app, cookies={COOKIE: stolen}) as thief:
        assert (await thief.get("/api/v1/session")).status_code == 401
    assert (await sign_in(app, anna.email)).status_code == 401
    assert (await sign_in(app, anna.email, password=NEW_PASSWORD)).status_code == 200


async def test_a_short_password_is_refused_with_the_length_it_needs(browser: Client) -> None:
    reply = await browser.put("/api/v1/me/password", json={"current": PASSWORD, "new": "короткий"})
    assert (reply.json()["code"], reply.json()["params"]) == ("auth.password_too_short", {"length_min": 10})


async def test_with_the_second_factor_a_code_is_asked_for(app: Litestar, browser: Client, anna: OperatorData) -> None:
    secret = await turn_on_second_factor(browser)
    assert (await browser.get("/api/v1/session")).json()["totp_enabled"]
    assert (await sign_in(app, anna.email)).json()["code"] == "auth.code_required"
    assert (await sign_in(app, anna.email, code="000000")).json()["code"] == "auth.code_wrong"
    assert (await sign_in(app, anna.email, code=code(secret, steps=1))).status_code == 200


async def test_a_code_works_once(app: Litestar, browser: Client, anna: OperatorData) -> None:
    secret = await turn_on_second_factor(browser)
    given = code(secret, steps=1)
    assert (await sign_in(app, anna.email, code=given)).status_code == 200
    assert (await sign_in(app, anna.email, code=given)).json()["code"] == "auth.code_wrong"


async def test_the_second_factor_says_nothing_before_the_password_is_right(
    app: Litestar, browser: Client, anna: OperatorData
) -> None:
    await turn_on_second_factor(browser)
    assert (await sign_in(app, anna.email, password="не тот пароль")).json()["code"] == "auth.wrong_credentials"


async def test_guessing_codes_is_stopped(app: Litestar, browser: Client, anna: OperatorData) -> None:
    await turn_on_second_factor(browser)
    statuses = [(await sign_in(app, anna.email, code="000000")).status_code for _ in range(signing_in.CODES.times)]
    assert statuses[-1] == 429


async def test_a_secret_counts_only_once_proved(app: Litestar, browser: Client, anna: OperatorData) -> None:
    await browser.post("/api/v1/me/totp")
    assert (await browser.put("/api/v1/me/totp", json={"code": "000000"})).json()["code"] == "auth.code_wrong"
    assert (await sign_in(app, anna.email)).status_code == 200


async def test_the_second_factor_goes_by_the_password_only(app: Litestar, browser: Client, anna: OperatorData) -> None:
    await turn_on_second_factor(browser)
    assert (await browser.post("/api/v1/me/totp")).json()["code"] == "auth.second_factor_on"
    refused = await browser.request("DELETE", "/api/v1/me/totp", json={"password": "не тот пароль"})
    assert refused.json()["code"] == "auth.wrong_credentials"
    await browser.request("DELETE", "/api/v1/me/totp", json={"password": PASSWORD})
    assert (await sign_in(app, anna.email)).status_code == 200


async def test_a_photo_is_shown_to_everybody_under_its_own_address(browser: Client, client: Client) -> None:
    uploaded = await browser.put("/api/v1/me/photo", files={"file": ("me.png", PNG, "image/png")})
    url = uploaded.json()["photo_url"]
    shown = await client.get(url)
    assert (shown.status_code, shown.content, shown.headers["content-type"]) == (200, PNG, "image/png")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert (await client.get(url[:-4] + "0000")).status_code == 404


async def test_a_photo_taken_away_is_gone(browser: Client, client: Client) -> None:
    url = (await browser.put("/api/v1/me/photo", files={"file": ("me.png", PNG, "image/png")})).json()["photo_url"]
    assert (await browser.delete("/api/v1/me/photo")).json()["photo_url"] is None
    assert (await client.get(url)).status_code == 404


async def test_a_script_dressed_as_a_photo_is_refused(browser: Client) -> None:
    reply = await browser.put("/api/v1/me/photo", files={"file": ("me.png", b"<svg onload=alert(1)>", "image/png")})
    assert (reply.status_code, reply.json()["code"]) == (400, "workspaces.photo_invalid")


async def test_a_photo_over_two_megabytes_is_refused(browser: Client) -> None:
    big = PNG + bytes(2 * 1024 * 1024)
    reply = await browser.put("/api/v1/me/photo", files={"file": ("me.png", big, "image/png")})
    assert (reply.status_code, reply.json()["code"]) == (413, "workspaces.photo_too_large")


async def test_sessions_are_listed_and_ended(app: Litestar, browser: Client, anna: OperatorData) -> None:
    other = (await sign_in(app, anna.email)).cookies[COOKIE]
    listed = (await browser.get("/api/v1/sessions")).json()["items"]
    assert sorted(session["current"] for session in listed) == [False, True]
    foreign = next(session for session in listed if not session["current"])
    assert (await browser.delete(f"/api/v1/sessions/{foreign['id']}")).status_code == 204
    async with Client(app, cookies={COOKIE: other}) as elsewhere:
        assert (await elsewhere.get("/api/v1/session")).status_code == 401


async def test_all_other_sessions_are_ended_at_once(app: Litestar, browser: Client, anna: OperatorData) -> None:
    await sign_in(app, anna.email)
    assert (await browser.delete("/api/v1/sessions")).status_code == 204
    assert [one["current"] for one in (await browser.get("/api/v1/sessions")).json()["items"]] == [True]


async def test_a_colleagues_session_cannot_be_ended(browser: Client, signed_in: Client) -> None:
    theirs = (await signed_in.get("/api/v1/sessions")).json()["items"][0]["id"]
    assert (await browser.delete(f"/api/v1/sessions/{theirs}")).status_code == 404
    assert (await signed_in.get("/api/v1/session")).status_code == 200
