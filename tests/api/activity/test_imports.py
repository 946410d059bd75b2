"""A marketer takes files in: what is wrong is told row by row, what was done can be taken back whole."""

import csv
import io
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
import xlsxwriter
from tests.api.activity.conftest import Json
from tests.client import Client, SignInAs
from tests.factories import Company
from tests.factories_contacts import create_contact

from otklik.domains.activity.service import undoing
from otklik.domains.consents import service as consents
from otklik.platform.jobs import ATTEMPTS_MAX
from otklik.program import Program

PEOPLE = (
    "Почта;Телефон;Имя;Фамилия;Город;Согласие\r\n"
    "anna@client.example;8 912 345-67-89;Анна;Ёлкина;Пермь;да\r\n"
    "не почта;;Борис;;Тверь;да\r\n"
    "vera@client.example;abc;Вера;;Омск;нет\r\n"
    ";;;;;\r\n"
    "ANNA@client.example;;Анна;Ёлкина-Белова;Казань;да\r\n"
)
ORDERS = (
    "email,Номер заказа,Дата,Артикул,Товар,Кол-во,Цена\n"
    'anna@client.example,A-1,01.03.2026 12:00,C-1,Кофе,2,"799,50"\n'
    "anna@client.example,A-1,01.03.2026 12:00,F-2,Фильтры,1,150\n"
    "new@client.example,A-2,2026-03-02,C-1,Кофе,1,799.50\n"
    "new@client.example,A-3,not a day,C-1,Кофе,1,799.50\n"
)


def book(rows: Sequence[Sequence[object]]) -> bytes:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return body.getvalue()


async def upload(browser: Client, content: bytes, *, kind: str = "people", name: str = "Клиенты.csv") -> Json:
    reply = await browser.post(f"/api/v1/imports?kind={kind}", files={"data": (name, content, "text/csv")})
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


async def guessed(browser: Client, taken: Json, **plan: Any) -> Json:
    preview = (await browser.get(f"/api/v1/imports/{taken['id']}/preview")).json()
    return {**preview["guess"], **plan}


async def loaded(program: Program, browser: Client, content: bytes, *, kind: str = "people", **plan: Any) -> Json:
    """The file, by the guess and what is said otherwise."""
    taken = await upload(browser, content, kind=kind)
    chosen = await guessed(browser, taken, **plan)
    started = await browser.put(f"/api/v1/imports/{taken['id']}/run", json=chosen)
    assert started.status_code == 200, started.text
    await program.jobs.work(wait=False)
    return await state(browser, taken)


async def undone(program: Program, browser: Client, taken: Json) -> Json:
    assert (await browser.put(f"/api/v1/imports/{taken['id']}/undoing")).status_code == 200
    await program.jobs.work(wait=False)
    return await state(browser, taken)


async def state(browser: Client, taken: Json) -> Json:
    return dict((await browser.get(f"/api/v1/imports/{taken['id']}")).json())


async def people(browser: Client, query: str) -> list[Json]:
    found = (await browser.get("/api/v1/contacts", params={"q": query})).json()["items"]
    return [dict((await browser.get(f"/api/v1/contacts/{one['id']}")).json()) for one in found]


async def totals(browser: Client, contact: Json) -> list[tuple[str, int, int, str, str]]:
    """What the card counts: name, how often, for how much, first and last."""
    found = (await browser.get(f"/api/v1/contacts/{contact['id']}/activity")).json()["totals"]
    return [(one["name"], one["count"], one["sum_minor"], one["first_at"], one["last_at"]) for one in found]


SAID: Json = {"consent": {"purpose": "news", "said": "Анкета в магазине"}}
NEWS: Json = {"code": "news", "name_ru": "Новости", "name_en": "News", "basis": "consent", "text_ru": "Да, пишите"}


