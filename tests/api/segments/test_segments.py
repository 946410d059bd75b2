"""Segments by HTTP: made, counted while being written, explained, lists filled by hand, put away."""

from typing import Any
from uuid import UUID

from tests import factories_contacts
from tests.client import Client, SignInAs
from tests.factories import Company, unit_of_work

from otklik.domains.activity.schemas import FactIn, LineIn, PersonRef
from otklik.domains.activity.service import recording
from otklik.domains.templates.service.people import SegmentsSlot
from otklik.program import Program

URL = "/api/v1/segments"
BOUGHT: dict[str, Any] = {"type": "purchases", "value": 2, "window": {"type": "last", "amount": 30}}
IN_TVER: dict[str, Any] = {"type": "attribute_text", "name": "city", "values": ["тверь"]}


async def shopper(
    program: Program, company: Company, *, purchases: int, name: str = "Анна Ким", email: str = ""
) -> str:
    person = await factories_contacts.create_contact(
        program, company, name=name, address_kind="email", address=email or None
    )
    async with unit_of_work(program, company) as ctx:
        fact = FactIn(
            name="purchase",
            person=PersonRef(contact_id=person.contact_id),
            lines=(LineIn(product="p1", title="Кофе", category="coffee", price_minor=50_000),),
        )
        await recording.record(ctx, [fact] * purchases)
    return str(person.contact_id)


async def made(client: Client, **given: Any) -> dict[str, Any]:
    reply = await client.post(URL, json={"name": "Сегмент", **given})
    assert reply.status_code == 201, reply.text
    return reply.json()


