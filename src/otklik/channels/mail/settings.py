"""A mailbox's settings, read from the connection form with every default in one place."""

from enum import StrEnum
from typing import Final

import msgspec

from otklik.channels.contract import Config, ConfigValue
from otklik.channels.mail.reader import Own

BACKFILL_DAYS: Final = 3
SIZE_MAX_MB: Final = 30
POLL_SECONDS: Final = 60
FOLDERS_MAX: Final = 50


class Security(StrEnum):
    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class Server(msgspec.Struct, frozen=True, kw_only=True):
    host: str
    port: int
    security: Security
    username: str
    password: str
    verify: bool = True
    """Whether the certificate must be good; off only for servers in the own network."""


class Mailbox(msgspec.Struct, frozen=True, kw_only=True):
    own: Own
    from_name: str
    imap: Server
    smtp: Server
    folders: tuple[str, ...]
    spam: bool
    """Also the folder the server marks as junk."""
    backfill_days: int
    size_max_bytes: int
    poll_seconds: int
    plus_reply: bool
    """Answers come back to `name+TOKEN@domain`."""


def read(config: Config) -> Mailbox:
    """Settings out of the form's values; missing ones take their defaults, so an empty form can parse mail."""
    address = _text(config, "address")
    verify = bool(config.get("tls_verify", True))
    username = _text(config, "username") or address
    password = _text(config, "password")
    imap_security = _security(config, "imap_security")
    smtp_security = _security(config, "smtp_security")
    return Mailbox(
        own=own(config),
        from_name=_text(config, "from_name"),
        imap=Server(
            host=_text(config, "imap_host"),
            port=_number(config, "imap_port", 993 if imap_security is Security.TLS else 143),
            security=imap_security,
            username=username,
            password=password,
            verify=verify,
        ),
        smtp=Server(
            host=_text(config, "smtp_host"),
            port=_number(config, "smtp_port", 465 if smtp_security is Security.TLS else 587),
            security=smtp_security,
            username=_text(config, "smtp_username") or (username if bool(config.get("smtp_auth", True)) else ""),
            password=_text(config, "smtp_password") or password,
            verify=verify,
        ),
        folders=(_list(config, "folders") or ("INBOX",))[:FOLDERS_MAX],
        spam=bool(config.get("spam_folder", False)),
        backfill_days=max(0, _number(config, "backfill_days", BACKFILL_DAYS)),
        size_max_bytes=max(1, _number(config, "size_max_mb", SIZE_MAX_MB)) * 1024 * 1024,
        poll_seconds=max(1, _number(config, "poll_seconds", POLL_SECONDS)),
        plus_reply=bool(config.get("plus_reply", False)),
    )


def own(config: Config) -> Own:
    """The addresses that are the mailbox's own."""
    return Own(address=_text(config, "address"), aliases=_list(config, "aliases"))


def _text(config: Config, name: str) -> str:
    value = config.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _number(config: Config, name: str, default: int) -> int:
    value: ConfigValue = config.get(name, default)
    if isinstance(value, str):
        return int(value) if value.strip().isdigit() else default
    return value if isinstance(value, int) else default


def _list(config: Config, name: str) -> tuple[str, ...]:
    value = config.get(name, ())
    pieces = value.split(",") if isinstance(value, str) else value if isinstance(value, tuple) else ()
    return tuple(piece.strip() for piece in pieces if piece.strip())


def _security(config: Config, name: str) -> Security:
    stated = _text(config, name)
    return Security(stated) if stated in set(Security) else Security.TLS
