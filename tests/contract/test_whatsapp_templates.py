"""Templates of WhatsApp: listed as Meta's document says, told of by its webhooks, sent as it takes them."""

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import msgspec
import pytest
from tests import ports
from tests.contract import templates
from tests.contract.graphapi import ACCOUNT_ID, APP_SECRET, NUMBER_ID, TOKEN, VERIFY_TOKEN, GraphApi, Refused, graph_api
from tests.ports import SHARED, FakePort, attachment

from otklik.channels.contract import (
    Blank,
    ChannelError,
    Config,
    Inbound,
    InboundPrepared,
    OutboundAttachment,
    Prepared,
    PreparedButton,
    PreparedMessage,
    Quality,
    RawItem,
    Remedy,
    SendResult,
    Standing,
)
from otklik.channels.providers.whatsapp import provider

PERSON = "16505551234"
SAMPLES = SHARED / "specs/meta/whatsapp_webhook_samples"
FILLED = {"header.1": "A-17", "1": "Мария", "2": "3 200 ₽", "button.1.1": "A-17"}


@pytest.fixture
async def api() -> AsyncIterator[GraphApi]:
    async with graph_api() as server:
        server.templates = [templates.ORDER, templates.NAMED, templates.PICTURE, templates.REJECTED, templates.CODE]
        yield server


def config(api: GraphApi) -> Config:
    known = {"token": TOKEN, "phone_number_id": NUMBER_ID, "account_id": ACCOUNT_ID, "app_secret": APP_SECRET}
    return {**known, "verify_token": VERIFY_TOKEN, "base_url": api.base_url}


async def listed(port: FakePort, api: GraphApi) -> dict[str, PreparedMessage]:
    return {one.name: one for one in await provider.list_prepared(port, config(api))}


async def send(
    port: FakePort, api: GraphApi, name: str, values: Mapping[str, str], *files: OutboundAttachment
) -> SendResult:
    prepared = Prepared(message=(await listed(port, api))[name], values=values)
    message = ports.outbound("как читается", thread_id=PERSON, to=f"+{PERSON}", attachments=files)
    return await provider.send(port, config(api), msgspec.structs.replace(message, prepared=prepared))


def told(sample: Path, *names: str) -> list[Inbound]:
    if not sample.exists():
        pytest.skip("Meta's samples are not beside this checkout")
    body = json.loads(sample.read_text("utf-8"))
    for name in names:
        body = body[name]
    return provider.parse(RawItem(event_id="1", body=json.dumps(body).encode()), {"phone_number_id": NUMBER_ID})


async def test_every_page_of_the_list_is_read(port: FakePort, api: GraphApi) -> None:
    assert list(await listed(port, api)) == ["order_ready", "come_back", "spring", "abandoned_cart", "sign_in"]
    assert len(api.called("message_templates")) == 3


async def test_a_template_is_read_with_its_places_and_examples(port: FakePort, api: GraphApi) -> None:
    assert (await listed(port, api))["order_ready"] == PreparedMessage(
        name="order_ready",
        language="ru",
        standing=Standing.APPROVED,
        category="utility",
        quality=Quality.HIGH,
        header="Заказ {{header.1}}",
        body="Здравствуйте, {{1}}! Заказ на {{2}} готов.",
        footer="Чайная",
        buttons=(
            PreparedButton(title="Заберу сегодня"),
            PreparedButton(title="Отследить", url="https://tea.example/t/{{button.1.1}}"),
        ),
        blanks=(
            Blank(name="header.1", example="A-17"),
            Blank(name="1", example="Мария"),
            Blank(name="2", example="3 200 ₽"),
            Blank(name="button.1.1"),
        ),
    )


async def test_named_places_keep_their_names(port: FakePort, api: GraphApi) -> None:
    found = (await listed(port, api))["come_back"]
    assert found.blanks == (Blank(name="first_name", example="Мария"), Blank(name="sale", example="10 %"))
    assert (found.quality, found.category) == (Quality.MEDIUM, "marketing")


async def test_a_rejected_one_says_why_and_one_with_a_code_says_what_is_not_carried(
    port: FakePort, api: GraphApi
) -> None:
    found = await listed(port, api)
    assert (found["abandoned_cart"].standing, found["abandoned_cart"].reason) == (Standing.REJECTED, "INVALID_FORMAT")
    assert (found["sign_in"].standing, found["sign_in"].unsupported) == (Standing.APPROVED, "otp")


