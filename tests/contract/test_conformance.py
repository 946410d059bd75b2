"""What holds for every channel, whoever is behind it: proofs, repetitions, batches, refusals, silence, secrets."""

import json
import random
import traceback
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs
from tests.contract.cases import CASES, ECHOED, GATEWAYS, OWN_SUITES, SECRETS, Case, Speaker
from tests.contract.farside import Way, far_side, nobody
from tests.ports import NOON, FakePort, fake_port

from otklik.channels import registry
from otklik.channels.contract import (
    ChannelError,
    Config,
    FieldKind,
    InboundMessage,
    InboundUnknown,
    MarksRead,
    OutboundMessage,
    ParseFailed,
    RawItem,
    Remedy,
    Sends,
    SignatureRefused,
    TakesWebhooks,
)
from otklik.channels.sms.smpp import session as smpp_session
from otklik.platform.http import HttpClient, HttpReply

PROVIDERS = registry.load()
SILENT_SECONDS = 0.8
"""After which nobody is waited for, where nobody will answer."""
SMPP_SILENT_SECONDS = 1.5
"""The SMS centre is a process of its own."""
TEXTS = (
    "Здравствуйте!",
    "👩‍👩‍👧‍👦 семья, é и é, ﷽",
    "مرحبا بالعالم <b>&amp;</b> 'x'; DROP TABLE messages; --",
    "строка\nвторая\tс табуляцией",
)

every = pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)


def body(case: Case, *texts: str, first: int = 1) -> bytes:
    return json.dumps(case.comes(texts, first), ensure_ascii=False).encode()


def takes(case: Case) -> TakesWebhooks:
    provider = PROVIDERS.get(case.kind)
    assert isinstance(provider, TakesWebhooks)
    return provider


def stored(case: Case, raw: bytes) -> RawItem:
    item = takes(case).webhook(case.sign(raw, ECHOED), case.config).item
    assert item is not None
    return RawItem(event_id=item.event_id, body=item.body, headers=item.headers, received_at=NOON)


def said(case: Case, raw: bytes) -> list[InboundMessage]:
    found = PROVIDERS.get(case.kind).parse(stored(case, raw), case.config)
    return [one for one in found if isinstance(one, InboundMessage)]


def test_every_channel_is_looked_at() -> None:
    looked_at = {case.kind for case in (*CASES, *GATEWAYS)} | set(OWN_SUITES)
    assert {one.manifest.kind for one in PROVIDERS.all()} == looked_at
    assert all((Path(__file__).parents[2] / path).exists() for path in OWN_SUITES.values())


# ---- what comes in -----------------------------------------------------------------------------------


@every
@pytest.mark.parametrize("proof", ["", "wrong", ECHOED[:-1]])
def test_without_the_right_proof_nothing_is_taken(case: Case, proof: str) -> None:
    with pytest.raises(SignatureRefused):
        takes(case).webhook(case.sign(body(case, "Подделка"), proof), case.config)


@every
def test_a_body_changed_on_its_way_is_refused_where_it_is_signed(case: Case) -> None:
    request = case.sign(body(case, "Да"), ECHOED)
    if "signature" not in " ".join(request.headers):
        pytest.skip("the provider proves itself by a word, not by a signature of the body")
    forged = msgspec.structs.replace(request, body=request.body.replace("Да".encode(), "Ой".encode()))
    with pytest.raises(SignatureRefused):
        takes(case).webhook(forged, case.config)


@every
def test_the_same_event_is_known_again_and_another_is_not(case: Case) -> None:
    """A replayed webhook meets its own event id in the journal, which keeps it once."""
    once, again = stored(case, body(case, "Раз")), stored(case, body(case, "Раз"))
    other = stored(case, body(case, "Раз", first=2))
    assert once.event_id == again.event_id != other.event_id


@every
def test_a_batch_is_walked_whole_and_in_order(case: Case) -> None:
    if not case.batches:
        pytest.skip("one body holds one event")
    found = said(case, body(case, "первое", "второе", "третье"))
    assert [one.text for one in found] == ["первое", "второе", "третье"]
    assert len({one.external_id for one in found}) == 3