async def test_a_rule_is_counted_while_it_is_written_with_some_of_its_people(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    anna = await shopper(program, workspace, purchases=2)
    await shopper(program, workspace, purchases=1, name="Борис")
    reply = await signed_in.post(f"{URL}/counts", json={"rule": BOUGHT})
    assert reply.json()["count"] == 1
    assert reply.json()["people"] == 2
    assert [one["contact_id"] for one in reply.json()["sample"]] == [anna]


async def test_what_is_wrong_in_a_rule_is_said_with_its_place(signed_in: Client) -> None:
    rule = {"type": "all", "of": [{"type": "event", "name": "x", "window": {"type": "last", "amount": -1}}]}
    reply = await signed_in.post(URL, json={"name": "Ошибка", "rule": rule})
    assert reply.status_code == 400
    assert reply.json()["code"] == "segments.rule_invalid"
    assert reply.json()["params"]["at"] == "$.of[0].window.amount"


async def test_deep_and_large_rules_are_refused(signed_in: Client) -> None:
    deep: dict[str, Any] = IN_TVER
    for _ in range(9):
        deep = {"type": "not", "of": deep}
    reply = await signed_in.post(URL, json={"name": "Глубокий", "rule": deep})
    assert reply.json()["code"] == "segments.rule_too_deep"
    wide = {"type": "all", "of": [{"type": "any", "of": [IN_TVER] * 40}] * 3}
    reply = await signed_in.post(URL, json={"name": "Широкий", "rule": wide})
    assert reply.json()["code"] == "segments.rule_too_large"


async def test_a_segment_never_asks_for_itself(signed_in: Client) -> None:
    one = await made(signed_in, name="Один", rule=IN_TVER)
    two = await made(signed_in, name="Два", rule={"type": "segment", "segment_id": one["id"]})
    ring = {"type": "not", "of": {"type": "segment", "segment_id": two["id"]}}
    reply = await signed_in.patch(f"{URL}/{one['id']}", json={"revision": 1, "rule": ring})
    assert reply.json()["code"] == "segments.cycle"


async def test_what_a_colleague_saved_meanwhile_is_not_overwritten(sign_in_as: SignInAs, signed_in: Client) -> None:
    one = await made(signed_in, name="Постоянные", rule=BOUGHT)
    url, colleague = f"{URL}/{one['id']}", await sign_in_as("marketer")
    theirs = await colleague.patch(url, json={"revision": one["revision"], "rule": IN_TVER})
    assert theirs.json()["revision"] == one["revision"] + 1
    late = await signed_in.patch(url, json={"revision": one["revision"], "name": "Мои", "rule": BOUGHT})
    assert (late.status_code, late.json()["code"], late.json()["params"]) == (
        409,
        "segments.changed_meanwhile",
        {"revision": 2},
    )
    kept = (await signed_in.get(url)).json()
    assert (kept["name"], kept["rule"]["type"]) == ("Постоянные", "attribute_text")
    over = await signed_in.patch(url, json={"revision": kept["revision"], "name": "Мои", "rule": BOUGHT})
    assert (over.json()["name"], over.json()["revision"]) == ("Мои", 3)


async def test_what_is_no_edit_makes_no_new_revision(signed_in: Client) -> None:
    one = await made(signed_in, name="Постоянные", rule=BOUGHT)
    url = f"{URL}/{one['id']}"
    await signed_in.post(f"{url}/size")
    await signed_in.put(f"{url}/archive")
    await signed_in.delete(f"{url}/archive")
    same = await signed_in.patch(url, json={"revision": one["revision"], "name": one["name"], "rule": one["rule"]})
    assert (same.status_code, same.json()["revision"]) == (200, one["revision"])


async def test_why_a_person_is_out_is_told_condition_by_condition(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    anna = await shopper(program, workspace, purchases=3)
    await signed_in.patch(f"/api/v1/contacts/{anna}", json={"attributes": {"city": "Москва"}})
    segment = await made(signed_in, rule={"type": "all", "of": [BOUGHT, {"type": "any", "of": [IN_TVER]}]})
    told = (await signed_in.get(f"{URL}/{segment['id']}/explanations/{anna}")).json()
    assert told["inside"] is False
    answers = [(node["path"], node["holds"], node["found"]) for node in told["nodes"]]
    assert answers == [("", False, ""), ("0", True, "3"), ("1", False, ""), ("1.0", False, "Москва")]


async def test_a_list_is_filled_by_choice_and_by_pasted_addresses(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    anna = await shopper(program, workspace, purchases=0, email=f"anna@{workspace.slug}.example")
    boris = await shopper(program, workspace, purchases=0, email=f"boris@{workspace.slug}.example")
    segment = await made(signed_in, kind="list", name="Гости")
    pasted = f"ANNA@{workspace.slug}.example;\nnobody@example.ru, 123"
    given = {"contact_ids": [boris], "addresses": pasted}
    reply = await signed_in.post(f"{URL}/{segment['id']}/people", json=given)
    assert reply.json() == {"added": 2, "already": 0, "unknown": ["nobody@example.ru", "123"], "unknown_count": 2}
    again = await signed_in.post(f"{URL}/{segment['id']}/people", json=given)
    assert (again.json()["added"], again.json()["already"]) == (0, 2)
    members = (await signed_in.get(f"{URL}/{segment['id']}/members")).json()["items"]
    assert {one["contact_id"] for one in members} == {anna, boris}
    assert (await signed_in.delete(f"{URL}/{segment['id']}/people/{anna}")).status_code == 204
    shown = (await signed_in.get(f"/api/v1/contacts/{boris}/segments")).json()["items"]
    assert [one["name"] for one in shown] == ["Гости"]
    assert (await signed_in.get(f"/api/v1/contacts/{anna}/segments")).json()["items"] == []


async def test_what_others_need_is_not_put_away(signed_in: Client) -> None:
    one = await made(signed_in, name="Нужный", rule=IN_TVER)
    two = await made(signed_in, name="Зависимый", rule={"type": "segment", "segment_id": one["id"]})
    reply = await signed_in.put(f"{URL}/{one['id']}/archive")
    assert (reply.status_code, reply.json()["code"]) == (409, "segments.in_use")
    used = (await signed_in.get(f"{URL}/{one['id']}")).json()["used_by"]
    assert used == [{"kind": "segment", "id": two["id"], "name": "Зависимый"}]
    assert (await signed_in.put(f"{URL}/{two['id']}/archive")).status_code == 200
    assert (await signed_in.put(f"{URL}/{one['id']}/archive")).status_code == 200
    assert (await signed_in.get(URL)).json() == []
    assert len((await signed_in.get(URL, params={"archived": "true"})).json()) == 2


async def test_a_copy_is_a_segment_of_its_own(signed_in: Client) -> None:
    one = await made(signed_in, name="Покупатели", rule=BOUGHT)
    copy = (await signed_in.post(f"{URL}/{one['id']}/copies")).json()
    assert copy["code"] != one["code"]
    assert copy["rule"] == one["rule"]


async def test_templates_ask_by_code_who_is_in(program: Program, workspace: Company, signed_in: Client) -> None:
    anna = await shopper(program, workspace, purchases=2)
    await made(signed_in, name="Часто", code="often", rule=BOUGHT)
    await made(signed_in, name="Тверь", code="tver", rule=IN_TVER)
    async with unit_of_work(program, workspace) as ctx:
        port = ctx.use(SegmentsSlot).port
        assert port is not None
        assert await port.held(ctx, contact_id=UUID(anna), codes=["often", "tver", "none"]) == {"often"}


async def test_a_viewer_sees_and_changes_nothing(sign_in_as: SignInAs, signed_in: Client) -> None:
    one = await made(signed_in, rule=IN_TVER)
    viewer = await sign_in_as("viewer")
    assert (await viewer.get(f"{URL}/{one['id']}")).status_code == 200
    assert (await viewer.patch(f"{URL}/{one['id']}", json={"revision": 1, "name": "Другое"})).status_code == 403
    assert (await viewer.post(f"{URL}/counts", json={"rule": IN_TVER})).status_code == 200


async def test_pickers_offer_what_was_bought(program: Program, workspace: Company, signed_in: Client) -> None:
    await shopper(program, workspace, purchases=1)
    found = (await signed_in.get(f"{URL}/bought", params={"q": "коф"})).json()
    assert found == {"products": [{"product": "p1", "title": "Кофе"}], "categories": ["coffee"]}
