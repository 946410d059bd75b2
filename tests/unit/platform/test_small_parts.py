"""Ids, secrets, logs, addresses and texts: small parts that everything leans on."""

import base64
import io
import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from otklik.platform import http, i18n, ids, log, settings
from otklik.platform.crypto import Cipher, SecretUnreadable, TokenInvalid, load_key
from otklik.platform.web import CursorInvalid, decode_position, encode_position

CIPHER = Cipher(b"k" * 32)


def test_ids_sort_by_birth_and_are_version_7() -> None:
    made = [ids.new_id() for _ in range(1000)]
    assert made == sorted(made)
    assert {one.version for one in made} == {7}


@given(st.binary(max_size=200))
def test_a_secret_is_read_back_by_its_purpose_only(plain: bytes) -> None:
    sealed = CIPHER.encrypt(plain, purpose="channel")
    assert CIPHER.decrypt(sealed, purpose="channel") == plain
    with pytest.raises(SecretUnreadable):
        CIPHER.decrypt(sealed, purpose="other")


@given(st.text(max_size=50), st.integers(0, 21))
def test_a_signed_token_cannot_be_altered(payload: str, at: int) -> None:
    signed = CIPHER.sign(payload, purpose="link")
    assert CIPHER.verify(signed, purpose="link") == payload
    position = len(signed) - 1 - at
    swapped = signed[:position] + ("A" if signed[position] != "A" else "B") + signed[position + 1 :]
    with pytest.raises(TokenInvalid):
        CIPHER.verify(swapped, purpose="link")


def test_the_key_is_made_once_and_readable_by_nobody_else(tmp_path: Path) -> None:
    first = load_key(setting="", folder=tmp_path)
    assert load_key(setting="", folder=tmp_path) == first
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0
    given_key = base64.urlsafe_b64encode(b"x" * 32).decode().rstrip("=")
    assert load_key(setting=given_key, folder=tmp_path) == b"x" * 32


@pytest.mark.parametrize(
    "secret",
    [
        "anna.petrova+shop@mail.ru",
        "+7 (921) 123-45-67",
        "4242424242:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc",
    ],
)
def test_logs_hold_no_addresses_phones_or_tokens(secret: str) -> None:
    event = log.redact(None, "info", {"event": "x", "detail": f"could not reach {secret} now"})
    assert secret not in str(event)


def test_logs_hold_no_field_that_people_wrote() -> None:
    event = log.redact(None, "info", {"event": "x", "text": "привет", "token": "t", "message_id": str(ids.new_id())})
    assert event["text"] == event["token"] == log.MARK
    assert len(str(event["message_id"])) == 36


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"]
)
async def test_private_addresses_are_not_called_unless_allowed(address: str) -> None:
    client = http.HttpClient()
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(http.AddressRefused):
        await client.request("GET", f"http://{host}:9/")
    await client.close()


def test_logs_go_to_the_stderr_of_the_moment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = io.StringIO()
    monkeypatch.setattr(sys, "stderr", first)
    log.configure(level="info", style="json")
    monkeypatch.undo()
    first.close()
    structlog.get_logger().info("still.here")
    logging.getLogger("library").warning("and here")
    assert "still.here" in (told := capsys.readouterr().err)
    assert "and here" in told


async def test_a_name_that_resolves_to_a_private_address_is_refused() -> None:
    client = http.HttpClient()
    with pytest.raises(http.AddressRefused):
        await client.request("GET", "http://localhost:9/")
    await client.close()


async def test_an_allowed_host_that_is_down_was_not_sent_to() -> None:
    client = http.HttpClient(allowed_hosts=("127.0.0.1",))
    with pytest.raises(http.HttpFailed) as failed:
        await client.request("GET", "http://127.0.0.1:9/")
    assert failed.value.sent is False
    await client.close()


def test_settings_say_which_variable_is_wrong() -> None:
    with pytest.raises(settings.SettingInvalid, match="OTKLIK_PORT"):
        settings.load({"OTKLIK_PORT": "many"})
    with pytest.raises(settings.SettingInvalid, match="OTKLIK_PROT"):
        settings.load({"OTKLIK_PROT": "8000"})
    found = settings.load({"OTKLIK_PORT": "81", "OTKLIK_ALLOWED_HOSTS": "a, b", "OTKLIK_DEMO": "yes", "HOME": "/x"})
    assert (found.port, found.allowed_hosts, found.demo) == (81, ("a", "b"), True)


def test_every_setting_is_documented() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "settings.md").read_text()
    for name in settings.Settings.__struct_fields__:
        assert f"`{settings.variable_name(name)}`" in page


def test_both_catalogues_of_the_server_have_the_same_texts() -> None:
    english, russian = (i18n.catalogue(locale) for locale in ("en", "ru"))
    assert set(english) == set(russian)
    for key, text in russian.items():
        if not isinstance(text, str):
            assert {"one", "few", "many"} <= set(text), key


def test_times_are_said_in_the_persons_own_words() -> None:
    moment = datetime(2026, 11, 21, 11, 5, tzinfo=UTC)
    assert i18n.clock_time(moment, zone=ZoneInfo("Europe/Moscow"), locale="ru") == "14:05"
    assert i18n.day(moment, zone=ZoneInfo("Europe/Moscow"), locale="ru") == "суббота, 21 ноября"


def test_a_cursor_made_up_by_hand_is_refused() -> None:
    at, row = datetime(2026, 11, 21, tzinfo=UTC), ids.new_id()
    assert decode_position(encode_position(at, row)) == (at, row)
    made_up = base64.urlsafe_b64encode(json.dumps(["yesterday", "x"]).encode()).decode()
    for wrong in ("!", "e30", made_up):
        with pytest.raises(CursorInvalid):
            decode_position(wrong)
