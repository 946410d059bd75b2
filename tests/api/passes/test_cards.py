"""A person takes the company's card by their link; phones keep it fresh by Apple's web service."""

import re
from pathlib import Path
from uuid import UUID

import pytest
from tests import wallets
from tests.api.passes.conftest import link_of
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.factories_contacts import create_contact, join
from tests.factories_delivery import create_channel
from tests.wallets import PASS_TYPE, TEAM, Phone, field_of

from otklik.domains.contacts import service as contacts
from otklik.domains.delivery.models import Channel
from otklik.domains.passes import rules
from otklik.program import Program


async def reached(program: Program, company: Company, contact_id: UUID) -> list[tuple[str, bool]]:
    """Where the person is reached by cards, and whether they are."""
    async with unit_of_work(program, company) as ctx:
        held = (await contacts.get(ctx, contact_id)).identities
    return [(one.address, one.reachable) for one in held if one.address_kind == "card"]


async def test_on_an_iphone_the_link_gives_a_card_that_the_phone_takes(
    phone: Phone, link: str, cards: Channel, tmp_path: Path
) -> None:
    page = await phone.client.get(link, headers={"accept-language": "ru"})
    assert page.status_code == 200
    assert "Добавить в Apple Wallet" in page.text
    (href,) = re.findall(r'href="([^"]+)"', page.text)
    reply = await phone.client.get(href)
    assert reply.headers["content-type"] == "application/vnd.apple.pkpass"
    card = wallets.opened(reply.content, tmp_path)
    assert (card["passTypeIdentifier"], card["teamIdentifier"]) == (PASS_TYPE, TEAM)
    assert (card["organizationName"], card["formatVersion"]) == ("Ромашка", 1)
    assert card["description"] == "Ромашка: карта"
    assert field_of(card, "name")["value"] == "Анна Ким"
    assert field_of(card, "points") == {
        "key": "points", "label": "Бонусы", "value": "1250", "changeMessage": "Бонусы: %@",
    }  # fmt: skip
    assert field_of(card, "level")["value"] == "Золотой"
    assert field_of(card, "message")["changeMessage"] == "%@"
    (code,) = card["barcodes"]
    assert (code["format"], code["messageEncoding"]) == ("PKBarcodeFormatQR", "iso-8859-1")
    assert re.fullmatch("[0-9]{12}", code["message"])
    assert re.fullmatch(r"rgb\(\d+, \d+, \d+\)", card["backgroundColor"])
    assert card["webServiceURL"] == f"https://desk.example.ru/cards/{cards.public_id}"
    assert len(card["authenticationToken"]) >= 16


async def test_whoever_takes_the_card_again_gets_the_same_one(holder: Phone, link: str, tmp_path: Path) -> None:
    again = wallets.opened((await holder.client.get(f"{link}/card.pkpass")).content, tmp_path)
    same = ("serialNumber", "authenticationToken", "barcodes")
    assert [again[name] for name in same] == [holder.card[name] for name in same]


@pytest.mark.parametrize(("language", "words"), [("ru", "Откройте эту ссылку на айфоне"), ("en", "on an iPhone")])
async def test_on_anything_else_the_page_says_so_and_nothing_of_the_person(
    client: Client, cards: Channel, link: str, language: str, words: str
) -> None:
    assert cards.enabled
    page = await client.get(link, headers={"accept-language": language})
    assert page.status_code == 200
    assert words in page.text
    assert "Ромашка" in page.text
    assert "Анна" not in page.text
    assert "Wallet" in page.text
    assert (await client.get(f"{link}/card.pkpass")).status_code == 404


async def test_opening_the_page_makes_no_card(
    program: Program, workspace: Company, phone: Phone, link: str, anna: UUID
) -> None:
    await phone.client.get(link)
    assert await reached(program, workspace, anna) == []


async def test_a_link_that_was_altered_leads_nowhere(phone: Phone, link: str) -> None:
    changed = f"{link[:-1]}{'A' if link[-1] != 'A' else 'B'}"
    assert (await phone.client.get(changed)).status_code == 404
    assert (await phone.client.get(f"{changed}/card.pkpass")).status_code == 404


async def test_a_company_without_such_a_channel_gives_no_cards(
    program: Program, second_workspace: Company, phone: Phone
) -> None:
    person = await create_contact(program, second_workspace)
    link = await link_of(program, second_workspace, person.contact_id)
    assert (await phone.client.get(link)).status_code == 404


