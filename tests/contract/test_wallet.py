"""The channel of cards: what the form says of a certificate, and Apple, which lets in by nothing else."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests import wallets
from tests.ports import NOON, FakePort
from tests.wallets import AUTHORITY, PASS_TYPE, PUSH_TOKEN, TEAM, ApplesGate, given, key_pem, p12, pem

from otklik.channels import registry
from otklik.channels.contract import ChannelError, Config, OutboundMessage, RawItem
from otklik.channels.providers.wallet import provider
from otklik.channels.wallet import certificates, pictures
from otklik.channels.wallet.certificates import CertificateInvalid
from otklik.platform import apns
from otklik.platform.phonepush import CredentialsInvalid, Outcome

UNTIL = datetime(2046, 11, 3, tzinfo=UTC)


@pytest.fixture
async def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ApplesGate]:
    async with wallets.gate(tmp_path) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        yield running


def config(gate: ApplesGate, **more: str) -> Config:
    return registry.validate_config(provider.manifest, wallets.config(apns_url=gate.url, **more))


def test_the_provider_keeps_the_contract() -> None:
    assert registry.problems_of(provider, module_name="wallet") == []


def test_nobody_writes_from_a_card() -> None:
    for body in (b"", b"{}", b"\xff"):
        assert provider.parse(RawItem(event_id="1", body=body, received_at=NOON), {}) == []


async def test_a_card_is_no_conversation(port: FakePort) -> None:
    with pytest.raises(ChannelError) as caught:
        await provider.send(port, {}, OutboundMessage(id="1", thread_id="", to="serial", text="Есть"))
    assert caught.value.code == "wallet.many_only"


# ---- the check ----------------------------------------------------------------------------------------


async def test_a_good_certificate_is_told_with_its_last_day(gate: ApplesGate, port: FakePort) -> None:
    form = config(gate, certificate=pem(given(until=UNTIL)) + key_pem())
    steps = await provider.check(port, form)
    assert [(one.code, one.ok) for one in steps] == [
        ("wallet.certificate_until", True),
        ("wallet.address", True),
        ("wallet.apns", True),
    ]
    assert steps[0].detail == "2046-11-03"
    found = await provider.connect(port, form)
    assert (found.address, found.facts) == (PASS_TYPE, {"certificate_expires": "2046-11-03"})


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"certificate": pem(given(pass_type="pass.ru.other")) + key_pem()}, "wallet.type_differs"),
        ({"certificate": pem(given(team="OTHER98765")) + key_pem()}, "wallet.team_differs"),
        ({"certificate": pem(given(until=NOON - timedelta(days=1))) + key_pem()}, "wallet.expired"),
        ({"certificate": pem(given())}, "wallet.key_missing"),
        ({"certificate": key_pem()}, "wallet.certificate_unreadable"),
        ({"certificate": pem(given()) + wallets.another_key()}, "wallet.key_of_another"),
        ({"certificate": pem(given()) + key_pem(password="tea")}, "wallet.password_wrong"),
        ({"certificate": "not base64 at all"}, "wallet.certificate_unreadable"),
        ({"certificate": "AAAA"}, "wallet.certificate_unreadable"),
        ({"certificate": p12(given(), password="tea"), "certificate_password": "coffee"}, "wallet.password_wrong"),
        ({"intermediate": ""}, "wallet.intermediate_missing"),
        ({"intermediate": pem(given())}, "wallet.intermediate_wrong"),
    ],
)
async def test_what_is_wrong_with_a_certificate_is_told(
    gate: ApplesGate, port: FakePort, more: dict[str, str], code: str
) -> None:
    form = config(gate, **more)
    [step] = await provider.check(port, form)
    assert (step.code, step.ok, step.detail) == ("wallet.certificate", False, code)
    with pytest.raises(ChannelError) as caught:
        await provider.connect(port, form)
    assert caught.value.code == code
    assert gate.connections == 0


async def test_without_https_messages_would_not_come(gate: ApplesGate, port: FakePort) -> None:
    port.public_url = "http://desk.local"
    steps = await provider.check(port, config(gate))
    assert [one.detail for one in steps if not one.ok] == ["wallet.address_not_https"]


@pytest.mark.parametrize(
    ("answer", "detail"),
    [((403, "BadCertificate"), "wallet.apns_refused"), ((503, "Shutdown"), "wallet.apns_no_answer")],
)
async def test_what_apple_says_against_it_is_told(
    gate: ApplesGate, port: FakePort, answer: tuple[int, str], detail: str
) -> None:
    gate.answers.append(answer)
    steps = await provider.check(port, config(gate))
    assert (steps[-1].ok, steps[-1].detail) == (False, detail)


# ---- certificates -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("certificate", "password"),
    [
        (pem(given()) + key_pem(), ""),
        (key_pem() + pem(given()), ""),
        ((pem(given()) + key_pem()).replace("\n", ""), ""),
        ((pem(given()) + key_pem()).replace("\n", "\\n"), ""),
        (pem(given()) + key_pem(password="tea"), "tea"),
        (p12(given()), ""),
        (p12(given(), password="tea"), "tea"),
    ],
    ids=["pem", "key first", "lines lost", "lines written out", "sealed", "p12", "sealed p12"],
)
def test_a_certificate_is_read_as_people_have_it(certificate: str, password: str) -> None:
    signer = certificates.read(certificate, password=password, intermediate=pem(AUTHORITY))
    assert certificates.judge(signer, pass_type_id=PASS_TYPE, team_id=TEAM, now=NOON) == ""


def test_apples_own_certificate_may_stand_beside_the_companys() -> None:
    signer = certificates.read(pem(given()) + key_pem() + pem(AUTHORITY), password="", intermediate="")
    assert signer.intermediate == AUTHORITY


# ---- waking phones ------------------------------------------------------------------------------------


def certified() -> apns.Certificate:
    return apns.Certificate(topic=PASS_TYPE, pem=pem(given()) + key_pem())


async def test_phones_are_woken_over_one_connection_by_the_certificate(gate: ApplesGate, port: FakePort) -> None:
    client, own = apns.Apns(), certified()
    for _ in range(2):
        verdict = await client.wake(port.http, own, PUSH_TOKEN, until=NOON, base_url=gate.url)
        assert verdict.outcome is Outcome.TAKEN
    assert (gate.connections, len(gate.sent)) == (1, 2)
    assert gate.sent[0][0]["apns-expiration"] == str(int(NOON.timestamp()))
    await client.close()


async def test_the_certificate_is_left_on_no_disk(
    gate: ApplesGate, port: FakePort, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    client = apns.Apns()
    await client.wake(port.http, certified(), PUSH_TOKEN, until=NOON, base_url=gate.url)
    await client.close()
    assert gate.sent
    assert list(place.iterdir()) == []


async def test_a_phone_that_is_gone_is_told_so(gate: ApplesGate, port: FakePort) -> None:
    client = apns.Apns()
    verdict = await client.wake(port.http, certified(), "ef01" * 16, until=NOON, base_url=gate.url)
    await client.close()
    assert verdict.outcome is Outcome.GONE


async def test_what_is_no_certificate_wakes_nobody(gate: ApplesGate, port: FakePort) -> None:
    client = apns.Apns()
    with pytest.raises(CredentialsInvalid):
        await client.wake(
            port.http, apns.Certificate(topic=PASS_TYPE, pem="nonsense"), PUSH_TOKEN, until=NOON, base_url=gate.url
        )
    await client.close()
    assert gate.connections == 0


def test_a_cards_pictures_are_pictures() -> None:
    found = pictures.drawn("#1f2933", "#ffffff")
    assert set(found) == {f"{name}{scale}.png" for name in ("icon", "logo") for scale in ("", "@2x", "@3x")}
    for one in found.values():
        assert one.startswith(b"\x89PNG\r\n\x1a\n")
        assert len(one) < 8_000


def test_an_unreadable_key_is_told() -> None:
    broken = "-----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----"
    with pytest.raises(CertificateInvalid) as caught:
        certificates.read(pem(given()) + broken, password="", intermediate=pem(AUTHORITY))
    assert caught.value.code == "wallet.key_unreadable"
