"""What a person agrees to, from the card, a form and their own page; what is kept of it; what a forger finds."""

import re
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from tests.client import Client, SignInAs
from tests.factories import Company, unit_of_work
from tests.factories_contacts import create_contact
from tests.factories_conversations import create_mailbox

from otklik.domains.consents import service as consents
from otklik.domains.consents.service import links
from otklik.domains.delivery.models import LedgerRow
from otklik.platform.errors import Conflict
from otklik.program import Program

API = "/api/v1"
WORDS = "Согласна получать новости чайной по почте"

Json = dict[str, Any]  # Any: JSON

pytestmark = pytest.mark.usefixtures("purpose")


@pytest.fixture
async def purpose(signed_in: Client) -> Json:
    body = {
        "code": "news",
        "name_ru": "Новости",
        "name_en": "News",
        "basis": "consent",
        "text_ru": WORDS,
        "text_en": "I agree to get the tea shop's news by e-mail",
    }
    answer = await signed_in.post(f"{API}/consents/purposes", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.fixture
async def anna(program: Program, workspace: Company) -> str:
    person = await create_contact(program, workspace, address_kind="email", address=f"anna@{workspace.slug}.example")
    return str(person.contact_id)


async def agree(browser: Client, contact: str, act: str = "granted", **more: object) -> Json:
    body = {"act": act, "purpose": "news", "channel": "email", "note": "сказала по телефону", **more}
    answer = await browser.post(f"{API}/contacts/{contact}/consents", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def standing(told: Json) -> Json:
    return next(one for one in told["standing"] if (one["purpose"], one["channel"]) == ("news", "email"))


async def block(browser: Client, contact: str) -> Json:
    return dict((await browser.get(f"{API}/contacts/{contact}/consents")).json())


async def centre(program: Program, workspace: Company, contact: str) -> str:
    async with unit_of_work(program, workspace) as ctx:
        return consents.preferences(ctx, UUID(contact))


async def test_before_a_word_is_said_nothing_may_go_and_after_it_the_very_words_are_kept(
    signed_in: Client, purpose: Json, anna: str
) -> None:
    assert standing(await block(signed_in, anna))["refused"] == "no_consent"
    told = await agree(signed_in, anna)
    assert standing(told)["refused"] == ""
    kept = told["history"][0]
    assert (kept["wording"], kept["wording_version"], kept["method"]) == (WORDS, 1, "word")
    assert kept["address"].startswith("anna@")
    await signed_in.patch(f"{API}/consents/purposes/{purpose['id']}", json={"text_ru": "Другие слова"})
    later = await block(signed_in, anna)
    assert later["history"][0]["wording"] == WORDS
    assert later["whole"] is True


async def test_withdrawal_is_as_easy_and_holds_at_once(signed_in: Client, anna: str) -> None:
    await agree(signed_in, anna)
    told = await agree(signed_in, anna, "withdrawn")
    assert standing(told)["refused"] == "consent_withdrawn"
    assert [one["act"] for one in told["history"]] == ["withdrawn", "granted"]


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE consent_records SET at = at - interval '1 day'",
        "UPDATE consent_records SET wording = 'ничего'",
        "UPDATE consent_records SET personal = '{}'",
        "DELETE FROM consent_records",
    ],
)
async def test_whoever_rewrites_history_past_the_database_is_found(
    program: Program, workspace: Company, signed_in: Client, anna: str, forgery: str
) -> None:
    await agree(signed_in, anna)
    async with unit_of_work(program, workspace) as ctx:
        await ctx.session.execute(text("ALTER TABLE consent_records DISABLE TRIGGER consent_records_are_kept"))
        await ctx.session.execute(text(f"{forgery} WHERE workspace_id = :id"), {"id": workspace.id})
        await ctx.session.execute(text("ALTER TABLE consent_records ENABLE TRIGGER consent_records_are_kept"))
    proof = (await signed_in.get(f"{API}/contacts/{anna}/consents/proof")).json()
    chains = [one["verdict"]["whole"] for one in proof["chains"]]
    assert True not in chains


@pytest.mark.parametrize("forgery", ["UPDATE consent_records SET method = 'import'", "DELETE FROM consent_records"])
async def test_the_database_itself_refuses_to_rewrite_history(
    program: Program, workspace: Company, signed_in: Client, anna: str, forgery: str
) -> None:
    await agree(signed_in, anna)
    with pytest.raises(Conflict):
        async with unit_of_work(program, workspace) as ctx:
            await ctx.session.execute(text(f"{forgery} WHERE workspace_id = :id"), {"id": workspace.id})
    assert (await block(signed_in, anna))["whole"] is True