async def test_people_of_a_file_are_made_changed_and_told_of(program: Program, signed_in: Client) -> None:
    await signed_in.post("/api/v1/consents/purposes", json=NEWS)
    loading = await loaded(program, signed_in, PEOPLE.encode("cp1251"), **SAID)
    assert (loading["state"], loading["agreeing"], loading["finished_at"]) == ("agreeing", 1, None)
    await program.jobs.work(wait=False)  # agreements are written after the people
    done = await state(signed_in, loading)
    assert (done["state"], done["agreeing"], done["created"], done["changed"]) == ("done", 0, 2, 1)
    assert (done["refused"], bool(done["finished_at"])) == (1, True)
    anna = (await people(signed_in, "anna@client.example"))[0]
    assert (anna["name"], anna["attributes"]) == ("Анна Ёлкина-Белова", {"Город": "Казань"})
    assert {one["address"] for one in anna["identities"]} == {"anna@client.example", "+79123456789"}
    told = (await signed_in.get(f"/api/v1/contacts/{anna['id']}/consents")).json()
    assert {one["channel"] for one in told["standing"] if one["status"] == "granted"} == {"email", "sms"}
    assert {(one["method"], one["note"]) for one in told["history"]} == {("import", "Анкета в магазине")}
    file = await signed_in.get(f"/api/v1/imports/{done['id']}/errors?format=csv")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert [(row[0], row[4]) for row in rows[1:]] == [("3", "не почта"), ("4", "abc")], rows


async def test_an_import_may_be_undone_while_agreements_are_written(program: Program, signed_in: Client) -> None:
    await signed_in.post("/api/v1/consents/purposes", json=NEWS)
    taken = await loaded(program, signed_in, PEOPLE.encode("cp1251"), **SAID)
    assert (taken["state"], taken["agreeing"]) == ("agreeing", 1)
    gone = await undone(program, signed_in, taken)
    assert (gone["state"], gone["agreeing"]) == ("undone", 0)
    assert await people(signed_in, "anna@client.example") == []


