"""Every setting of the program: one frozen class, read once from the environment; nobody else reads it.

A setting `data_dir` is the variable `OTKLIK_DATA_DIR`. The reference in docs/ is made from the docstrings here.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, get_type_hints

import msgspec

PREFIX: Final = "OTKLIK_"


class SettingInvalid(Exception):
    """A variable holds what it cannot; `name` is the variable, `reason` what is wrong with it."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What an administrator can decide. Durations are seconds, sizes bytes, lists are comma-separated."""

    host: str = "127.0.0.1"
    """The address the web server listens on."""
    port: int = 8000
    """The port the web server listens on."""
    public_url: str = ""
    """How the outside reaches this server, `https://desk.example.ru`; empty means http://HOST:PORT."""
    data_dir: Path = Path("~/.otklik")
    """Where the embedded database, files and keys live."""
    database_url: str = ""
    """An external PostgreSQL 16 or newer, `postgresql://user:password@host/database`; empty means the embedded one."""
    database_connections_max: int = 20
    """Connections each process keeps to PostgreSQL."""
    secret_key: str = ""
    """32 bytes in base64url that encrypt secrets at rest; empty means one is made in DATA_DIR/secret.key."""
    log_level: str = "info"
    """debug, info, warning or error."""
    log_format: str = "auto"
    """json, console, or auto: console on a terminal, else json."""
    provider_folders: tuple[str, ...] = ()
    """Folders with providers of your own, one file each (docs/tutorials/your-first-channel.md)."""
    allowed_hosts: tuple[str, ...] = ()
    """Hosts that channels may call though they are private: `localhost` for a local Bot API server; `*` allows all."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses of reverse proxies whose X-Forwarded-For is believed."""
    files_url: str = ""
    """Where files go: empty for DATA_DIR/files, or `s3://bucket/prefix` (needs the `s3` extra)."""
    s3_endpoint: str = ""
    """The address of an S3-compatible store; empty means AWS."""
    s3_access_key: str = ""
    """Its access key; empty means the machine's own role."""
    s3_secret_key: str = ""
    """Its secret key."""
    s3_region: str = "us-east-1"
    """Its region."""
    mail_url: str = ""
    """The server's own mail (invitations, password resets): `smtp://user:password@host:587`; empty: to the log."""
    mail_from: str = "otklik@localhost"
    """The address the server's own mail comes from."""
    otel_endpoint: str = ""
    """Where OpenTelemetry traces go over HTTP (needs the `otel` extra); empty means nowhere."""
    metrics_token: str = ""
    """A bearer token that /metrics asks for; empty serves it to this machine's own addresses only."""
    upload_bytes_max: int = 25 * 1024 * 1024
    """The largest file an operator or a visitor may send."""
    request_bytes_max: int = 30 * 1024 * 1024
    """The largest HTTP request body."""
    journal_days: int = 90
    """How long raw inbound items are kept after they were read."""
    session_days: int = 30
    """How long a sign-in lasts without use."""
    demo: bool = False
    """Create the demo company on an empty database (script/server sets it)."""

    def base_url(self) -> str:
        """The server's address for links, without a trailing slash."""
        return self.public_url.rstrip("/") or f"http://{_for_link(self.host)}:{self.port}"

    def secure(self) -> bool:
        """Whether people come over https, so cookies may be marked Secure."""
        return self.base_url().startswith("https://")


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the environment. Raises `SettingInvalid` on a value of the wrong type or an unknown OTKLIK_ variable."""
    source = os.environ if environ is None else environ
    values: dict[str, object] = {}
    hints = get_type_hints(Settings)
    for variable, raw in source.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in hints:
            raise SettingInvalid(variable, "there is no such setting")
        values[name] = _convert(variable, raw, hints[name])
    settings = msgspec.convert(values, Settings)
    return msgspec.structs.replace(settings, data_dir=settings.data_dir.expanduser().resolve())


def variable_name(name: str) -> str:
    return PREFIX + name.upper()


def _convert(variable: str, raw: str, kind: object) -> object:
    if kind is Path:
        return Path(raw)
    if kind == tuple[str, ...]:
        return tuple(part.strip() for part in raw.split(",") if part.strip())
    if kind is bool and raw.lower() in {"1", "true", "yes", "on", "0", "false", "no", "off", ""}:
        return raw.lower() in {"1", "true", "yes", "on"}
    if kind is int and raw.strip().lstrip("-").isdigit():
        return int(raw)
    if kind is str:
        return raw
    raise SettingInvalid(variable, f"{raw!r} is not {'a number' if kind is int else 'true or false'}")


def _for_link(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - listening everywhere; people on this machine open the loopback name
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