async def test_a_person_is_reached_from_the_first_phone_to_the_last(
    program: Program, workspace: Company, holder: Phone, anna: UUID
) -> None:
    serial = holder.card["serialNumber"]
    assert await reached(program, workspace, anna) == [(serial, True)]
    assert (await holder.register()).status_code == 200, "known already"
    watch = Phone(holder.client, holder.channel, device="watch-1", push_token="ef" * 32, card=holder.card)
    assert (await watch.register()).status_code == 201
    assert (await holder.remove()).status_code == 200
    assert await reached(program, workspace, anna) == [(serial, True)]
    assert (await watch.remove()).status_code == 200
    assert await reached(program, workspace, anna) == [(serial, False)]
    assert (await watch.remove()).status_code == 200, "a second time is harmless"
    assert (await holder.register()).status_code == 201
    assert await reached(program, workspace, anna) == [(serial, True)]


async def test_who_has_not_the_cards_token_is_not_let_in(holder: Phone) -> None:
    for token in ("", "x" * 64):
        assert (await holder.register(token=token)).status_code == 401
        assert (await holder.fetch(token=token)).status_code == 401
    holder.card = {**holder.card, "serialNumber": "01960000-0000-7000-8000-000000000001"}
    assert (await holder.fetch()).status_code == 401


async def test_another_companys_card_is_refused(program: Program, second_workspace: Company, holder: Phone) -> None:
    theirs = await create_channel(program, second_workspace, kind="wallet", config=wallets.config())
    stranger = Phone(holder.client, theirs, card=holder.card)
    assert (await stranger.register()).status_code == 401
    assert (await stranger.fetch()).status_code == 401
    assert (await stranger.remove()).status_code == 401
    assert await stranger.news() == []
    assert await holder.news() == [holder.card["serialNumber"]]


async def test_a_phone_learns_what_changed_and_fetches_only_that(holder: Phone) -> None:
    assert await holder.news() == [holder.card["serialNumber"]]
    first = await holder.fetch()
    assert first.status_code == 200
    assert first.headers["content-type"] == "application/vnd.apple.pkpass"
    assert (await holder.fetch()).status_code == 304


@pytest.mark.parametrize("body", [b"", b"[]", b'{"pushToken": ""}', b'{"pushToken": "not hex"}', b'{"pushToken": 7}'])
async def test_a_registration_without_a_push_token_is_refused(holder: Phone, body: bytes) -> None:
    url = f"{holder._mine}/{holder.card['serialNumber']}"
    reply = await holder.client.post(url, content=body, headers=holder._keys())
    assert (reply.status_code, reply.json()["code"]) == (400, "passes.registration_invalid")


async def test_more_phones_than_fit_push_the_oldest_out(holder: Phone) -> None:
    more = [
        Phone(holder.client, holder.channel, device=f"device-{at}", push_token=f"{at:064x}", card=holder.card)
        for at in range(rules.REGISTRATIONS_MAX)
    ]
    for one in more:
        assert (await one.register()).status_code == 201
    assert await holder.news() == [], "its own place was taken"
    assert await more[0].news() == [holder.card["serialNumber"]]


async def test_what_phones_complain_of_is_taken_within_bounds(holder: Phone) -> None:
    url = f"{holder._v1}/log"
    assert (await holder.client.post(url, json={"logs": ["Passes: signature is wrong"]})).status_code == 200
    assert (await holder.client.post(url, content=b"nonsense")).status_code == 200
    assert (await holder.client.post("/cards/guess/v1/log", json={"logs": []})).status_code == 401
    assert (await holder.client.post(url, content=b"x" * (rules.LOG_BYTES_MAX + 1))).status_code == 413


async def test_joined_cards_keep_their_pass(
    program: Program, workspace: Company, holder: Phone, anna: UUID, tmp_path: Path
) -> None:
    other = await create_contact(program, workspace, name="Анна К.")
    await join(program, workspace, keep_id=other.contact_id, other_id=anna)
    link = await link_of(program, workspace, other.contact_id)
    taken = wallets.opened((await holder.client.get(f"{link}/card.pkpass")).content, tmp_path)
    assert taken["serialNumber"] == holder.card["serialNumber"]
    assert (await holder.fetch()).status_code == 200


async def test_a_channel_that_is_off_gives_nothing(holder: Phone, link: str, signed_in: Client) -> None:
    await signed_in.patch(f"/api/v1/channels/{holder.channel.id}", json={"enabled": False})
    assert (await holder.fetch()).status_code == 401
    assert (await holder.client.get(link)).status_code == 404
