"""Recipes that speak of goods come with their letters: a company with a mailbox has only to start them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.client import Client
from tests.domain.delivery.test_mass_mail import letters
from tests.factories import Company, unit_of_work
from tests.factories_contacts import create_contact
from tests.factories_goods import away_for, did, fact, put
from tests.factories_journeys import mailbox
from tests.factories_mass import sending
from tests.faults.waiting import eventually
from tests.smtpserver import Wrong, wrong_server

from otklik.domains.consents.schemas import PurposeIn
from otklik.domains.consents.service import purposes
from otklik.domains.journeys import recipes
from otklik.domains.journeys.service import stepping
from otklik.program import Program

URL = "/api/v1/journeys"
REACHED = {"site_url": "https://tea.example/", "phone": "+7 495 000-00-00", "email": "hi@tea.example", "address": "—"}
TEA = {"product": "tea-1", "title": "Золотой Юньнань", "url": "https://shop.example/tea-1", "price_minor": 100_000}


@pytest.fixture
async def post(program: Program, workspace: Company, signed_in: Client) -> AsyncIterator[Wrong]:
    """A company that may write: its address, a purpose, one mailbox."""
    await signed_in.patch("/api/v1/workspace", json=REACHED)
    offers = PurposeIn(
        code=recipes.OFFERS, name_ru="Акции", name_en="Offers", basis="legitimate_interest", text_ru="Согласен"
    )
    async with unit_of_work(program, workspace) as ctx:
        await purposes.create(ctx, offers)
    async with wrong_server(lambda _stage, _count: None) as running:
        await mailbox(program, workspace, "letters", port=running.port)
        yield running


async def begun(client: Client, recipe: str) -> dict[str, Any]:
    reply = await client.post(URL, json={"name": "Ура", "recipe": recipe})
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


@pytest.mark.usefixtures("post")
@pytest.mark.parametrize("recipe", list(recipes.LETTERS))
async def test_it_starts_as_it_is(signed_in: Client, recipe: str) -> None:
    made = await begun(signed_in, recipe)
    assert [one for one in made["findings"] if one["error"]] == []
    started = await signed_in.post(f"{URL}/{made['row']['id']}/versions")
    assert started.json()["row"]["state"] == "running", started.text
    names = [one["name"] for one in (await signed_in.get("/api/v1/templates")).json()["items"]]
    assert len(names) == len(recipes.LETTERS[recipe])


async def test_what_is_back_is_told_in_a_letter_with_its_price_its_page_and_goods_alike(
    program: Program, workspace: Company, signed_in: Client, post: Wrong
) -> None:
    made = await begun(signed_in, "back_in_stock")
    await signed_in.post(f"{URL}/{made['row']['id']}/versions")
    anna = await create_contact(program, workspace, name="Анна", address_kind="email", address="anna@people.test")
    other = {"product": "tea-2", "title": "Кимун", "price_minor": 50_000, "category": "Чай"}
    await put(program, workspace, {**TEA, "category": "Чай", "available": False}, other)
    await did(program, workspace, fact(anna.contact_id, product="tea-1"))
    await away_for(program, workspace, timedelta(days=1))
    await put(program, workspace, {**TEA, "category": "Чай"})
    await program.jobs.work(wait=False)
    async with unit_of_work(program, workspace) as ctx:
        await stepping.move_block(ctx, UUID(made["row"]["id"]))
    async with sending(program):
        await eventually(lambda: bool(post.kept))
    [letter] = letters(post)
    plain = letter.get_body(("plain",))
    assert plain is not None
    words = plain.get_content().replace("\N{NO-BREAK SPACE}", " ")
    assert letter["Subject"] == "Золотой Юньнань снова в наличии"
    assert "и он снова у нас: 1 000 ₽." in words
    assert "\n\n\n" not in words


@pytest.mark.usefixtures("post")
async def test_of_two_mailboxes_the_company_chooses(program: Program, workspace: Company, signed_in: Client) -> None:
    await mailbox(program, workspace, "second")
    made = await begun(signed_in, "price_drop")
    assert {one["code"] for one in made["findings"] if one["error"]} == {"channel_missing"}


async def test_the_list_says_which_come_with_letters(signed_in: Client) -> None:
    shown = (await signed_in.get(f"{URL}/recipes")).json()
    assert {one["code"] for one in shown if one["letters"]} == set(recipes.LETTERS)
