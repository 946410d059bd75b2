"""The connection form of the channel, by the names of its fields."""

from datetime import datetime
from typing import Final

from otklik.channels.contract import Config
from otklik.channels.wallet import certificates
from otklik.channels.wallet.card import Fields
from otklik.channels.wallet.certificates import CertificateInvalid, Signer
from otklik.platform import apns

PASS_TYPE_ID: Final = "pass_type_id"  # noqa: S105 - the name of a field
TEAM_ID: Final = "team_id"
CERTIFICATE: Final = "certificate"
PASSWORD: Final = "certificate_password"  # noqa: S105 - the name of a field
INTERMEDIATE: Final = "intermediate"
ORGANISATION: Final = "organisation"
NUMBER: Final = "number_attribute"
POINTS: Final = "points_attribute"
LEVEL: Final = "level_attribute"
PAPER: Final = "paper"
INK: Final = "ink"
LABEL: Final = "label"
APNS_URL: Final = "apns_url"


def text_of(config: Config, name: str) -> str:
    value = config.get(name)
    return value if isinstance(value, str) else ""


def pass_type(config: Config) -> str:
    return text_of(config, PASS_TYPE_ID)


def team(config: Config) -> str:
    return text_of(config, TEAM_ID)


def signer_of(config: Config) -> Signer:
    """Raises `CertificateInvalid`."""
    return certificates.read(
        text_of(config, CERTIFICATE), password=text_of(config, PASSWORD), intermediate=text_of(config, INTERMEDIATE)
    )


def good_signer(config: Config, *, now: datetime) -> Signer:
    """One by which phones take cards today. Raises `CertificateInvalid`."""
    signer = signer_of(config)
    if code := certificates.judge(signer, pass_type_id=pass_type(config), team_id=team(config), now=now):
        raise CertificateInvalid(code)
    return signer


def certificate_of(config: Config, signer: Signer) -> apns.Certificate:
    """By which phones are woken."""
    return apns.Certificate(topic=pass_type(config), pem=signer.pem())


def fields_of(config: Config, *, company: str) -> Fields:
    """What is the same on all cards."""
    return Fields(
        pass_type_id=pass_type(config),
        team_id=team(config),
        organisation=text_of(config, ORGANISATION) or company,
        paper=text_of(config, PAPER) or "#1f2933",
        ink=text_of(config, INK) or "#ffffff",
        label=text_of(config, LABEL) or "#cbd2d9",
    )