async def test_a_standing_nobody_has_heard_of_is_not_sent(port: FakePort, api: GraphApi) -> None:
    api.templates = [templates.NAMED | {"status": "PONDERED"}, {"id": "without a name"}]
    assert [one.standing for one in (await listed(port, api)).values()] == [Standing.DISABLED]


@pytest.mark.parametrize(
    ("sample", "name", "event"),
    [
        (
            "template_status_update",
            "approved",
            InboundPrepared(name="order_confirmation", language="en_US", standing=Standing.APPROVED),
        ),
        (
            "template_quality_update",
            "yellow",
            InboundPrepared(name="welcome_template", language="en_US", quality=Quality.MEDIUM),
        ),
        ("template_category_update", "marketing", InboundPrepared(name="my_message_template", language="he")),
    ],
)
def test_what_meta_thinks_of_a_template_is_told(sample: str, name: str, event: InboundPrepared) -> None:
    assert told(SAMPLES / f"{sample}.json", name) == [event]


def test_a_template_whose_words_changed_is_named_so_that_it_is_read_anew() -> None:
    event = InboundPrepared(name="order_confirmation", language="en_US")
    assert told(SAMPLES / "template_components_update.json", "element", "all") == [event]


def test_why_it_was_refused_is_told_in_metas_words() -> None:
    [event] = told(SAMPLES / "template_status_update.json", "rejected")
    assert isinstance(event, InboundPrepared)
    assert event.standing is Standing.REJECTED
    assert event.reason.startswith("Your template has parameters placed next to each other")


async def test_a_template_goes_filled_in_and_within_the_document(port: FakePort, api: GraphApi) -> None:
    result = await send(port, api, "order_ready", FILLED)
    assert result.external_id == "wamid.1"
    [sent] = api.sent()
    assert (sent["type"], sent["to"], sent["biz_opaque_callback_data"]) == ("template", PERSON, "row-1")
    assert sent["template"] == {
        "name": "order_ready",
        "language": {"policy": "deterministic", "code": "ru"},
        "components": [
            {"type": "header", "parameters": [{"type": "text", "text": "A-17"}]},
            {"type": "body", "parameters": [{"type": "text", "text": "Мария"}, {"type": "text", "text": "3 200 ₽"}]},
            {
                "type": "button",
                "sub_type": "url",
                "index": "1",
                "parameters": [{"type": "text", "text": "A-17"}],
            },
        ],
    }


async def test_named_places_are_filled_by_name_on_one_line(port: FakePort, api: GraphApi) -> None:
    await send(port, api, "come_back", {"first_name": "Мария\nПетровна", "sale": "10\t %"})
    assert api.sent()[0]["template"]["components"] == [
        {
            "type": "body",
            "parameters": [
                {"type": "text", "parameter_name": "first_name", "text": "Мария Петровна"},
                {"type": "text", "parameter_name": "sale", "text": "10 %"},
            ],
        }
    ]


async def test_a_picture_above_the_text_is_uploaded_first(port: FakePort, api: GraphApi) -> None:
    await send(port, api, "spring", {}, attachment("tea.jpg", "image/jpeg", b"\xff\xd8tea", kind="image"))
    assert api.sent()[0]["template"]["components"] == [
        {"type": "header", "parameters": [{"type": "image", "image": {"id": "media1"}}]}
    ]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (132001, "whatsapp.template_not_approved"),
        (132015, "whatsapp.template_not_approved"),
        (132000, "whatsapp.template_filled_wrong"),
        (132018, "whatsapp.template_filled_wrong"),
    ],
)
async def test_a_refused_template_says_why_and_is_not_tried_again(
    port: FakePort, api: GraphApi, code: int, reason: str
) -> None:
    api.script("messages", Refused(400, code, f"(#{code})"))
    with pytest.raises(ChannelError) as caught:
        await send(port, api, "order_ready", FILLED)
    assert (caught.value.code, caught.value.remedy) == (reason, Remedy.GIVE_UP)


def test_the_lane_of_a_number_is_known_before_anybody_wrote() -> None:
    assert provider.thread_of(f"+{PERSON}") == PERSON