@every
@pytest.mark.parametrize("text", TEXTS, ids=["plain", "emoji", "arabic", "lines"])
def test_a_text_comes_as_it_was_written(case: Case, text: str) -> None:
    [found] = said(case, body(case, text))
    assert (found.text, found.visible_text or found.text) == (text, text)
    assert found.sender.id
    assert found.thread_id


@every
def test_no_secret_is_journalled(case: Case) -> None:
    item = stored(case, body(case, "Да"))
    kept = item.body + repr(item.headers).encode() + item.event_id.encode()
    assert not any(secret.encode() in kept for secret in (*SECRETS, ECHOED))


@every
@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b"{}", b"\xff\xfe", b'"text"', b"{" * 5_000, b"1e999"])
def test_what_is_no_event_is_kept_and_answered(case: Case, raw: bytes) -> None:
    """The provider must not repeat it for ever; whoever looks later finds it in the journal."""
    if case.kind == "vk":
        pytest.skip("VK's proof is a word in the body: without a body there is no proof")
    if case.tells_nonsense:
        reply = takes(case).webhook(case.sign(raw, ECHOED), case.config)
        assert (reply.item, reply.status) == (None, 422)
        return
    item = stored(case, raw)
    try:
        found = PROVIDERS.get(case.kind).parse(item, case.config)
    except ParseFailed:
        return
    assert all(isinstance(one, InboundUnknown) for one in found)


@every
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), cuts=st.integers(1, 4))
def test_an_event_of_any_shape_breaks_nothing(case: Case, seed: int, cuts: int) -> None:
    """Tomorrow's version of the provider sends another type, or leaves a field out."""
    event = case.comes(("Здравствуйте",), 1)
    dice = random.Random(seed)
    for _ in range(cuts):
        spoil(event, dice)
    item = RawItem(event_id="1", body=json.dumps(event).encode(), received_at=NOON)
    try:
        found = PROVIDERS.get(case.kind).parse(item, case.config)
    except ParseFailed:
        return
    assert isinstance(found, list)


def spoil(event: Any, dice: random.Random) -> None:  # Any: JSON
    """Replace or take away one value somewhere."""
    while True:
        keys: list[Any] = list(event) if isinstance(event, dict) else list(range(len(event)))  # Any: a key or an index
        if not keys:
            return
        key = dice.choice(keys)
        if isinstance(event[key], dict | list) and event[key] and dice.random() < 0.8:
            event = event[key]
            continue
        if dice.random() < 0.3:
            del event[key]
        else:
            event[key] = dice.choice([None, True, -1, 2**70, 1e300, "", "x" * 300, [], {}, [[1]], {"a": {"b": 1}}])
        return


# ---- what goes out -----------------------------------------------------------------------------------

SPEAKERS = (*CASES, *GATEWAYS)
everyone = pytest.mark.parametrize("case", SPEAKERS, ids=lambda case: case.kind)


class Impatient(HttpClient):
    """The product's client with little of its patience."""

    async def request(self, method: str, url: str, **more: Any) -> HttpReply:  # Any: as the client's own
        more["timeout_seconds"] = SILENT_SECONDS
        return await super().request(method, url, **more)


@pytest.fixture
async def impatient(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakePort]:
    monkeypatch.setattr(smpp_session, "ANSWER_SECONDS", SMPP_SILENT_SECONDS)
    async with fake_port() as one:
        client = Impatient(allowed_hosts=("127.0.0.1",))
        one.http = client
        yield one
        await client.close()


def secrets(case: Speaker) -> set[str]:
    fields = PROVIDERS.get(case.kind).manifest.fields
    own = {str(case.config[one.name]) for one in fields if one.kind is FieldKind.SECRET and one.name in case.config}
    return own | set(SECRETS)


