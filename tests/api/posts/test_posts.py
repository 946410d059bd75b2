"""Posts over HTTP: what is refused before it goes, who may what, and that companies do not meet."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from tests.client import Client
from tests.conftest import SignInAs
from tests.factories import Company
from tests.factories_posts import CLUB, Square, square

from otklik.platform.ids import new_id
from otklik.program import Program

URL = "/api/v1/posts"
PLACES = "/api/v1/post-communities"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
async def tea(program: Program, workspace: Company) -> AsyncIterator[Square]:
    async with square(program, workspace) as found:
        yield found


def to(*communities: UUID, **more: object) -> dict[str, Any]:
    chosen = [{"community_id": str(one)} for one in communities]
    return {"title": "Урожай", "text": "Новый урожай", "communities": chosen, **more}


async def test_a_marketer_writes_a_post_with_a_picture_and_publishes_it(
    tea: Square, program: Program, sign_in_as: SignInAs
) -> None:
    marketer = await sign_in_as("marketer")
    kept = await marketer.post("/api/v1/post-pictures", files={"data": ("чай.png", PNG, "image/png")})
    assert kept.status_code == 201
    draft = (await marketer.post(URL, json=to(tea.daily, picture_ids=[kept.json()["id"]]))).json()
    assert draft["pictures"] == [kept.json()]
    started = await marketer.post(f"{URL}/{draft['id']}/publication", json={"revision": draft["revision"]})
    assert (started.status_code, started.json()["state"]) == (200, "started")
    await program.jobs.work(wait=False)
    [copy] = (await marketer.get(f"{URL}/{draft['id']}")).json()["copies"]
    assert copy["state"] == "published"
    assert [one.method for one in tea.api.sent()] == ["sendPhoto"]
    again = await marketer.put(f"{URL}/{draft['id']}", json=to(tea.daily, revision=started.json()["revision"]))
    assert (again.status_code, again.json()["code"]) == (409, "posts.not_editable")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"communities": []}, "no_community"),
        ({"text": "  "}, "empty"),
        ({"text": "Привет, {{ person.first_name }}"}, "personal"),
        ({"text": "ж" * 4_097}, "too_long"),
    ],
)
async def test_what_cannot_go_is_said_before(
    tea: Square, signed_in: Client, change: dict[str, Any], reason: str
) -> None:
    draft = (await signed_in.post(URL, json=to(tea.daily) | change)).json()
    refused = await signed_in.post(f"{URL}/{draft['id']}/publication", json={"revision": draft["revision"]})
    assert (refused.status_code, refused.json()["code"]) == (400, "posts.not_ready")
    assert refused.json()["params"]["reason"] == reason
    assert tea.api.sent() == []


async def test_a_button_needs_words_and_a_web_address(tea: Square, signed_in: Client) -> None:
    for label, url in [("Купить", ""), ("", "https://tea.example/"), ("Купить", "javascript:alert(1)")]:
        refused = await signed_in.post(URL, json=to(tea.daily, button_label=label, button_url=url))
        assert (refused.status_code, refused.json()["code"]) == (400, "posts.link_invalid")


async def test_only_pictures_are_taken_for_pictures(signed_in: Client) -> None:
    refused = await signed_in.post("/api/v1/post-pictures", files={"data": ("чай.svg", b"<svg/>", "image/svg+xml")})
    assert (refused.status_code, refused.json()["code"]) == (400, "posts.picture_refused")


async def test_two_who_write_one_post_do_not_overwrite_each_other(tea: Square, signed_in: Client) -> None:
    draft = (await signed_in.post(URL, json=to(tea.daily))).json()
    changed = to(tea.daily, title="Другое", revision=draft["revision"])
    assert (await signed_in.put(f"{URL}/{draft['id']}", json=changed)).status_code == 200
    late = await signed_in.put(f"{URL}/{draft['id']}", json=changed)
    assert (late.status_code, late.json()["code"]) == (409, "posts.changed")


async def test_a_community_is_added_once_and_only_where_the_bot_may_post(tea: Square, signed_in: Client) -> None:
    known = await signed_in.post(PLACES, json={"channel_id": str(tea.channel.id), "address": str(CLUB)})
    assert (known.status_code, known.json()["code"]) == (409, "posts.community_known")
    lost = await signed_in.post(PLACES, json={"channel_id": str(tea.channel.id), "address": "@nobody_there"})
    assert (lost.status_code, lost.json()["code"]) == (400, "posts.community_refused")
    assert lost.json()["params"]["reason"] == "telegram.chat_not_found"
    assert [one["title"] for one in (await signed_in.get(PLACES)).json()] == ["Свои", "Чай"]
    assert (await signed_in.delete(f"{PLACES}/{tea.club}")).status_code == 204
    assert [one["title"] for one in (await signed_in.get(PLACES)).json()] == ["Чай"]


async def test_who_may_only_look_publishes_nothing(tea: Square, signed_in: Client, sign_in_as: SignInAs) -> None:
    draft = (await signed_in.post(URL, json=to(tea.daily))).json()
    viewer = await sign_in_as("viewer")
    assert (await viewer.get(URL)).json()["items"][0]["id"] == draft["id"]
    for refused in (
        await viewer.post(URL, json=to(tea.daily)),
        await viewer.post(f"{URL}/{draft['id']}/publication", json={"revision": draft["revision"]}),
        await viewer.post(PLACES, json={"channel_id": str(tea.channel.id), "address": "@tea_daily"}),
    ):
        assert refused.status_code == 403


async def test_another_companys_communities_pictures_and_posts_are_unknown(
    tea: Square, signed_in: Client, program: Program, second_workspace: Company
) -> None:
    async with square(program, second_workspace) as other:
        theirs = await other.written()
        for body in (to(other.daily), to(tea.daily, picture_ids=[str(new_id())])):
            assert (await signed_in.post(URL, json=body)).status_code == 404
        assert (await signed_in.get(f"{URL}/{theirs.id}")).status_code == 404
        going = {"revision": theirs.revision}
        assert (await signed_in.post(f"{URL}/{theirs.id}/publication", json=going)).status_code == 404
        assert (await signed_in.delete(f"{PLACES}/{other.daily}")).status_code == 404
        assert (await signed_in.post(PLACES, json={"channel_id": str(other.channel.id)})).status_code == 404
        assert other.api.sent() == []


async def test_posts_are_listed_page_by_page_the_last_changed_first(tea: Square, signed_in: Client) -> None:
    ids = [(await signed_in.post(URL, json=to(tea.daily))).json()["id"] for _ in range(3)]
    first = (await signed_in.get(URL, params={"limit": 2})).json()
    rest = (await signed_in.get(URL, params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [one["id"] for one in [*first["items"], *rest["items"]]] == ids[::-1]
