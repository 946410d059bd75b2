"""Notes to phones reach services that check what Google and Apple check, and each refusal is answered rightly."""

from collections.abc import AsyncIterator

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from tests.contract.phones import (
    APPLES_KEY,
    DEVICE,
    GOOGLES_KEY,
    KEY_ID,
    NOTE,
    TEAM_ID,
    TOKEN,
    TOPIC,
    Apple,
    Google,
    apple,
    google,
    later,
    pem,
)
from tests.ports import NOON, FakePort, fake_port

from otklik.channels import registry
from otklik.channels.contract import Config
from otklik.channels.providers.app import provider
from otklik.platform import apns, fcm
from otklik.platform.http import HttpClient, HttpReply
from otklik.platform.phonepush import CredentialsInvalid, Outcome

KEY = apns.Key(key_id=KEY_ID, team_id=TEAM_ID, topic=TOPIC, private_key=pem(APPLES_KEY))


@pytest.fixture
async def google_side() -> AsyncIterator[Google]:
    async with google() as running:
        yield running


@pytest.fixture
async def apple_side() -> AsyncIterator[Apple]:
    async with apple() as running:
        yield running


@pytest.fixture
async def to_apple() -> AsyncIterator[apns.Apns]:
    client = apns.Apns()
    yield client
    await client.close()


# ---- Google ------------------------------------------------------------------------------------------


async def test_a_note_reaches_android_and_the_bought_token_is_kept(google_side: Google, port: FakePort) -> None:
    client, account = fcm.Fcm(), fcm.account_of(google_side.account())

    async def send(seconds: int) -> Outcome:
        at = later(NOON, seconds)
        return (await client.send(port.http, account, TOKEN, NOTE, now=at, base_url=google_side.url)).outcome

    assert [await send(0), await send(3000)] == [Outcome.TAKEN, Outcome.TAKEN]
    assert google_side.bought == 1
    assert await send(3400) is Outcome.TAKEN
    assert google_side.bought == 2, "bought anew before the old one ends"
    sent = google_side.sent[0]
    assert sent["notification"] == {"title": "Чайная", "body": "Ольга: Есть"}
    assert (sent["android"]["collapseKey"], sent["android"]["priority"]) == ("conversation-1", "HIGH")


async def test_a_quiet_note_makes_no_sound(google_side: Google, port: FakePort) -> None:
    quiet = msgspec.structs.replace(NOTE, loud=False)
    account = fcm.account_of(google_side.account())
    await fcm.Fcm().send(port.http, account, TOKEN, quiet, now=NOON, base_url=google_side.url)
    [sent] = google_side.sent
    assert sent["android"]["priority"] == "NORMAL"
    assert "sound" not in sent["android"]["notification"]


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (404, "UNREGISTERED", Outcome.GONE),
        (403, "SENDER_ID_MISMATCH", Outcome.GONE),
        (400, "INVALID_ARGUMENT", Outcome.REFUSED),
        (429, "QUOTA_EXCEEDED", Outcome.LATER),
        (503, "UNAVAILABLE", Outcome.LATER),
        (500, "INTERNAL", Outcome.LATER),
        (401, "THIRD_PARTY_AUTH_ERROR", Outcome.BROKEN),
        (502, "SOMETHING_NEW", Outcome.LATER),
    ],
)
async def test_googles_refusals(google_side: Google, port: FakePort, status: int, code: str, outcome: Outcome) -> None:
    google_side.answers.append((status, code))
    if code == "SOMETHING_NEW":
        assert fcm.verdict_of(HttpReply(status, {}, b"<html>")).outcome is outcome
        return
    account = fcm.account_of(google_side.account())
    verdict = await fcm.Fcm().send(port.http, account, TOKEN, NOTE, now=NOON, base_url=google_side.url)
    assert (verdict.outcome, verdict.code) == (outcome, code)


async def test_an_access_token_refused_too_early_is_bought_anew_once(google_side: Google, port: FakePort) -> None:
    client, account = fcm.Fcm(), fcm.account_of(google_side.account())
    await client.send(port.http, account, TOKEN, NOTE, now=NOON, base_url=google_side.url)
    google_side.bought += 1  # the first is not good any more
    verdict = await client.send(port.http, account, TOKEN, NOTE, now=NOON, base_url=google_side.url)
    assert (verdict.outcome, len(google_side.sent)) == (Outcome.TAKEN, 2)


@pytest.mark.parametrize("text", ["", "{}", "not json", '{"project_id": "a", "client_email": "b", "private_key": "c"}'])
def test_what_is_no_service_account_is_told_so(text: str) -> None:
    with pytest.raises(CredentialsInvalid):
        fcm.account_of(text)


# ---- Apple -------------------------------------------------------------------------------------------


async def test_notes_reach_an_iphone_over_one_connection_with_one_token(
    apple_side: Apple, to_apple: apns.Apns, port: FakePort
) -> None:
    for seconds in (0, 1200):
        at = later(NOON, seconds)
        verdict = await to_apple.send(port.http, KEY, DEVICE, NOTE, now=at, base_url=apple_side.url)
        assert verdict.outcome is Outcome.TAKEN
    assert (apple_side.connections, len(apple_side.tokens)) == (1, 1)
    await to_apple.send(port.http, KEY, DEVICE, NOTE, now=later(NOON, 2500), base_url=apple_side.url)
    assert (apple_side.connections, len(apple_side.tokens)) == (1, 2), "renewed after forty minutes"
    headers, body = apple_side.sent[0]
    assert headers["apns-collapse-id"] == "conversation-1"
    assert body["aps"]["alert"] == {"title": "Чайная", "body": "Ольга: Есть"}
    assert body["otklik"] == "answer"