async def refused(case: Speaker, port: FakePort, config: Config) -> ChannelError:
    """What sending comes to; nothing that was said or logged holds a secret."""
    provider = type(PROVIDERS.get(case.kind))()  # without what another test's provider remembers
    assert isinstance(provider, Sends)
    message = OutboundMessage(id="row-1", thread_id=case.thread_id, to=case.thread_id, text="Да")
    with capture_logs() as logged, pytest.raises(ChannelError) as caught:
        await provider.send(port, config, message)
    error = caught.value
    told = "".join(traceback.format_exception(error)) + repr(vars(error)) + repr(logged)
    assert not any(secret in told for secret in secrets(case))
    assert error.code.partition(".")[0] == case.kind or error.code.startswith("channel")
    return error


def in_doubt(case: Speaker) -> Remedy:
    """What cannot be doubled may be said again; what could be is never sent blindly (guarantee 6)."""
    return Remedy.RETRY if PROVIDERS.get(case.kind).manifest.capabilities.idempotent_send else Remedy.UNKNOWN


@everyone
async def test_too_many_requests_are_tried_again_when_the_provider_says(case: Speaker, port: FakePort) -> None:
    async with far_side(case, Way.SLOWS_DOWN) as side:
        error = await refused(case, port, side.config)
    assert (error.remedy, error.retry_after_seconds) == (Remedy.RETRY, case.pause_seconds)


@everyone
async def test_nobody_at_home_is_tried_again_for_nothing_was_sent(case: Speaker, port: FakePort) -> None:
    assert (await refused(case, port, nobody(case))).remedy is Remedy.RETRY


@everyone
async def test_silence_leaves_the_message_in_doubt(case: Speaker, impatient: FakePort) -> None:
    """It may have arrived: it is shown as unknown and never sent again by itself."""
    async with far_side(case, Way.KEEPS_SILENT) as side:
        error = await refused(case, impatient, side.config)
        assert (error.remedy, side.asked()) == (in_doubt(case), 1)


@everyone
async def test_an_answer_cut_off_leaves_the_message_in_doubt(case: Speaker, port: FakePort) -> None:
    async with far_side(case, Way.CUTS_OFF) as side:
        error = await refused(case, port, side.config)
        assert (error.remedy, side.asked()) == (in_doubt(case), 1)


@pytest.mark.parametrize(
    ("case", "page"), [pytest.param(one, page, id=f"{one.kind}-{page}") for one in SPEAKERS for page in one.senseless]
)
async def test_a_good_answer_without_sense_leaves_the_message_in_doubt(
    case: Speaker, port: FakePort, page: str
) -> None:
    async with far_side(case, Way.SAYS_NOTHING, page=page) as side:
        error = await refused(case, port, side.config)
        assert (error.remedy, side.asked()) == (in_doubt(case), 1)


@everyone
@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_broken_provider_never_gives_up_the_message(case: Speaker, port: FakePort, status: int) -> None:
    async with far_side(case, Way.BROKEN, status=status) as side:
        error = await refused(case, port, side.config)
    assert error.remedy in {Remedy.RETRY, Remedy.UNKNOWN}


MARKERS = tuple(one for one in CASES if isinstance(PROVIDERS.get(one.kind), MarksRead))


@pytest.mark.parametrize("case", MARKERS, ids=lambda case: case.kind)
@pytest.mark.parametrize("way", [Way.BROKEN, Way.CUTS_OFF, Way.DISOWNS])
async def test_a_mark_of_reading_that_fails_says_so_and_no_secret(case: Case, port: FakePort, way: Way) -> None:
    """Whoever asked for it need not know what else there is to catch."""
    provider = type(PROVIDERS.get(case.kind))()
    assert isinstance(provider, MarksRead)
    thread_id = f"{case.thread_id}/bc1" if case.kind == "telegram" else case.thread_id
    async with far_side(case, way) as side:
        with capture_logs() as logged, pytest.raises(ChannelError) as caught:
            await provider.mark_read(port, side.config, thread_id, "7")
    told = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value)) + repr(logged)
    assert not any(secret in told for secret in secrets(case))


@everyone
async def test_a_token_that_is_no_longer_good_asks_for_a_new_one(case: Speaker, port: FakePort) -> None:
    async with far_side(case, Way.DISOWNS) as side:
        error = await refused(case, port, side.config)
    assert error.remedy is Remedy.RECONNECT
