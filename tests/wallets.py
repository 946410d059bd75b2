"""Apple's side of Wallet on loopback: an authority that gives certificates, APNs that asks for one, an iPhone."""

import asyncio
import base64
import hashlib
import json
import ssl
import subprocess
import zipfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from tests.client import Client, Reply
from tests.contract.phones import Apple

from otklik.domains.delivery.models import Channel
from otklik.platform.clock import SystemClock

PASS_TYPE, TEAM = "pass.ru.shop.card", "TEAM123456"
VERIFY = ("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any", "-out", "/dev/null")
PUSH_TOKEN = "cd" * 32
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1"

Json = dict[str, Any]  # Any: JSON
_KEYS = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(3)]


def _name(common: str, *more: x509.NameAttribute[str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common), *more])


def certificate(
    name: x509.Name,
    key: rsa.RSAPrivateKey,
    *,
    issuer: tuple[x509.Name, rsa.RSAPrivateKey] | None = None,
    until: datetime | None = None,
    local: bool = False,
) -> x509.Certificate:
    """`local`: for a server on loopback."""
    by, signing = issuer or (name, key)
    end = until or SystemClock().now() + timedelta(days=300)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
    )
    if local:
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        made = made.add_extension(names, critical=False)
    return made.sign(signing, hashes.SHA256())


AUTHORITY_NAME = _name("Apple Worldwide Developer Relations of tests")
AUTHORITY = certificate(AUTHORITY_NAME, _KEYS[0])


def given(*, pass_type: str = PASS_TYPE, team: str = TEAM, until: datetime | None = None) -> x509.Certificate:
    """By the authority, for a pass type."""
    name = _name(
        f"Pass Type ID: {pass_type}",
        x509.NameAttribute(NameOID.USER_ID, pass_type),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, team),
    )
    return certificate(name, _KEYS[1], issuer=(AUTHORITY_NAME, _KEYS[0]), until=until)


def pem(one: x509.Certificate) -> str:
    return one.public_bytes(Encoding.PEM).decode()


def key_pem(*, password: str = "", key: rsa.RSAPrivateKey = _KEYS[1]) -> str:
    sealing = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealing).decode()


def cer() -> bytes:
    """Apple's own certificate as Apple gives it."""
    return AUTHORITY.public_bytes(Encoding.DER)


def another_key() -> str:
    return key_pem(key=_KEYS[2])


def p12(one: x509.Certificate, *, password: str = "") -> str:
    """As `base64 card.p12` prints it."""
    sealing = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return base64.encodebytes(pkcs12.serialize_key_and_certificates(b"card", _KEYS[1], one, None, sealing)).decode()


def config(**more: str) -> dict[str, str]:
    """A form rightly filled in."""
    return {
        "pass_type_id": PASS_TYPE,
        "team_id": TEAM,
        "certificate": pem(given()) + key_pem(),
        "intermediate": pem(AUTHORITY),
        **more,
    }


# ---- APNs ---------------------------------------------------------------------------------------------