async def test_of_a_file_that_was_taken_back_nobody_agrees_to_anything_more(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    await signed_in.post("/api/v1/consents/purposes", json=NEWS)
    known = await create_contact(program, workspace, name="Анна", address_kind="email", address="anna@client.example")
    taken = await loaded(program, signed_in, PEOPLE.encode("cp1251"), **SAID)
    assert (await signed_in.put(f"/api/v1/imports/{taken['id']}/undoing")).status_code == 200
    await undoing.undo(program.parts, workspace_id=workspace.id, import_id=UUID(taken["id"]))
    await program.jobs.work(wait=False)
    told = (await signed_in.get(f"/api/v1/contacts/{known.contact_id}/consents")).json()
    assert told["history"] == []


async def test_an_import_whose_agreements_cannot_be_written_is_shown_as_failed_and_can_be_undone(
    program: Program, signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise OSError("the database is full")

    await signed_in.post("/api/v1/consents/purposes", json=NEWS)
    taken = await loaded(program, signed_in, PEOPLE.encode("cp1251"), **SAID)
    monkeypatch.setattr(consents, "grant", refuse)
    for _ in range(ATTEMPTS_MAX + 1):
        assert (await state(signed_in, taken))["state"] == "agreeing"
        async with program.pool.connection() as connection:  # the next attempt's time has come
            await connection.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
        await program.jobs.work(wait=False)
    failed = await state(signed_in, taken)
    assert (failed["state"], failed["code"], failed["agreeing"], failed["created"]) == ("failed", "internal", 0, 2)
    gone = await undone(program, signed_in, failed)
    assert gone["state"] == "undone"
    assert await people(signed_in, "anna@client.example") == []


async def test_a_preview_says_how_the_file_is_written_and_read(signed_in: Client) -> None:
    taken = await upload(signed_in, PEOPLE.encode("cp1251"))
    preview = (await signed_in.get(f"/api/v1/imports/{taken['id']}/preview")).json()
    assert (preview["encoding"], preview["delimiter"]) == ("cp1251", ";")
    assert [one["target"] for one in preview["guess"]["columns"]] == [
        "email", "phone", "first_name", "last_name", "attribute", "consent",
    ]  # fmt: skip
    tried = await signed_in.post(f"/api/v1/imports/{taken['id']}/preview", json={**preview["guess"], **SAID})
    assert tried.json()["read"][0]["phone"] == "+79123456789"
    assert [(one["line"], one["refused"]) for one in tried.json()["troubles"]] == [(3, True), (4, False), (5, True)]


async def test_an_undone_import_leaves_everything_as_it_was_but_what_was_changed_since(
    program: Program, signed_in: Client
) -> None:
    await loaded(program, signed_in, "email;name;Город;Возраст\nanna@client.example;Анна;Пермь;30\n".encode())
    second = await loaded(
        program,
        signed_in,
        "email;phone;name;Город;Возраст\n"
        "anna@client.example;+79123456789;Аня;Тула;31\n"
        "b@x.example;;Б;;\n".encode(),
    )  # fmt: skip
    assert (second["created"], second["changed"]) == (1, 1)
    anna = (await people(signed_in, "anna"))[0]
    await signed_in.patch(f"/api/v1/contacts/{anna['id']}", json={"attributes": {"Город": "Сочи"}})
    back = await undone(program, signed_in, second)
    assert (back["state"], back["left"]) == ("undone", 1)
    anna = (await people(signed_in, "anna"))[0]
    assert (anna["name"], anna["attributes"]) == ("Анна", {"Город": "Сочи", "Возраст": 30})
    assert [one["address"] for one in anna["identities"]] == ["anna@client.example"]
    assert await people(signed_in, "b@x.example") == []


async def test_duplicates_may_be_left_alone(program: Program, signed_in: Client) -> None:
    await loaded(program, signed_in, b"email;name\nanna@client.example;Anna\n")
    again = await loaded(program, signed_in, b"email;name\nanna@client.example;Other\n", duplicates="skip")
    assert (again["created"], again["changed"], again["skipped"]) == (0, 0, 1)
    assert (await people(signed_in, "anna"))[0]["name"] == "Anna"


async def test_orders_become_purchases_with_lines_once(program: Program, signed_in: Client) -> None:
    done = await loaded(program, signed_in, ORDERS.encode(), kind="purchases")
    assert (done["state"], done["created"], done["refused"]) == ("done", 2, 1)
    anna = (await people(signed_in, "anna@client.example"))[0]
    bought = (await signed_in.get(f"/api/v1/contacts/{anna['id']}/facts")).json()["items"][0]
    assert (bought["amount_minor"], len(bought["lines"]), bought["at"]) == (174_900, 2, "2026-03-01T09:00:00Z")
    again = await loaded(program, signed_in, ORDERS.encode(), kind="purchases")
    assert (again["created"], again["skipped"]) == (0, 2)
    await undone(program, signed_in, done)
    assert await people(signed_in, "new@client.example") == []
    names = (await signed_in.get("/api/v1/fact-names")).json()["items"]
    assert names == []


async def test_sums_are_in_the_coins_of_their_currency(program: Program, signed_in: Client) -> None:
    content = (
        "email,Дата,Заказ,Валюта,Артикул,Цена,Сумма\n"
        'ken@client.example,2026-03-01,J-1,JPY,T-1,"1000","1000,00"\n'
        "ken@client.example,2026-03-01,J-2,JPY,T-1,1000,1000.50\n"
        "ken@client.example,2026-03-01,K-1,KWD,T-1,12.345,12.345\n"
        "ken@client.example,2026-03-01,R-1,,T-1,10.5,10.50\n"
        "ken@client.example,2026-03-01,R-2,RUB,T-1,10.555,\n"
        'ken@client.example,2026-03-01,R-3,RUB,T-1,,"1,000"\n'
        'ken@client.example,2026-03-01,R-4,RUB,T-1,,"1,000.00"\n'
    ).encode()
    done = await loaded(program, signed_in, content, kind="purchases")
    assert (done["created"], done["refused"]) == (4, 3)
    [ken] = await people(signed_in, "ken@client.example")
    facts = (await signed_in.get(f"/api/v1/contacts/{ken['id']}/facts")).json()["items"]
    sums = {(one["currency"], one["amount_minor"], one["lines"][0]["price_minor"]) for one in facts}
    assert sums == {("JPY", 1000, 1000), ("KWD", 12_345, 12_345), ("RUB", 1050, 1050), ("RUB", 100_000, 0)}
    sheet = await signed_in.get(f"/api/v1/imports/{done['id']}/errors?format=csv")
    rows = csv.reader(io.StringIO(sheet.content.decode("utf-8-sig")), delimiter=";")
    told = [row[0:1] + row[2:] for row in rows]
    why = "В сумме больше знаков, чем у валюты; если это тысячи, уберите разделитель"
    assert told[1:] == [["3", why, "amount", "1000.50"], ["6", why, "price", "10.555"], ["7", why, "amount", "1,000"]]


async def test_sums_without_a_currency_are_in_the_coins_of_the_company(program: Program, signed_in: Client) -> None:
    await signed_in.put("/api/v1/rfm/settings", json={"currency": "JPY", "levels": []})
    rows = [["email", "Дата", "Заказ", "Сумма"], ["ken@client.example", "2026-03-01", "J-1", 1000]]
    fine = [["ken@client.example", "2026-03-01", "J-2", 19.5]]
    done = await loaded(program, signed_in, book([*rows, *fine]), kind="purchases")
    assert (done["created"], done["refused"]) == (1, 1)
    [ken] = await people(signed_in, "ken@client.example")
    activity = (await signed_in.get(f"/api/v1/contacts/{ken['id']}/activity")).json()
    assert (activity["currency"], activity["totals"][0]["sum_minor"]) == ("JPY", 1000)


async def test_events_are_kept_to_the_letter_and_each_counted_once(program: Program, signed_in: Client) -> None:
    titles, day = "email,Событие,Дата,key,Сумма,Страница\n", "2026-03-01 10:00"
    odd = 'C:\\temp\t"a"\nb \\N \\.'
    cell = '"{}"'.format(odd.replace('"', '""'))
    first = f"{titles}a@x.example,viewed,{day},k\\1,,{cell}\na@x.example,viewed,{day},k\\1,,{cell}\n"
    second = f"{first}a@x.example,viewed,2026-03-02 10:00,k2,7.50,\\N\nb@x.example,viewed,{day},k3,,\n"
    one = await loaded(program, signed_in, first.encode(), kind="facts")
    two = await loaded(program, signed_in, second.encode(), kind="facts")
    assert [(done["created"], done["skipped"]) for done in (one, two)] == [(1, 1), (2, 2)]
    (known,) = await people(signed_in, "a@x.example")
    facts = (await signed_in.get(f"/api/v1/contacts/{known['id']}/facts")).json()["items"]
    assert [fact["properties"] for fact in facts] == [{"Страница": "\\N"}, {"Страница": odd}]
    assert await totals(signed_in, known) == [("viewed", 2, 750, "2026-03-01T07:00:00Z", "2026-03-02T07:00:00Z")]
    await undone(program, signed_in, two)
    assert await totals(signed_in, known) == [("viewed", 1, 0, "2026-03-01T07:00:00Z", "2026-03-01T07:00:00Z")]
    assert await people(signed_in, "b@x.example") == []
    (name,) = (await signed_in.get("/api/v1/fact-names")).json()["items"]
    assert (name["name"], name["count"]) == ("viewed", 1)


async def test_what_a_file_says_of_a_joined_card_is_counted_for_the_person(program: Program, signed_in: Client) -> None:
    await loaded(program, signed_in, b"email\none@x.example\ntwo@x.example\n")
    one, two = [(await people(signed_in, f"{who}@x.example"))[0] for who in ("one", "two")]
    merge = (await signed_in.post(f"/api/v1/contacts/{one['id']}/merges", json={"other_id": two["id"]})).json()
    day = "2026-03-01 10:00"
    viewed = f"email,event,at\ntwo@x.example,viewed,{day}\none@x.example,viewed,{day}\n"
    orders = f"email,order,date,sku,price\ntwo@x.example,A-1,{day},C-1,10\none@x.example,A-2,{day},C-1,5\n"
    await loaded(program, signed_in, viewed.encode(), kind="facts")
    await loaded(program, signed_in, orders.encode(), kind="purchases")
    assert [row[:3] for row in await totals(signed_in, one)] == [("purchase", 2, 1_500), ("viewed", 2, 0)]
    assert (await signed_in.delete(f"/api/v1/contacts/{one['id']}/merges/{merge['id']}")).status_code == 204
    assert [row[:3] for row in await totals(signed_in, two)] == [("purchase", 1, 1_000), ("viewed", 1, 0)]


async def test_a_workbook_is_read_with_its_dates_and_numbers(program: Program, signed_in: Client) -> None:
    rows = [("email", "Событие", "Дата", "Сумма", "Страница"), ("a@x.example", "viewed", "2026-03-01 10:00", 12.5, 7)]
    done = await loaded(program, signed_in, book(rows), kind="facts")
    assert (done["state"], done["created"]) == ("done", 1), done
    contact = (await people(signed_in, "a@x.example"))[0]
    fact = (await signed_in.get(f"/api/v1/contacts/{contact['id']}/facts")).json()["items"][0]
    assert (fact["name"], fact["amount_minor"], fact["properties"]) == ("viewed", 1_250, {"Страница": 7})


async def test_names_and_attributes_are_seen_described_and_forgotten(program: Program, signed_in: Client) -> None:
    await signed_in.post("/api/v1/consents/purposes", json=NEWS)
    await loaded(program, signed_in, PEOPLE.encode("cp1251"), **SAID)
    await loaded(program, signed_in, ORDERS.encode(), kind="purchases")
    assert (await signed_in.put("/api/v1/fact-names/purchase", json={"description": "Чек"})).status_code == 204
    name = (await signed_in.get("/api/v1/fact-names")).json()["items"][0]
    assert (name["name"], name["description"], name["count"]) == ("purchase", "Чек", 2)
    attribute = (await signed_in.get("/api/v1/attributes")).json()["items"][0]
    assert (attribute["name"], attribute["kind"], attribute["people"]) == ("Город", "text", 2)
    changed = {"kind": "list", "description": "Где живёт"}
    assert (await signed_in.put("/api/v1/attributes/Город", json=changed)).status_code == 204
    assert (await signed_in.get("/api/v1/attributes")).json()["items"][0]["kind"] == "list"
    assert (await signed_in.delete("/api/v1/attributes/Город")).status_code == 204
    assert (await people(signed_in, "anna"))[0]["attributes"] == {}
    assert (await signed_in.delete("/api/v1/fact-names/purchase")).status_code == 202
    await program.jobs.work(wait=False)
    assert (await signed_in.get("/api/v1/fact-names")).json()["items"] == []
    assert (await signed_in.delete("/api/v1/fact-names/purchase")).status_code == 404


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        ({"columns": [{"target": "name"}]}, "no_person"),
        ({"columns": [{"target": "email"}, {"target": "email"}]}, "twice"),
        ({"columns": [{"target": "email"}, {"target": "attribute"}]}, "column"),
        ({"columns": [{"target": "email"}, {"target": "product"}]}, "column"),
        ({"columns": [{"target": "email"}, {"target": "consent"}]}, "no_consent"),
    ],
)
async def test_a_plan_that_cannot_work_is_refused(signed_in: Client, plan: Json, reason: str) -> None:
    taken = await upload(signed_in, b"email;name\na@x.example;A\n")
    reply = await signed_in.put(f"/api/v1/imports/{taken['id']}/run", json=plan)
    assert (reply.status_code, reply.json()["params"]["reason"]) == (400, reason)


