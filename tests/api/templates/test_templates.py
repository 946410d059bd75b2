"""Templates over HTTP."""

from typing import Any

import pytest
from tests.client import Client
from tests.conftest import SignInAs
from tests.counting import counted_statements
from tests.factories import Company
from tests.factories_contacts import create_contact
from tests.factories_delivery import create_channel

from otklik.program import Program

URL = "/api/v1/templates"
FOOTER: dict[str, Any] = {"type": "footer", "text": "Кофейня", "unsubscribe": "Отписаться"}


def letter(text: str = "Спасибо, что вы с нами.", **fields: Any) -> dict[str, Any]:
    wording = {
        "subject": "Здравствуйте{{ person.first_name | after_comma }}",
        "preheader": "Рады знакомству",
        "blocks": [{"type": "text", "text": text}, FOOTER],
    }
    return {"wordings": {"ru": wording | fields}, "language": "ru"}


async def create(client: Client, *, body: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    given = {"name": "Приветствие", "kind": "email", "body": body or letter()} | fields
    made = await client.post(URL, json=given)
    assert made.status_code == 201, made.text
    return made.json()


async def test_a_letter_is_written_published_changed_and_taken_back(signed_in: Client) -> None:
    made = await create(signed_in)
    url = f"{URL}/{made['id']}"
    assert (made["published_number"], made["changed"], made["languages"]) == (None, True, ["ru"])
    published = (await signed_in.post(f"{url}/versions")).json()
    assert (published["published_number"], published["changed"]) == (1, False)

    draft = {"revision": made["revision"], "body": letter("Спасибо, что вы рядом.")}
    saved = (await signed_in.put(f"{url}/draft", json=draft)).json()
    assert (saved["problems"], saved["template"]["changed"]) == ([], True)
    assert (await signed_in.post(f"{url}/versions")).json()["published_number"] == 2

    versions = (await signed_in.get(f"{url}/versions")).json()
    assert [one["number"] for one in versions] == [2, 1]
    back = (await signed_in.put(f"{url}/versions/{versions[1]['id']}/restoration")).json()
    assert back["body"]["wordings"]["ru"]["blocks"][0]["text"] == "Спасибо, что вы с нами."
    assert (back["published_number"], back["changed"]) == (2, True)
    gone = await signed_in.put(f"{url}/versions/{made['id']}/restoration")
    assert (gone.status_code, gone.json()["code"]) == (404, "templates.version_not_found")


async def test_an_unknown_name_is_told_at_saving_with_its_place_and_the_likeliest_name(signed_in: Client) -> None:
    made = await create(signed_in)
    body = letter(subject="Привет, {{ preson.first_name }}")
    saved = await signed_in.put(f"{URL}/{made['id']}/draft", json={"revision": 1, "body": body})
    assert saved.json()["problems"] == [
        {
            "code": "templates.unknown_variable",
            "severity": "error",
            "part": "subject",
            "params": {
                "language": "ru",
                "line": 1,
                "column": 12,
                "found": "preson.first_name",
                "suggestion": "person.first_name",
            },
        }
    ]
    refused = await signed_in.post(f"{URL}/{made['id']}/versions")
    assert (refused.status_code, refused.json()["code"]) == (400, "templates.not_ready")
    assert refused.json()["params"]["first"] == "templates.unknown_variable"


async def test_who_saves_over_a_newer_draft_is_told_so(signed_in: Client) -> None:
    made = await create(signed_in)
    url = f"{URL}/{made['id']}/draft"
    assert (await signed_in.put(url, json={"revision": 1, "body": letter("а")})).status_code == 200
    late = await signed_in.put(url, json={"revision": 1, "body": letter("б")})
    assert (late.status_code, late.json()["code"], late.json()["params"]) == (
        409,
        "templates.draft_changed",
        {"revision": 2},
    )


async def test_false_haste_is_refused_until_a_real_date_stands_beside_it(signed_in: Client) -> None:
    made = await create(signed_in, body=letter("Успейте, скидка для вас только сегодня!"))
    refused = await signed_in.post(f"{URL}/{made['id']}/versions")
    assert refused.json()["params"]["first"] == "templates.deadline_unbound"
    body = letter("Скидка для вас только до {{ sale_ends | day }}.")
    body["variables"] = [{"name": "sale_ends", "kind": "deadline"}]
    await signed_in.put(f"{URL}/{made['id']}/draft", json={"revision": 1, "body": body})
    assert (await signed_in.post(f"{URL}/{made['id']}/versions")).status_code == 201


async def test_false_haste_of_a_letter_is_found_beside_a_plain_part_without_it(signed_in: Client) -> None:
    body = letter("Успейте, скидка для вас только сегодня!")
    body["wordings"]["ru"]["text"] = "Спасибо, что вы с нами"
    made = await create(signed_in, body=body)
    refused = await signed_in.post(f"{URL}/{made['id']}/versions")
    assert (refused.status_code, refused.json()["params"]) == (
        400,
        {"count": 1, "first": "templates.deadline_unbound"},
    )


async def test_false_haste_on_a_button_of_a_messenger_is_found(signed_in: Client) -> None:
    wording = {"text": "Спасибо, что вы с нами.", "buttons": [{"label": "Успейте купить", "url": "https://a.example"}]}
    asked = {"kind": "chat", "body": {"wordings": {"ru": wording}}}
    told = (await signed_in.post(f"{URL}/checks", json=asked)).json()
    assert [(one["code"], one["part"]) for one in told["findings"]["ru"]] == [("templates.deadline_unbound", "buttons")]


async def test_a_mass_letter_without_a_way_out_is_not_published(signed_in: Client) -> None:
    body = letter(blocks=[{"type": "text", "text": "Спасибо, что вы с нами."}])
    made = await create(signed_in, body=body)
    refused = await signed_in.post(f"{URL}/{made['id']}/versions")
    assert refused.json()["params"]["first"] == "templates.unsubscribe_missing"
    await signed_in.patch(f"{URL}/{made['id']}", json={"purpose": "personal"})
    assert (await signed_in.post(f"{URL}/{made['id']}/versions")).status_code == 201


async def test_a_letter_says_how_the_company_is_reached_as_its_settings_do(signed_in: Client) -> None:
    body = letter("{{ company.url }}, {{ company.phone }}, {{ company.address }}")
    asked = {"kind": "email", "purpose": "mass", "body": body}
    before = (await signed_in.post(f"{URL}/checks", json=asked)).json()["findings"]["ru"]
    unsaid = {f"templates.company_{one}_unsaid" for one in ("url", "phone", "address")}
    assert {one["code"] for one in before} == unsaid

    reached = {"site_url": " https://tea.example/ ", "phone": "+7 495 000-00-00", "address": "Москва, Чайная, 1"}
    changed = await signed_in.patch("/api/v1/workspace", json=reached)
    assert changed.json()["site_url"] == "https://tea.example/"
    assert (await signed_in.post(f"{URL}/checks", json=asked)).json()["findings"]["ru"] == []
    shown = (await signed_in.post(f"{URL}/previews", json={"kind": "email", "body": body})).json()
    assert "https://tea.example/, +7 495 000-00-00, Москва, Чайная, 1" in shown["text"]


@pytest.mark.parametrize(("field", "value"), [("site_url", "tea.example"), ("site_url", "https://"), ("email", "tea")])
async def test_what_leads_nowhere_is_no_way_to_the_company(signed_in: Client, field: str, value: str) -> None:
    refused = await signed_in.patch("/api/v1/workspace", json={field: value})
    assert (refused.status_code, refused.json()["params"]) == (400, {"field": field})


async def test_a_preview_shows_the_letter_of_a_person(signed_in: Client) -> None:
    body = letter("Мы ждали {{ person.name | decline: 'accusative' }}.")
    asked = {"kind": "email", "body": body}
    sample = (await signed_in.post(f"{URL}/previews", json=asked)).json()
    assert sample["subject"] == "Здравствуйте, Анна"
    assert "Мы ждали Анну Петрову." in sample["html"]
    assert "Мы ждали Анну Петрову." in sample["text"]
    assert "Отписаться (http" in sample["text"]
    assert sample["bytes"] == len(sample["html"].encode())


async def test_what_is_put_into_html_is_escaped(signed_in: Client) -> None:
    body = letter("{{ note }}")
    body["variables"] = [{"name": "note", "example": "<script>alert(1)</script>"}]
    shown = (await signed_in.post(f"{URL}/previews", json={"kind": "email", "body": body})).json()
    assert "<script>" not in shown["html"]
    assert "&lt;script&gt;" in shown["html"]


async def test_an_sms_tells_its_segments_and_price(signed_in: Client) -> None:
    prices = {"kind": "sms_smpp", "rows": [{"country": "", "micros": 3_000_000, "currency": "RUB"}]}
    await signed_in.put("/api/v1/prices", json=prices)
    text = "{{ person.first_name | greet }} " + "а" * 80
    body = {"wordings": {"ru": {"text": text}}, "language": "ru"}
    shown = (await signed_in.post(f"{URL}/previews", json={"kind": "sms", "body": body})).json()
    assert shown["cost"]["segments"] == 2
    assert "templates.sms_segments" in [one["code"] for one in shown["findings"]]


async def test_a_segment_block_is_shown_to_those_of_the_segment(signed_in: Client) -> None:
    text = "{% segment 'loyal' %}Вы с нами давно{% else %}Рады знакомству{% endsegment %}"
    asked: dict[str, Any] = {"kind": "chat", "body": {"wordings": {"ru": {"text": text}}, "language": "ru"}}
    assert (await signed_in.post(f"{URL}/previews", json=asked)).json()["text"] == "Рады знакомству"
    asked["segments"] = ["loyal"]
    assert (await signed_in.post(f"{URL}/previews", json=asked)).json()["text"] == "Вы с нами давно"


async def test_named_blocks_of_the_company_stand_in_every_template(signed_in: Client) -> None:
    asked = {"kind": "email", "body": letter("Ваша {% block 'team' %}")}
    before = (await signed_in.post(f"{URL}/previews", json=asked)).json()
    assert "templates.unknown_block" in [one["code"] for one in before["findings"]]
    blocks = "/api/v1/template-blocks"
    team = {"code": "team", "source": "<b>команда</b> {{ company.name }}"}
    made = await signed_in.post(blocks, json=team)
    assert made.status_code == 201
    after = (await signed_in.post(f"{URL}/previews", json=asked)).json()
    assert "<b>команда</b>" in after["html"]
    assert "templates.unknown_block" not in [one["code"] for one in after["findings"]]
    again = await signed_in.post(blocks, json=team)
    assert (again.status_code, again.json()["code"]) == (409, "templates.block_code_taken")
    url = f"{blocks}/{made.json()['id']}"
    wrong = await signed_in.put(url, json=team | {"source": "{{ nobody }}"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "templates.block_invalid")
    assert (await signed_in.put(url, json=team | {"source": "друзья"})).json()["source"] == "друзья"
    assert [one["code"] for one in (await signed_in.get(blocks)).json()] == ["team"]
    assert (await signed_in.delete(url)).status_code == 204
    assert (await signed_in.delete(url)).status_code == 404


async def test_every_starter_may_be_published_as_it_is(signed_in: Client) -> None:
    reached = {
        "site_url": "https://tea.example/",
        "phone": "+7 495 000-00-00",
        "email": "hi@tea.example",
        "address": "—",
    }
    await signed_in.patch("/api/v1/workspace", json=reached)
    starters = (await signed_in.get(f"{URL}/starters")).json()
    assert [one["code"] for one in starters][:5] == ["welcome", "cart", "birthday", "order", "review"]
    assert len(starters) == 11
    for one in starters:
        made = await create(signed_in, body=one["body"], kind=one["kind"], purpose=one["purpose"])
        published = await signed_in.post(f"{URL}/{made['id']}/versions")
        assert published.status_code == 201, (one["code"], published.text)
        checked = {"kind": one["kind"], "purpose": one["purpose"], "body": one["body"]}
        found = (await signed_in.post(f"{URL}/checks", json=checked)).json()["findings"]
        graver = [each["code"] for many in found.values() for each in many if each["severity"] != "hint"]
        assert graver == [], one["code"]


async def test_templates_are_found_by_words_kind_and_folder_and_put_away(signed_in: Client) -> None:
    await create(signed_in, name="Брошенная корзина", folder="Магазин")
    kept = await create(signed_in, name="Приветствие", kind="sms", body={"wordings": {"ru": {"text": "Привет"}}})
    assert await names(signed_in, q="корзина") == ["Брошенная корзина"]
    assert await names(signed_in, kind="sms") == ["Приветствие"]
    assert await names(signed_in, folder="Магазин") == ["Брошенная корзина"]
    assert (await signed_in.get(f"{URL}/folders")).json() == ["Магазин"]
    assert (await signed_in.put(f"{URL}/{kept['id']}/archiving")).json()["archived"] is True
    assert await names(signed_in) == ["Брошенная корзина"]
    assert await names(signed_in, archived=True) == ["Приветствие"]
    refused = await signed_in.post(f"{URL}/{kept['id']}/versions")
    assert refused.json()["code"] == "templates.archived"
    assert (await signed_in.delete(f"{URL}/{kept['id']}/archiving")).json()["archived"] is False


async def names(client: Client, **params: Any) -> list[str]:
    return [one["name"] for one in (await client.get(URL, params=params)).json()["items"]]


async def test_the_list_comes_page_by_page(signed_in: Client) -> None:
    for name in ("а", "б", "в"):
        await create(signed_in, name=name)
    first = (await signed_in.get(URL, params={"limit": 2})).json()
    rest = (await signed_in.get(URL, params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [one["name"] for one in [*first["items"], *rest["items"]]] == ["в", "б", "а"]


@pytest.mark.parametrize(
    ("role", "status"), [("marketer", 201), ("supervisor", 201), ("operator", 403), ("viewer", 403)]
)
async def test_marketers_and_supervisors_write_templates(sign_in_as: SignInAs, role: str, status: int) -> None:
    client = await sign_in_as(role)
    made = await client.post(URL, json={"name": "Письмо", "kind": "email"})
    assert made.status_code == status
    assert (await client.get(URL)).status_code == 200


async def test_a_language_that_is_not_there_is_refused(signed_in: Client) -> None:
    asked = {"kind": "email", "body": letter(), "language": "de"}
    refused = await signed_in.post(f"{URL}/previews", json=asked)
    assert (refused.status_code, refused.json()["code"]) == (400, "templates.language_missing")


async def test_blocks_become_markup_to_go_on_in_code(signed_in: Client) -> None:
    made = await signed_in.post(f"{URL}/markup", json={"body": letter()})
    mjml = made.json()["mjml"]
    assert mjml.startswith('<mjml lang="ru">')
    shown = await signed_in.post(
        f"{URL}/previews", json={"kind": "email", "body": letter(mode="mjml", code=mjml, blocks=[])}
    )
    assert "Спасибо, что вы с нами." in shown.json()["html"]
    broken = await signed_in.post(
        f"{URL}/previews", json={"kind": "email", "body": letter(mode="mjml", code="<mjml><mj-body>", blocks=[])}
    )
    assert "templates.markup_invalid" in [one["code"] for one in broken.json()["findings"]]


async def test_a_test_goes_to_oneself_by_the_ledger_and_nowhere_else(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    made = await create(signed_in)
    url = f"{URL}/{made['id']}/tests"
    chat = await create_channel(program, workspace, kind="webchat")
    refused = await signed_in.post(url, json={"channel_id": str(chat.id)})
    assert (refused.status_code, refused.json()["code"]) == (400, "templates.not_testable")
    unknown = await signed_in.post(url, json={"channel_id": made["id"]})
    assert unknown.status_code == 404
    silent = await signed_in.post(url, json={"channel_id": str(chat.id), "language": "de"})
    assert silent.json()["code"] == "templates.language_missing"


async def test_a_preview_speaks_to_a_real_person(program: Program, workspace: Company, signed_in: Client) -> None:
    person = await create_contact(program, workspace, name="Илья Воронов")
    asked = {
        "kind": "email",
        "body": letter("Рады {{ person.first_name | decline: 'dative' }}"),
        "contact_id": str(person.contact_id),
    }
    shown = (await signed_in.post(f"{URL}/previews", json=asked)).json()
    assert (shown["subject"], "Рады Илье" in shown["text"]) == ("Здравствуйте, Илья", True)


async def test_the_list_costs_as_much_for_many_as_for_one(program: Program, signed_in: Client) -> None:
    await create(signed_in)
    with counted_statements(program) as one:
        await signed_in.get(URL)
    for _ in range(5):
        await create(signed_in)
    with counted_statements(program) as many:
        await signed_in.get(URL)
    assert len(many) == len(one)
