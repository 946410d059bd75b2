"""What everybody sees of a kit: the page without a script, codes, the card, the sheet, linked data."""

import io
import json
import re
from urllib.parse import urlsplit

import pytest
import zxingcpp
from PIL import Image
from tests.api.reach.conftest import Obj
from tests.client import Client
from tests.factories import Company
from tests.factories_delivery import unit_of_work

from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.service import channels
from otklik.domains.promises.service import cached
from otklik.program import Program

LINKS = {
    "phone": "tel:+74951234567",
    "bot": "https://t.me/tea_shop_bot",
    "whatsapp": "https://wa.me/79160000000?text=%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82%20%26%20%D1%81%D0%BF%D0%B0%D1%81%D0%B8%D0%B1%D0%BE",
    "viber": "viber://chat?number=%2B79160000000",
    "sms": "sms:+79160000000?body=Call%20me",
    "email": "mailto:help@tea.example?subject=%D0%92%D0%BE%D0%BF%D1%80%D0%BE%D1%81",
    "link": "https://vk.me/tea",
}


@pytest.fixture
def path(kit: Obj) -> str:
    return urlsplit(kit["page_url"]).path


async def test_the_page_needs_no_script_and_carries_every_link(client: Client, path: str) -> None:
    answer = await client.get(f"{path}?lang=ru")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    page = answer.text
    for url in LINKS.values():
        assert f'href="{url}"' in page
    assert re.findall(r"<script[^>]*>", page) == ['<script type="application/ld+json">']
    assert "<b>лавка</b>" not in page
    assert "Бесплатно по Москве" in page


@pytest.mark.parametrize(
    ("asked", "accepted", "expected"),
    [("en", "ru", "en"), ("", "en;q=0.3, ru;q=0.8", "ru"), ("", "fr, en;q=0.5", "en"), ("", "", "ru")],
)
async def test_the_page_speaks_the_readers_language(
    client: Client, path: str, asked: str, accepted: str, expected: str
) -> None:
    page = (await client.get(f"{path}?lang={asked}", headers={"accept-language": accepted})).text
    assert f'<html lang="{expected}">' in page


async def test_the_button_reads_the_same_as_json_from_any_site(client: Client, path: str, chat: Channel) -> None:
    answer = await client.get(f"{path}.json?lang=en")
    assert answer.headers["access-control-allow-origin"] == "*"
    shown = answer.json()
    assert {one["id"]: one["url"] for one in shown["entries"] if one["id"] in LINKS} == LINKS
    assert shown["entries"][-1]["chat"] == chat.public_id
    assert [one["id"] for one in shown["entries"] if one["by_phone"]] == ["phone", "whatsapp", "viber", "sms"]
    again = await client.get(f"{path}.json?lang=en", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", sorted(LINKS))
async def test_every_code_is_read_back_as_its_link(client: Client, path: str, name: str) -> None:
    picture = await client.get(f"{path}/qr/{name}.png")
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)))
    assert read.text == LINKS[name]
    drawn = await client.get(f"{path}/qr/{name}.svg")
    assert drawn.text.startswith("<svg")


async def test_the_card_holds_numbers_and_addresses_on_folded_lines(client: Client, path: str) -> None:
    answer = await client.get(f"{path}.vcf?lang=en")
    lines = answer.content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    card = answer.content.replace(b"\r\n ", b"").decode().split("\r\n")
    assert card[:2] == ["BEGIN:VCARD", "VERSION:3.0"]
    assert card[-2:] == ["END:VCARD", ""]
    assert "TEL;TYPE=WORK,VOICE:+74951234567" in card
    assert "EMAIL;TYPE=INTERNET,WORK:help@tea.example" in card
    assert "URL:https://t.me/tea_shop_bot" in card


async def test_linked_data_is_an_organization_with_contact_points(client: Client, path: str) -> None:
    page = (await client.get(path)).text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, flags=re.DOTALL)
    assert found
    document = json.loads(found[1])
    assert document == (await client.get(f"{path}.jsonld")).json()
    assert (document["@context"], document["@type"]) == ("https://schema.org", "Organization")
    points = document["contactPoint"]
    assert {one["@type"] for one in points} == {"ContactPoint"}
    assert points[0]["telephone"] == "+74951234567"
    assert [one["email"] for one in points if "email" in one] == ["help@tea.example"]


async def test_the_sheet_is_a_pdf_with_every_code(client: Client, path: str) -> None:
    sheet = (await client.get(f"{path}.pdf?lang=ru")).content
    assert sheet.startswith(b"%PDF-")
    assert sheet.count(b"/Type /Page\n") == 1


async def test_a_channel_that_is_switched_off_is_shown_no_more(
    program: Program, workspace: Company, client: Client, path: str, telegram: Channel
) -> None:
    async with unit_of_work(program, workspace) as ctx:
        await channels.update(ctx, channel_id=telegram.id, name=None, enabled=False, config=None)
    cached.of(program.parts).forget()
    shown = (await client.get(f"{path}.json")).json()
    assert "bot" not in [one["id"] for one in shown["entries"]]


@pytest.mark.parametrize("name", ["nobody", "nobody.json", "nobody.vcf", "nobody.exe", "nobody/qr/page.svg"])
async def test_what_is_nobodys_is_not_found(client: Client, name: str) -> None:
    assert (await client.get(f"/contact-us/{name}")).status_code == 404


async def test_a_code_that_is_not_there_is_not_found(client: Client, path: str) -> None:
    for name in ("nothing.svg", "phone.gif", "phone"):
        assert (await client.get(f"{path}/qr/{name}")).status_code == 404
    assert (await client.get(f"{path}/qr/page.svg")).status_code == 200