async def test_nobody_agrees_by_a_file_to_a_purpose_without_words(signed_in: Client) -> None:
    taken = await upload(signed_in, b"email;agreed\na@x.example;yes\n")
    chosen = await guessed(signed_in, taken, **SAID)
    refused = await signed_in.put(f"/api/v1/imports/{taken['id']}/run", json=chosen)
    assert refused.json()["code"] == "consents.purpose_not_found"
    await signed_in.post("/api/v1/consents/purposes", json={**NEWS, "text_ru": ""})
    refused = await signed_in.put(f"/api/v1/imports/{taken['id']}/run", json=chosen)
    assert refused.json()["code"] == "consents.wording_missing"


async def test_what_is_no_table_or_too_late_or_not_allowed_is_refused(
    program: Program, signed_in: Client, sign_in_as: SignInAs
) -> None:
    for content in (b"", b"email\n", b"PK\x03\x04 broken"):
        reply = await signed_in.post("/api/v1/imports?kind=people", files={"data": ("a.csv", content, "text/csv")})
        assert reply.status_code == 400, content
    done = await loaded(program, signed_in, b"email;name\na@x.example;A\n")
    for late in ("cancellation", "run"):
        body = {"columns": [{"target": "email"}, {"target": "name"}]} if late == "run" else None
        reply = await signed_in.put(f"/api/v1/imports/{done['id']}/{late}", json=body)
        assert (reply.status_code, reply.json()["code"]) == (409, "activity.import_state")
    operator = await sign_in_as("operator")
    reply = await operator.post("/api/v1/imports?kind=people", files={"data": ("a.csv", b"a\nb\n", "text/csv")})
    assert reply.status_code == 403
    assert len((await operator.get("/api/v1/imports")).json()["items"]) == 1