async def test_the_proof_is_a_page_to_print_and_a_document_to_recompute(signed_in: Client, anna: str) -> None:
    await agree(signed_in, anna)
    page = await signed_in.get(f"{API}/contacts/{anna}/consents/proof.html")
    assert WORDS in page.text
    assert "<script" not in page.text
    proof = (await signed_in.get(f"{API}/contacts/{anna}/consents/proof")).json()
    record = proof["chains"][0]["records"][0]
    assert record["covered"]["wording"] == WORDS
    assert len(record["hash"]) == 64


async def test_double_opt_in_mails_the_address_and_only_the_press_of_the_button_is_a_yes(
    program: Program, workspace: Company, signed_in: Client, client: Client
) -> None:
    await create_mailbox(program, workspace)
    address = f"boris@{workspace.slug}.example"
    body = {"address_kind": "email", "address": address, "purpose": "news", "channel": "email", "form": "Подвал сайта"}
    asked = await signed_in.post(f"{API}/consents/confirmations", json=body)
    assert asked.status_code == 202, asked.text
    contact = asked.json()["contact_id"]
    assert standing(await block(signed_in, contact))["refused"] == "consent_pending"
    async with unit_of_work(program, workspace) as ctx:
        row = (await ctx.session.scalars(select(LedgerRow).where(LedgerRow.workspace_id == workspace.id))).one()
    assert (row.purpose, row.to_address, row.ground) == ("confirmation", address, "confirmation")
    link = re.search(r"/confirm/\S+", str(row.content["text"]))
    assert link
    assert WORDS in (await client.get(link[0])).text
    assert standing(await block(signed_in, contact))["refused"] == "consent_pending"
    assert (await client.post(link[0])).status_code == 200
    told = await block(signed_in, contact)
    assert standing(told)["refused"] == ""
    assert told["history"][0]["method"] == "double_opt_in"
    assert (await client.post(link[0])).status_code == 404
    again = await signed_in.post(f"{API}/consents/confirmations", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "consents.too_often")


async def test_the_preference_centre_needs_no_script_and_what_is_ticked_holds(
    program: Program, workspace: Company, signed_in: Client, client: Client, anna: str
) -> None:
    link = _path(await centre(program, workspace, anna))
    page = await client.get(link, headers={"accept-language": "ru"})
    assert "Новости" in page.text
    assert WORDS in page.text
    assert "<script" not in page.text
    assert "anna@" not in page.text
    saved = await client.post(f"{link}?lang=ru", data={"keep": "news:email", "act": "save"})
    assert "Сохранено" in saved.text
    told = await block(signed_in, anna)
    assert standing(told)["refused"] == ""
    assert told["history"][0]["method"] == "preference_centre"
    await client.post(f"{link}?lang=en", data={"keep": ["write_only"], "act": "save"})
    told = await block(signed_in, anna)
    assert standing(told)["refused"] == "consent_withdrawn"
    assert told["write_only"] is True


async def test_stopping_everything_also_stops_what_comes_up_later_until_the_person_agrees_anew(
    program: Program, workspace: Company, signed_in: Client, client: Client, anna: str
) -> None:
    await agree(signed_in, anna)
    link = _path(await centre(program, workspace, anna))
    await client.post(link, data={"act": "stop"})
    await agree(signed_in, anna)
    assert standing(await block(signed_in, anna))["refused"] == "suppressed_unsubscribed"
    await client.post(link, data={"keep": "news:email", "act": "save"})
    assert standing(await block(signed_in, anna))["refused"] == ""


async def test_one_click_needs_no_cookie_and_a_scanners_look_changes_nothing(
    program: Program, workspace: Company, signed_in: Client, client: Client, anna: str
) -> None:
    await agree(signed_in, anna)
    async with unit_of_work(program, workspace) as ctx:
        address = consents.unsubscribing(ctx, purpose="news", channel="email")(UUID(anna))
    link = _path(address)
    assert (await client.get(link)).status_code == 200
    assert standing(await block(signed_in, anna))["refused"] == ""
    for _ in range(2):
        posted = await client.post(link, data={"List-Unsubscribe": "One-Click"})
        assert posted.status_code == 200
    told = await block(signed_in, anna)
    assert standing(told)["refused"] == "consent_withdrawn"
    assert [one["method"] for one in told["history"]] == ["one_click", "word"]


