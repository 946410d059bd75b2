"""The certificate of a pass type: read from what was pasted into the form, and judged as Apple's phones will judge it.

Apple's own rule (Wallet Developer Guide, "Building Your First Pass"): the certificate's subject holds the pass type in
UID (0.9.2342.19200300.100.1.1) and the team in OU; the signature carries it and Apple's intermediate (WWDR).
"""

import base64
import binascii
import re
from datetime import datetime
from typing import Final

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509.oid import NameOID

CERTIFICATES_MAX: Final = 10
"""In one pasted text; an export of a key chain holds two or three."""
_BLOCK: Final = re.compile(r"-----BEGIN ([A-Z0-9 ]{3,40})-----([A-Za-z0-9+/=\s\\n]+)-----END \1-----")
_KEYS: Final = frozenset({"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})

PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey


class CertificateInvalid(Exception):
    """What was given cannot sign a pass; `code` is translated in the catalogues."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Signer(msgspec.Struct, frozen=True, kw_only=True):
    """All that a pass is signed with."""

    certificate: x509.Certificate
    key: PrivateKey
    intermediate: x509.Certificate

    @property
    def expires_at(self) -> datetime:
        return self.certificate.not_valid_after_utc

    def pem(self) -> str:
        """Certificate and key, as a client of TLS shows them. To be kept in memory alone."""
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return (self.certificate.public_bytes(Encoding.PEM) + key).decode()


def read(text: str, *, password: str, intermediate: str) -> Signer:
    """From PEM texts, whose line ends a form may have lost, or a .p12 file in base64. Raises `CertificateInvalid`."""
    secret = password.encode() or None
    found, key = _pem(text, secret) if "-----BEGIN" in text else _pkcs12(text, secret)
    if key is None:
        raise CertificateInvalid("wallet.key_missing")
    own = next((one for one in found if _public(one.public_key()) == _public(key.public_key())), None)
    if own is None:
        raise CertificateInvalid("wallet.key_of_another")
    given = _certificates(intermediate) if intermediate.strip() else []
    issuer = next((one for one in [*given, *found] if one is not own and issued(own, one)), None)
    if issuer is None:
        raise CertificateInvalid("wallet.intermediate_wrong" if given else "wallet.intermediate_missing")
    return Signer(certificate=own, key=key, intermediate=issuer)


def judge(signer: Signer, *, pass_type_id: str, team_id: str, now: datetime) -> str:
    """Why phones would refuse what it signs, as a code; empty when they would not."""
    subject = signer.certificate.subject
    if pass_type_id not in _said(subject, NameOID.USER_ID):
        return "wallet.type_differs"
    if team_id not in _said(subject, NameOID.ORGANIZATIONAL_UNIT_NAME):
        return "wallet.team_differs"
    if now >= min(signer.expires_at, signer.intermediate.not_valid_after_utc):
        return "wallet.expired"
    return "wallet.not_yet_valid" if now < signer.certificate.not_valid_before_utc else ""


def issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether one was signed by the other's key."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _pem(text: str, secret: bytes | None) -> tuple[list[x509.Certificate], PrivateKey | None]:
    blocks = _BLOCK.findall(text)[: CERTIFICATES_MAX + 1]
    keys = [_key(_der(body), secret, sealed="ENCRYPTED" in label) for label, body in blocks if label in _KEYS]
    found = [_certificate(_der(body)) for label, body in blocks if label == "CERTIFICATE"]
    if not found:
        raise CertificateInvalid("wallet.certificate_unreadable")
    return found, keys[0] if keys else None


def _pkcs12(text: str, secret: bytes | None) -> tuple[list[x509.Certificate], PrivateKey | None]:
    try:
        kept = load_pkcs12(_der(text), secret)
    except ValueError as error:
        code = "wallet.password_wrong" if "password" in str(error).lower() else "wallet.certificate_unreadable"
        raise CertificateInvalid(code) from error
    except UnsupportedAlgorithm as error:
        raise CertificateInvalid("wallet.certificate_unreadable") from error
    first = [kept.cert.certificate] if kept.cert else []
    return [*first, *(one.certificate for one in kept.additional_certs[:CERTIFICATES_MAX])], _fit(kept.key)


def _certificates(text: str) -> list[x509.Certificate]:
    """As PEM, or one in base64 as Apple's .cer file holds it."""
    blocks = [body for label, body in _BLOCK.findall(text) if label == "CERTIFICATE"] or [text]
    return [_certificate(_der(body)) for body in blocks[:CERTIFICATES_MAX]]


def _certificate(der: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(der)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise CertificateInvalid("wallet.certificate_unreadable") from error


def _key(der: bytes, secret: bytes | None, *, sealed: bool) -> PrivateKey:
    try:
        key = _fit(load_der_private_key(der, secret if sealed else None))
    except TypeError as error:  # it is sealed, and nothing opens it
        raise CertificateInvalid("wallet.password_wrong") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise CertificateInvalid("wallet.password_wrong" if sealed else "wallet.key_unreadable") from error
    if key is None:
        raise CertificateInvalid("wallet.key_unreadable")
    return key


def _fit(key: object) -> PrivateKey | None:
    return key if isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey) else None


def _der(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.replace("\\n", "").split()), validate=True)
    except (ValueError, binascii.Error) as error:
        raise CertificateInvalid("wallet.certificate_unreadable") from error


def _public(key: object) -> bytes:
    """Comparable, whatever the algorithm; of one that signs no passes nothing."""
    try:
        return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined]
    except (AttributeError, ValueError):
        return b""


def _said(name: x509.Name, kind: x509.ObjectIdentifier) -> list[str]:
    return [str(one.value) for one in name.get_attributes_for_oid(kind)]