class ApplesGate(Apple):
    """Lets in whoever shows a certificate of a pass type; wakes phones that hold a card."""

    def __init__(self) -> None:
        super().__init__()
        self.phones = {PUSH_TOKEN}
        self.shown: list[bytes] = []
        """Certificates, one a connection."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        secure: ssl.SSLObject = writer.get_extra_info("ssl_object")
        self.shown.append(secure.getpeercert(binary_form=True) or b"")
        await super().serve(reader, writer)

    def _answer(self, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        if self.answers:
            return self.answers.popleft()
        if "authorization" in headers:
            return 403, "InvalidProviderToken"
        if headers["apns-topic"] != PASS_TYPE:
            return 400, "TopicDisallowed"
        token = headers[":path"].removeprefix("/3/device/")
        if token not in self.phones:
            return 410 if len(set(token)) > 1 else 400, "Unregistered" if len(set(token)) > 1 else "BadDeviceToken"
        assert (headers["apns-push-type"], headers["apns-priority"]) == ("background", "5")
        assert body == b"{}"
        self.sent.append((headers, {}))
        return 200, ""


@asynccontextmanager
async def gate(folder: Path) -> AsyncGenerator[ApplesGate]:
    """Over TLS; `folder/authority.pem` is whom a client must believe."""
    service = ApplesGate()
    (folder / "authority.pem").write_text(pem(AUTHORITY))
    own = certificate(_name("127.0.0.1"), _KEYS[2], issuer=(AUTHORITY_NAME, _KEYS[0]), local=True)
    (folder / "gate.pem").write_text(pem(own) + another_key())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "gate.pem")
    context.load_verify_locations(folder / "authority.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    context.set_alpn_protocols(["h2"])
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0, ssl=context)
    service.url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        server.close()


# ---- the card -----------------------------------------------------------------------------------------


def opened(data: bytes, folder: Path) -> Json:
    """pass.json of a card that a phone would take: every hash is right, and OpenSSL believes the signature."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    signature, manifest = files.pop("signature"), files.pop("manifest.json")
    assert json.loads(manifest) == {name: hashlib.sha1(one).hexdigest() for name, one in files.items()}
    assert {"pass.json", "icon.png", "icon@2x.png", "logo.png"} <= set(files)
    for name, one in (("signature", signature), ("manifest.json", manifest), ("ca.pem", pem(AUTHORITY).encode())):
        (folder / name).write_bytes(one)
    believed = subprocess.run(
        [*VERIFY, "-in", folder / "signature", "-content", folder / "manifest.json", "-CAfile", folder / "ca.pem"],
        capture_output=True,
        check=False,
    )
    assert believed.returncode == 0, believed.stderr.decode()
    return json.loads(files["pass.json"])


def field_of(card: Json, key: str) -> Json:
    """Wherever on the card it stands."""
    areas = ("headerFields", "primaryFields", "secondaryFields", "backFields")
    return next(one for area in areas for one in card["storeCard"][area] if one["key"] == key)


@dataclass
class Phone:
    """An iPhone, as Apple's web service reference makes it call."""

    client: Client
    channel: Channel
    device: str = "b33e3a7dccb433ad7c2f4c9a8e6d1f00"
    push_token: str = PUSH_TOKEN
    card: Json = field(default_factory=dict[str, Any])
    tag: str = ""
    modified: str = ""

    @property
    def _v1(self) -> str:
        return f"/cards/{self.channel.public_id}/v1"

    @property
    def _mine(self) -> str:
        return f"{self._v1}/devices/{self.device}/registrations/{PASS_TYPE}"

    def _keys(self, token: str | None = None) -> dict[str, str]:
        return {"authorization": f"ApplePass {self.card['authenticationToken'] if token is None else token}"}

    async def register(self, *, token: str | None = None) -> Reply:
        url = f"{self._mine}/{self.card['serialNumber']}"
        return await self.client.post(url, json={"pushToken": self.push_token}, headers=self._keys(token))

    async def remove(self) -> Reply:
        return await self.client.delete(f"{self._mine}/{self.card['serialNumber']}", headers=self._keys())

    async def news(self) -> list[str]:
        """Serials of cards that changed."""
        reply = await self.client.get(self._mine, params={"passesUpdatedSince": self.tag} if self.tag else {})
        if reply.status_code == 204:
            return []
        assert reply.status_code == 200, reply.text
        self.tag = reply.json()["lastUpdated"]
        return reply.json()["serialNumbers"]

    async def fetch(self, *, token: str | None = None) -> Reply:
        headers = self._keys(token) | ({"if-modified-since": self.modified} if self.modified else {})
        reply = await self.client.get(f"{self._v1}/passes/{PASS_TYPE}/{self.card['serialNumber']}", headers=headers)
        self.modified = reply.headers.get("last-modified", self.modified)
        return reply