async def test_a_stopped_import_keeps_what_was_loaded_until_it_is_undone(program: Program, signed_in: Client) -> None:
    taken = await upload(signed_in, b"email;name\na@x.example;A\n")
    await signed_in.put(f"/api/v1/imports/{taken['id']}/run", json=await guessed(signed_in, taken))
    stopped = await signed_in.put(f"/api/v1/imports/{taken['id']}/cancellation")
    assert stopped.json()["state"] == "cancelled"
    await program.jobs.work(wait=False)
    assert (await state(signed_in, taken))["created"] == 0
    assert (await undone(program, signed_in, taken))["state"] == "undone"


async def test_everybody_in_a_file_goes_on_a_list_also_who_was_known(program: Program, signed_in: Client) -> None:
    rows = "Почта;Имя\r\n" + "".join(f"known{number}@client.example;Клиент {number}\r\n" for number in range(3))
    await loaded(program, signed_in, rows.encode())
    more = await loaded(program, signed_in, f"{rows}fresh@client.example;Новый\r\n".encode(), duplicates="skip")
    assert (more["created"], more["skipped"]) == (1, 3)
    made = (await signed_in.post("/api/v1/segments", json={"name": "Из файла", "kind": "list"})).json()
    for added, already in ((4, 0), (0, 4)):
        put = await signed_in.post(f"/api/v1/segments/{made['id']}/people", json={"import_id": more["id"]})
        assert put.status_code == 200, put.text
        assert (put.json()["added"], put.json()["already"]) == (added, already)
    taken_back = await undone(program, signed_in, more)
    assert (taken_back["state"], taken_back["left"]) == ("undone", 0)
    assert len(await people(signed_in, "known")) == 3
