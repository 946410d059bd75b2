"""Invitations and forgotten passwords: what arrives by mail, and what its links do."""

import re
from typing import Final
from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy import text
from tests import factories
from tests.client import Client, Reply, SignInAs
from tests.factories import PASSWORD, Company, unique

from otklik.domains.workspaces import links
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database
from otklik.platform.ids import new_id
from otklik.program import Program

NEW_PASSWORD: Final = "тихий океан и чай"
LINK: Final = re.compile(r"http://\S+/(invitations|password-resets)/(\S+)")


async def letters(program: Program, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Run the waiting jobs; the token in each letter by its address."""
    await program.jobs.work(wait=False)
    found: dict[str, str] = {}
    for letter in capsys.readouterr().err.split("To: ")[1:]:
        link = LINK.search(letter)
        if link is None:  # another test's: jobs of all companies wait in one queue
            continue
        found[letter.split("\n", 1)[0].strip()] = link[2]
    return found


async def invite(signed_in: Client, email: str, *, role: str = "operator", **more: object) -> Reply:
    return await signed_in.post("/api/v1/invitations", json={"email": email, "role": role, **more})


def token_for(program: Program, invitation: Reply) -> str:
    cipher = program.parts.get(Cipher)
    return links.token(cipher, UUID(invitation.json()["id"]), purpose=links.INVITATION)


async def expire(program: Program, operator: OperatorData) -> None:
    async with program.parts.get(Database).system() as session:
        await session.execute(
            text("""
            UPDATE password_resets SET expires_at = created_at - interval '1 second'
            WHERE account_id = (SELECT account_id FROM operators WHERE id = :id)
            """),
            {"id": operator.id},
        )


async def accept(client: Client, token: str, *, password: str = NEW_PASSWORD, **more: str) -> Reply:
    return await client.put(
        f"/api/v1/invitations/{token}/acceptance", json={"name": "Пётр", "password": password, **more}
    )


async def test_an_invited_colleague_joins_by_the_letter(
    program: Program, signed_in: Client, client: Client, workspace: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    email = f"{unique('petr')}@shop.example"
    team = (await signed_in.post("/api/v1/teams", json={"name": "Продажи"})).json()
    await invite(signed_in, email, role="supervisor", team_ids=[team["id"]])
    token = (await letters(program, capsys))[email]

    offer = (await client.get(f"/api/v1/invitations/{token}/offer")).json()
    assert (offer["email"], offer["role"], offer["workspace_name"]) == (email, "supervisor", "Ромашка")
    assert offer["invited_by_name"] == workspace.owner.name
    assert not offer["has_account"]

    me = (await accept(client, token)).json()
    assert (me["operator"]["name"], me["operator"]["role"]) == ("Пётр", "supervisor")
    assert (await client.get("/api/v1/session")).status_code == 200
    people = (await signed_in.get("/api/v1/operators")).json()["items"]
    assert next(one for one in people if one["email"] == email)["team_ids"] == [team["id"]]


async def test_an_invitation_is_accepted_once(program: Program, signed_in: Client, app: Litestar) -> None:
    token = token_for(program, await invite(signed_in, f"{unique('p')}@shop.example"))
    async with Client(app) as first, Client(app) as second:
        assert (await accept(first, token)).status_code == 200
        reply = await accept(second, token)
    assert (reply.status_code, reply.json()["code"]) == (404, "workspaces.invitation_invalid")


async def test_a_forged_link_is_refused(program: Program, client: Client) -> None:
    forged = f"{new_id()}.{'A' * 22}"
    assert (await client.get(f"/api/v1/invitations/{forged}/offer")).status_code == 404
    unknown = links.token(program.parts.get(Cipher), new_id(), purpose=links.INVITATION)
    assert (await accept(client, unknown)).json()["code"] == "workspaces.invitation_invalid"


async def test_a_link_of_one_kind_does_not_open_another(program: Program, signed_in: Client, client: Client) -> None:
    invitation = UUID((await invite(signed_in, f"{unique('p')}@shop.example")).json()["id"])
    reset = links.token(program.parts.get(Cipher), invitation, purpose=links.RESET)
    assert (await accept(client, reset)).status_code == 404


async def test_a_withdrawn_invitation_is_dead(program: Program, signed_in: Client, client: Client) -> None:
    invitation = await invite(signed_in, f"{unique('p')}@shop.example")
    assert (await signed_in.delete(f"/api/v1/invitations/{invitation.json()['id']}")).status_code == 204
    assert (await accept(client, token_for(program, invitation))).status_code == 404
    assert (await signed_in.get("/api/v1/invitations")).json()["items"] == []


async def test_one_address_has_one_open_invitation(signed_in: Client, workspace: Company) -> None:
    email = f"{unique('p')}@shop.example"
    await invite(signed_in, email)
    assert (await invite(signed_in, email.upper())).json()["code"] == "workspaces.invitation_pending"
    assert (await invite(signed_in, workspace.owner.email)).json()["code"] == "workspaces.operator_exists"


async def test_a_letter_sent_again_carries_the_same_link(
    program: Program, signed_in: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    email = f"{unique('p')}@shop.example"
    invitation = await invite(signed_in, email)
    first = (await letters(program, capsys))[email]
    await signed_in.put(f"/api/v1/invitations/{invitation.json()['id']}/letter")
    assert (await letters(program, capsys))[email] == first


async def test_somebody_with_an_account_keeps_their_password(
    program: Program, signed_in: Client, client: Client, second_workspace: Company
) -> None:
    email = f"{unique('p')}@shop.example"
    await factories.create_operator(program, second_workspace, email=email, password=PASSWORD)
    token = token_for(program, await invite(signed_in, email))
    assert (await client.get(f"/api/v1/invitations/{token}/offer")).json()["has_account"]
    assert (await accept(client, token)).json()["code"] == "auth.wrong_credentials"
    assert (await accept(client, token, password=PASSWORD)).status_code == 200


async def test_an_administrator_cannot_invite_an_owner(sign_in_as: SignInAs) -> None:
    administrator = await sign_in_as("administrator")
    reply = await invite(administrator, f"{unique('p')}@shop.example", role="owner")
    assert (reply.status_code, reply.json()["code"]) == (403, "workspaces.owners_only")


async def test_a_team_of_another_company_cannot_be_named(
    app: Litestar, program: Program, signed_in: Client, second_workspace: Company
) -> None:
    async with await factories.signed_in_client(app, program, second_workspace, second_workspace.owner) as theirs:
        team = (await theirs.post("/api/v1/teams", json={"name": "Чужая"})).json()["id"]
    reply = await invite(signed_in, f"{unique('p')}@shop.example", team_ids=[team])
    assert reply.json()["params"] == {"field": "team_ids"}


async def test_a_forgotten_password_is_set_anew_by_the_letter(
    program: Program, app: Litestar, client: Client, workspace: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    anna = await factories.create_operator(program, workspace, password=PASSWORD)
    assert (await client.post("/api/v1/password-resets", json={"email": anna.email})).status_code == 202
    token = (await letters(program, capsys))[anna.email]
    async with await factories.signed_in_client(app, program, workspace, anna) as elsewhere:
        reply = await client.put(f"/api/v1/password-resets/{token}", json={"password": NEW_PASSWORD})
        assert reply.status_code == 204
        assert (await elsewhere.get("/api/v1/session")).status_code == 401
    again = await client.put(f"/api/v1/password-resets/{token}", json={"password": "ещё один пароль"})
    assert (again.status_code, again.json()["code"]) == (404, "auth.reset_invalid")
    signed = await client.post("/api/v1/session", json={"email": anna.email, "password": NEW_PASSWORD})
    assert signed.status_code == 200


async def test_an_unknown_address_gets_the_same_answer_and_no_letter(
    program: Program, client: Client, workspace: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    anna = await factories.create_operator(program, workspace, password=PASSWORD)
    known = await client.post("/api/v1/password-resets", json={"email": anna.email})
    unknown = await client.post("/api/v1/password-resets", json={"email": "nobody@nowhere.example"})
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert "nobody@nowhere.example" not in await letters(program, capsys)


async def test_a_reset_link_expires(
    program: Program, client: Client, workspace: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    anna = await factories.create_operator(program, workspace, password=PASSWORD)
    await client.post("/api/v1/password-resets", json={"email": anna.email})
    token = (await letters(program, capsys))[anna.email]
    await expire(program, anna)
    assert (await client.put(f"/api/v1/password-resets/{token}", json={"password": NEW_PASSWORD})).status_code == 404


async def test_letters_to_one_person_are_limited_without_a_word(
    program: Program, app: Litestar, workspace: Company
) -> None:
    anna = await factories.create_operator(program, workspace, password=PASSWORD)
    for _ in range(5):
        async with Client(app) as browser:
            assert (await browser.post("/api/v1/password-resets", json={"email": anna.email})).status_code == 202
    async with program.parts.get(Database).system() as session:
        counted = await session.scalar(
            text("""
            SELECT count(*) FROM password_resets r JOIN operators o ON o.account_id = r.account_id WHERE o.id = :id
            """),
            {"id": anna.id},
        )
    assert counted == 3
