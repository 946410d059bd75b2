"""Who may switch previews, and what an unknown picture answers."""

from tests.client import Client
from tests.conftest import SignInAs

from otklik.platform.ids import new_id


async def test_only_whoever_runs_the_company_switches_previews(signed_in: Client, sign_in_as: SignInAs) -> None:
    assert (await signed_in.get("/api/v1/preview-settings")).json() == {"enabled": True}
    operator = await sign_in_as("operator")
    assert (await operator.put("/api/v1/preview-settings", json={"enabled": False})).status_code == 403


async def test_an_unknown_picture_is_not_found(signed_in: Client) -> None:
    reply = await signed_in.get(f"/api/v1/link-pictures/{new_id()}")
    assert (reply.status_code, reply.json()["code"]) == (404, "previews.picture_not_found")
