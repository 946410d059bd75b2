"""What automations do when something happens, what they leave alone, and what their log says."""

import base64
import hashlib
import hmac
import itertools
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from sqlalchemy import select
from tests.client import Client
from tests.counting import counted_statements
from tests.factories import Company, create_operator, unit_of_work
from tests.factories_automations import create_automation, log, results, settle
from tests.telegram_thread import Customers, customers, listed, only, reply

from otklik.domains.automations import jobs, queries
from otklik.domains.automations.models import Occurrence, WebhookCall
from otklik.domains.automations.service import sifting
from otklik.platform.db import scoped
from otklik.program import Program


@pytest.fixture
async def people(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as found:
        yield found


async def notes(browser: Client) -> list[str]:
    thread = (await browser.get(f"/api/v1/conversations/{await only(browser)}/messages")).json()["items"]
    return [one["text"] for one in thread if one["kind"] == "note"]


def note(text: str) -> dict[str, str]:
    return {"kind": "note", "text": text}


async def test_a_message_with_the_words_is_noted_and_the_log_says_why(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    words = {"kind": "words", "words": ["возврат*"]}
    refund = await create_automation(program, workspace, conditions=[words], actions=[note("Про деньги: {имя}")])
    await people.write("Где заказ?")
    await people.write("Оформите возвраты")
    await settle(program, workspace)
    assert await notes(signed_in) == ["Про деньги: Мария"]
    first, second = await log(program, workspace, refund)
    assert (first.result, first.checks[0].held, first.checks[0].value) == ("not_matched", False, "")
    assert (second.result, second.checks[0].held, second.checks[0].value) == ("fired", True, "возврат")
    assert [one.state for one in second.outcomes] == ["done"]


async def test_where_nothing_listens_nothing_is_written(
    program: Program, workspace: Company, people: Customers
) -> None:
    await create_automation(program, workspace, enabled=False)
    await create_automation(program, workspace, when="conversation_closed")
    await people.write()
    async with unit_of_work(program, workspace) as ctx:
        assert list(await ctx.session.scalars(scoped(ctx, Occurrence))) == []


async def test_a_conversation_opens_with_its_first_message(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    conditions = [{"kind": "first_message"}, {"kind": "words", "words": ["цена"]}]
    rule = await create_automation(program, workspace, when="conversation_opened", conditions=conditions)
    await people.write("Какая цена?")
    await people.write("И ещё про цену")
    await settle(program, workspace)
    assert await results(program, workspace, rule) == ["fired"]
    assert await notes(signed_in) == ["Заметка"]


async def test_each_sees_what_the_one_before_it_did_and_may_be_the_last(
    program: Program, workspace: Company, people: Customers
) -> None:
    anna = await create_operator(program, workspace)
    give = {"kind": "assign", "operator_id": str(anna.id)}
    taken = [{"kind": "assignee", "operator_ids": [str(anna.id)]}]
    await create_automation(program, workspace, actions=[give])
    last = await create_automation(program, workspace, conditions=taken, stops=True)
    never = await create_automation(program, workspace)
    await people.write()
    await settle(program, workspace)
    assert await results(program, workspace, last) == ["fired"]
    assert await results(program, workspace, never) == []


async def test_an_automation_never_sets_itself_off_and_a_chain_ends(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    """One closes what the other opens: without a limit they would go on for ever."""
    close = await create_automation(program, workspace, when="conversation_reopened", actions=[{"kind": "close"}])
    reopen = await create_automation(program, workspace, when="conversation_closed", actions=[{"kind": "reopen"}])
    await people.write()
    await signed_in.put(f"/api/v1/conversations/{await only(signed_in)}/closure")
    await settle(program, workspace)
    assert await results(program, workspace, reopen) == ["fired", "own_chain"]
    assert await results(program, workspace, close) == ["fired"]
    assert (await listed(signed_in))[0]["state"] == "closed"


async def test_a_chain_of_different_automations_has_a_depth_limit_and_says_so(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    # the last link stands first in order: each link is a happening of its own, not one more look at the first
    people_of_ours = [await create_operator(program, workspace) for _ in range(8)]
    rules = [
        await create_automation(
            program,
            workspace,
            when="conversation_assigned",
            conditions=[{"kind": "assignee", "operator_ids": [str(one.id)]}],
            actions=[{"kind": "assign", "operator_id": str(following.id)}],
        )
        for one, following in reversed(list(itertools.pairwise(people_of_ours)))
    ]
    await people.write()
    given = {"operator_id": str(people_of_ours[0].id)}
    await signed_in.put(f"/api/v1/conversations/{await only(signed_in)}/assignment", json=given)
    await settle(program, workspace)
    assert (await listed(signed_in))[0]["assignee_id"] == str(people_of_ours[5].id)
    assert "too_deep" in await results(program, workspace, rules[1])


async def test_an_automatic_reply_goes_out_once_and_stops_no_clock(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    hello = {"kind": "reply", "text": "Здравствуйте, {имя}, мы скоро ответим"}
    rule = await create_automation(program, workspace, actions=[hello])
    await people.write(ago=timedelta(minutes=5))
    await settle(program, workspace)
    await people.settle()
    await people.write("Ау")
    await settle(program, workspace)
    await people.settle()
    thread = (await signed_in.get(f"/api/v1/conversations/{await only(signed_in)}/messages")).json()["items"]
    said = [one for one in thread if one["direction"] == "out"]
    assert [(one["text"], one["automatic"]) for one in said] == [("Здравствуйте, Мария, мы скоро ответим", True)]
    assert (await listed(signed_in))[0]["waiting_since"] is not None
    assert (await signed_in.get("/api/v1/speed")).json()["any"]["all"]["count"] == 0
    first, second = await log(program, workspace, rule)
    assert first.outcomes[0].state == "done"
    assert (second.outcomes[0].code, second.outcomes[0].params) == (
        "automations.reply_withheld",
        {"reason": "too_soon"},
    )


async def test_a_name_that_is_not_known_is_never_sent_to_a_customer(
    program: Program, workspace: Company, people: Customers
) -> None:
    actions = [{"kind": "reply", "text": "Ваш заказ {номер_заказа} готов"}, {"kind": "close"}]
    rule = await create_automation(program, workspace, actions=actions)
    await people.write()
    await settle(program, workspace)
    refused, skipped = (await log(program, workspace, rule))[0].outcomes
    assert (refused.state, refused.code) == ("failed", "automations.variables_open")
    assert refused.params == {"names": "номер_заказа"}
    assert skipped.state == "skipped"


async def test_whoever_waits_too_long_is_noticed_once_and_whoever_was_answered_is_not(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    tell = {"kind": "notify", "operator_ids": [str(workspace.owner.id)]}
    rule = await create_automation(program, workspace, when="no_answer", after_minutes=10, actions=[tell])
    await people.write(ago=timedelta(minutes=11))
    await people.write("Ау", ago=timedelta(minutes=10))
    await people.write("Я только что", chat=2, name="Пётр")
    await settle(program, workspace)
    assert await results(program, workspace, rule) == ["fired"]
    told = (await signed_in.get("/api/v1/me/notifications")).json()["items"]
    assert [(one["code"], one["params"]["name"]) for one in told] == [("automation", "Правило")]


async def test_an_answer_in_time_leaves_nothing_to_notice(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    rule = await create_automation(program, workspace, when="no_answer", after_minutes=10)
    await people.write(ago=timedelta(minutes=11))
    await reply(signed_in, await only(signed_in))
    await people.settle()
    await settle(program, workspace)
    assert await results(program, workspace, rule) == []


async def test_an_automation_is_tried_on_the_past_and_nothing_is_done(
    program: Program, people: Customers, signed_in: Client
) -> None:
    await people.write("Верните деньги", name="Анна")
    await people.write("Спасибо", chat=2, name="Пётр")
    words = {"kind": "words", "words": ["верните"]}
    given = {"name": "Возвраты", "trigger": "message_received", "conditions": [words], "actions": [note("!")]}
    with counted_statements(program) as few:
        trial = (await signed_in.post("/api/v1/automations/trials", json=given)).json()
    assert (trial["looked_at"], [one["conversation"]["contact_name"] for one in trial["matched"]]) == (2, ["Анна"])
    for chat in range(3, 9):
        await people.write("Верните деньги", chat=chat)
    with counted_statements(program) as many:
        trial = (await signed_in.post("/api/v1/automations/trials", json=given)).json()
    assert (trial["looked_at"], len(trial["matched"])) == (8, 7)
    assert len(many) == len(few)
    assert (await signed_in.get("/api/v1/automations")).json() == []


async def test_another_program_is_called_with_a_signature_it_can_check(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    heard: list[tuple[dict[str, str], str]] = []
    answers = [503, 200]

    async def hear(request: web.Request) -> web.Response:
        heard.append(({name.lower(): value for name, value in request.headers.items()}, await request.text()))
        return web.Response(status=answers[len(heard) - 1])

    listener = web.Application()
    listener.router.add_post("/hook", hear)
    runner = web.AppRunner(listener)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    call = {"kind": "webhook", "url": f"http://127.0.0.1:{port}/hook"}
    await create_automation(program, workspace, actions=[call])
    await people.write("Где заказ?")
    await settle(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        planned = (await ctx.session.scalars(select(WebhookCall).where(WebhookCall.workspace_id == workspace.id))).one()
    with pytest.raises(Exception, match="503"):
        await jobs.call_webhook(program.parts, workspace_id=workspace.id, call_id=str(planned.id))
    await jobs.call_webhook(program.parts, workspace_id=workspace.id, call_id=str(planned.id))
    await jobs.call_webhook(program.parts, workspace_id=workspace.id, call_id=str(planned.id))
    await runner.cleanup()
    assert len(heard) == 2, "what was done is not done again"
    headers, body = heard[1]
    secret = (await signed_in.get("/api/v1/automations/webhook-secret")).json()["secret"]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    signature = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{signature}"
    assert json.loads(body)["data"]["message"]["text"] == "Где заказ?"
    assert heard[0][0]["webhook-id"] == headers["webhook-id"]


async def test_what_leads_to_nothing_costs_the_same_however_much_it_is(
    program: Program, workspace: Company, people: Customers
) -> None:
    words = {"kind": "words", "words": ["возврат*"]}
    refund = await create_automation(program, workspace, conditions=[words])

    async def statements(messages: int) -> int:
        for _ in range(messages):
            await people.write("Где заказ?")
        with counted_statements(program) as sent:
            async with unit_of_work(program, workspace) as ctx:
                sifted = await sifting.sift(ctx)
        assert (sifted.apart, sifted.more) == ([], False)
        return len(sent)

    await statements(1)
    assert await statements(20) == await statements(1)
    assert await results(program, workspace, refund) == ["not_matched"] * 22


async def test_an_action_that_breaks_takes_nothing_else_with_it(
    program: Program, workspace: Company, people: Customers, signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Considered by itself it is tried again; what was looked through beside it is settled."""
    words = {"kind": "words", "words": ["возврат*"]}
    refund = await create_automation(program, workspace, conditions=[words], actions=[note("Про деньги")])

    async def breaks(*_: object) -> None:
        raise RuntimeError("as asked")

    await people.write("Где заказ?")
    await people.write("Оформите возврат")
    with monkeypatch.context() as broken:
        broken.setattr(queries, "count_fired", breaks)
        await settle(program, workspace)
    assert await results(program, workspace, refund) == ["not_matched"]
    async with program.pool.connection() as connection:
        await connection.execute("UPDATE alarms SET due_at = now() WHERE workspace_id = %s", (workspace.id,))
    await settle(program, workspace)
    assert await results(program, workspace, refund) == ["not_matched", "fired"]
    assert await notes(signed_in) == ["Про деньги"]