@pytest.mark.parametrize(
    ("status", "reason", "outcome"),
    [
        (400, "BadDeviceToken", Outcome.GONE),
        (410, "Unregistered", Outcome.GONE),
        (410, "ExpiredToken", Outcome.GONE),
        (403, "InvalidProviderToken", Outcome.BROKEN),
        (400, "TopicDisallowed", Outcome.BROKEN),
        (413, "PayloadTooLarge", Outcome.REFUSED),
        (429, "TooManyRequests", Outcome.LATER),
        (503, "Shutdown", Outcome.LATER),
        (500, "SomethingNew", Outcome.LATER),
        (403, "SomethingNew", Outcome.BROKEN),
    ],
)
async def test_apples_refusals(
    apple_side: Apple, to_apple: apns.Apns, port: FakePort, status: int, reason: str, outcome: Outcome
) -> None:
    apple_side.answers.append((status, reason))
    verdict = await to_apple.send(port.http, KEY, DEVICE, NOTE, now=NOON, base_url=apple_side.url)
    assert (verdict.outcome, verdict.code) == (outcome, reason)


async def test_a_token_of_ours_that_ran_out_is_renewed_once(
    apple_side: Apple, to_apple: apns.Apns, port: FakePort
) -> None:
    apple_side.answers.append((403, "ExpiredProviderToken"))
    verdict = await to_apple.send(port.http, KEY, DEVICE, NOTE, now=NOON, base_url=apple_side.url)
    assert (verdict.outcome, len(apple_side.sent)) == (Outcome.TAKEN, 1)


async def test_nobody_listening_is_tried_later_and_a_private_address_is_not_called(to_apple: apns.Apns) -> None:
    async with fake_port() as port:
        verdict = await to_apple.send(port.http, KEY, DEVICE, NOTE, now=NOON, base_url="http://127.0.0.1:9")
        assert verdict.outcome is Outcome.LATER
    strict = HttpClient()
    verdict = await to_apple.send(strict, KEY, DEVICE, NOTE, now=NOON, base_url="http://127.0.0.1:9")
    assert (verdict.outcome, verdict.code) == (Outcome.LATER, "AddressRefused")
    await strict.close()


def test_a_p8_key_is_read_with_its_lines_lost() -> None:
    """As a form's field pastes it."""
    for text in (KEY.private_key, KEY.private_key.replace("\n", ""), KEY.private_key.replace("\n", " ")):
        assert apns.key_of(text).private_numbers() == APPLES_KEY.private_numbers()
    for wrong in ("", "-----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----", pem(GOOGLES_KEY)):
        with pytest.raises(CredentialsInvalid):
            apns.key_of(wrong)


def test_a_long_text_in_any_letters_fits() -> None:
    long = msgspec.structs.replace(NOTE, title="Ж" * 60, body="🍵" * 2_000)
    assert len(apns.body_of(long)) <= 4096


# ---- the channel's "test connection" ------------------------------------------------------------------


def test_it_keeps_the_contract() -> None:
    assert registry.problems_of(provider, module_name="app") == []


async def steps(port: FakePort, config: Config) -> list[tuple[str, bool, str]]:
    return [(one.code, one.ok, one.detail) for one in await provider.check(port, config)]


async def test_the_connection_is_tried_with_both_services(
    google_side: Google, apple_side: Apple, port: FakePort
) -> None:
    good: dict[str, str] = {
        "fcm_account": google_side.account(),
        "fcm_url": google_side.url,
        "apns_key": KEY.private_key,
        "apns_key_id": KEY_ID,
        "apns_team_id": TEAM_ID,
        "apns_topic": TOPIC,
        "apns_url": apple_side.url,
    }
    assert await steps(port, good) == [("app.fcm", True, ""), ("app.apns", True, "")]
    assert (google_side.sent, apple_side.sent) == ([], [])
    assert await steps(port, {}) == [("app.fcm_not_set", True, ""), ("app.apns_not_set", True, "")]
    other = google_side.account(key=pem(rsa.generate_private_key(public_exponent=65537, key_size=2048)))
    assert (await steps(port, {**good, "fcm_account": other}))[0] == ("app.fcm", False, "app.fcm_refused")
    unreadable = {**good, "fcm_account": "{}", "apns_key": "x"}
    assert [one[2] for one in await steps(port, unreadable)] == [
        "app.fcm_credentials_unreadable",
        "app.apns_credentials_unreadable",
    ]
    assert (await steps(port, {**good, "apns_team_id": "OTHERTEAM0"}))[1] == ("app.apns", False, "app.apns_refused")
    assert (await steps(port, {**good, "apns_topic": ""}))[1] == ("app.apns", False, "app.apns_incomplete")
    assert (await steps(port, {**good, "apns_url": "http://127.0.0.1:9"}))[1][2] == "app.apns_no_answer"