async def test_a_link_cannot_be_guessed_nor_used_for_anything_else(
    program: Program, workspace: Company, second_workspace: Company, client: Client, anna: str
) -> None:
    link = _path(await centre(program, workspace, anna))
    async with unit_of_work(program, second_workspace) as ctx:
        elsewhere = _path(links.preferences(ctx, UUID(anna)))
    token = link.rpartition("/")[2]
    for tried in (f"{link}x", f"/unsubscribe/{token}", f"/confirm/{token}", elsewhere, "/preferences/a.b"):
        answer = await client.get(tried)
        assert answer.status_code == 404, tried
        assert answer.headers["content-type"].startswith("text/html")
        assert (await client.post(tried, data={"act": "stop"})).status_code == 404


async def test_the_suppression_list_is_searched_filled_and_lifted_but_never_over_the_persons_head(
    signed_in: Client, client: Client, program: Program, workspace: Company, anna: str
) -> None:
    body = {"address_kind": "email", "address": "Boss@Rival.example", "note": "конкурент"}
    added = await signed_in.post(f"{API}/suppressions", json=body)
    assert added.status_code == 201, added.text
    assert added.json()["address"] == "boss@rival.example"
    assert (await signed_in.post(f"{API}/suppressions", json=body)).json()["code"] == "consents.suppressed_already"
    csv = "address_kind,address\nemail,one@x.example\nemail,boss@rival.example\nemail,нет\nphone,+7 999 123-45-67\n"
    taken = (await signed_in.post(f"{API}/suppressions/imports", json={"csv": csv, "note": "старая база"})).json()
    assert (taken["added"], taken["refused"]) == (3, [4])
    found = (await signed_in.get(f"{API}/suppressions", params={"q": "rival"})).json()["items"]
    assert {one["reason"] for one in found} == {"by_hand", "import"}
    lifted = await signed_in.delete(f"{API}/suppressions/{added.json()['id']}", params={"note": "ошиблись"})
    assert lifted.status_code == 204
    exported = await signed_in.get(f"{API}/suppressions/export")
    assert "+79991234567" in exported.text
    await client.post(_path(await centre(program, workspace, anna)), data={"act": "stop"})
    own = (await signed_in.get(f"{API}/suppressions", params={"reason": "unsubscribed"})).json()["items"][0]
    refused = await signed_in.delete(f"{API}/suppressions/{own['id']}", params={"note": "надо"})
    assert (refused.status_code, refused.json()["code"]) == (409, "consents.lift_refused")


async def test_an_operator_records_words_but_does_not_write_the_companys(
    sign_in_as: SignInAs, purpose: Json, anna: str
) -> None:
    operator = await sign_in_as("operator")
    await agree(operator, anna)
    assert (await operator.patch(f"{API}/consents/purposes/{purpose['id']}", json={})).status_code == 403
    viewer = await sign_in_as("viewer")
    assert (await viewer.get(f"{API}/contacts/{anna}/consents")).status_code == 200
    body = {"act": "granted", "purpose": "news", "channel": "email"}
    assert (await viewer.post(f"{API}/contacts/{anna}/consents", json=body)).status_code == 403


async def test_nobody_agrees_to_words_that_were_never_written(signed_in: Client, anna: str) -> None:
    body = {"code": "offers", "name_ru": "Акции", "name_en": "Offers", "basis": "consent"}
    assert (await signed_in.post(f"{API}/consents/purposes", json=body)).status_code == 201
    taken = await signed_in.post(f"{API}/consents/purposes", json={**body, "code": "answer"})
    assert taken.json()["code"] == "consents.purpose_taken"
    said = {"act": "granted", "purpose": "offers", "channel": "email"}
    refused = await signed_in.post(f"{API}/contacts/{anna}/consents", json=said)
    assert refused.json()["code"] == "consents.wording_missing"


async def test_write_do_not_call_is_kept_and_proven(signed_in: Client, anna: str) -> None:
    told = (await signed_in.put(f"{API}/contacts/{anna}/calls", json={"write_only": True})).json()
    assert told["write_only"] is True
    assert told["history"][0]["act"] == "write_only"


def _path(link: str) -> str:
    return "/" + link.split("/", 3)[3]
