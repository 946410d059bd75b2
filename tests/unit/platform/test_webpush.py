"""Web Push by the vectors of its RFCs, and read back as a browser reads it."""

import base64
import json

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from tests.pushes import Browser

from otklik.platform import webpush
from otklik.platform.crypto import Cipher
from otklik.platform.webpush import Sender, Subscription, SubscriptionInvalid

ENDPOINT = "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV"
# RFC 8291, appendix A
PLAIN = b"When I grow up, I want to be a watermelon"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
UA_PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AS_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_record_of_rfc_8291_comes_out_byte_for_byte() -> None:
    private = ec.derive_private_key(int.from_bytes(webpush.decode(AS_PRIVATE), "big"), ec.SECP256R1())
    to = Subscription(endpoint=ENDPOINT, p256dh=UA_PUBLIC, auth=AUTH)
    assert webpush.encrypt(PLAIN, to, salt=webpush.decode(SALT), private_key=private) == webpush.decode(BODY)


@pytest.mark.parametrize("length", [0, 1, 17, webpush.PLAIN_BYTES_MAX])
def test_a_browser_reads_what_was_sent_to_it(length: int) -> None:
    browser = Browser()
    payload = b"x" * length
    body = webpush.encrypt(payload, browser.subscription(ENDPOINT))
    assert len(body) <= webpush.RECORD_BYTES
    assert browser.read(body) == payload


def test_more_than_a_push_service_must_take_is_refused() -> None:
    with pytest.raises(ValueError, match="3993"):
        webpush.encrypt(b"x" * (webpush.PLAIN_BYTES_MAX + 1), Browser().subscription(ENDPOINT))


def test_the_token_names_the_service_and_is_signed_by_the_key_it_shows() -> None:
    sender = Sender(Cipher(bytes(range(32))), contact="mailto:push@example.com")
    token = sender._token(ENDPOINT)
    head, claims, signature = token.split(".")
    assert json.loads(webpush.decode(head)) == {"typ": "JWT", "alg": "ES256"}
    told = json.loads(webpush.decode(claims))
    assert (told["aud"], told["sub"]) == ("https://push.example.net", "mailto:push@example.com")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), webpush.decode(sender.public_key))
    raw = webpush.decode(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))


def test_every_node_has_the_same_key_and_another_server_another() -> None:
    first, again = (Sender(Cipher(bytes(range(32))), contact="") for _ in range(2))
    other = Sender(Cipher(bytes(32)), contact="")
    assert first.public_key == again.public_key != other.public_key


@pytest.mark.parametrize(
    "keys",
    [
        {"p256dh": "AAAA", "auth": AUTH},
        {"p256dh": base64.urlsafe_b64encode(b"\x04" + bytes(64)).decode(), "auth": AUTH},
        {"p256dh": UA_PUBLIC, "auth": "AAAA"},
        {"p256dh": "не ключ", "auth": AUTH},
    ],
)
def test_keys_that_are_none_are_refused(keys: dict[str, str]) -> None:
    with pytest.raises(SubscriptionInvalid):
        webpush.keys_of(msgspec.convert({"endpoint": ENDPOINT, **keys}, Subscription))
