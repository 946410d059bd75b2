"""Real mail servers for tests: dovecot for IMAP and passwords, postfix for SMTP, on loopback ports of their own.

Both run from private folders, as root or (dovecot alone) as a user, and are stopped by process id.
"""

# ruff: noqa: ASYNC110, ASYNC221, ASYNC240  # starts and stops real programs: to wait for them is its work

import asyncio
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiosmtplib
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from otklik.channels.contract import ChannelError, RawItem
from otklik.platform.http import HttpClient

DOMAIN = "example.test"
USERS = ("help@example.test", "sales@example.test", "anna@example.test", "boris@example.test")
PASSWORD = "a password for tests"  # of a server that lives as long as the test
START_SECONDS = 20.0
STOP_SECONDS = 10.0
POSTFIX_PROGRAMS = Path("/usr/lib/postfix/sbin")


@dataclass
class MailServer:
    """Where the servers are, and what a test may do to them."""

    root: Path
    smtp_port: int
    imap_port: int
    imaps_port: int
    smtps_port: int
    users: tuple[str, ...] = USERS
    password: str = PASSWORD
    host: str = "127.0.0.1"
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    async def deliver(self, raw: bytes, to: str, *, sender: str = "anna@example.test") -> None:
        """Hands a raw mail to postfix as any other server would."""
        async with aiosmtplib.SMTP(hostname=self.host, port=self.smtp_port, start_tls=False) as client:
            await client.mail(sender)
            await client.rcpt(to)
            await client.data(raw)

    def maildir(self, user: str, folder: str = "INBOX") -> Path:
        home = self.root / "mail" / user
        return home if folder == "INBOX" else home / f".{folder}"

    def mails(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """Every mail in a folder, raw, oldest first."""
        box = self.maildir(user, folder)
        found = [path for part in ("new", "cur") for path in (box / part).glob("*") if path.is_file()]
        return [path.read_bytes() for path in sorted(found, key=lambda path: path.stat().st_mtime_ns)]

    async def wait_for_mails(self, user: str, count: int, *, seconds: float = 30.0) -> list[bytes]:
        """The mails once there are that many; whoever waits longer has a lost mail."""
        async with asyncio.timeout(seconds):
            while len(found := self.mails(user)) < count:
                await asyncio.sleep(0.05)
        return found

    def drop_imap_links(self) -> None:
        """Cuts every IMAP connection as a broken network does: without a goodbye."""
        doveadm = ["doveadm", "-c", str(self.root / "dovecot.conf")]
        subprocess.run([*doveadm, "kick", "*"], check=False, capture_output=True, timeout=STOP_SECONDS)

    def renumber(self, user: str) -> None:
        """Gives the mailbox a new UIDVALIDITY, as a restore from a backup does."""
        for path in (self.root / "mail" / user).glob("dovecot*"):
            path.unlink() if path.is_file() else shutil.rmtree(path)

    def stop_imap(self) -> None:
        _stop(self.processes.pop("dovecot", None))

    async def start_imap(self) -> None:
        command = ["dovecot", "-F", "-c", str(self.root / "dovecot.conf")]
        self.processes["dovecot"] = _spawn(command, self.root / "dovecot.out")
        await _listening(self.imap_port, self.processes["dovecot"], self.root)

    async def start_smtp(self) -> None:
        config = str(self.root / "postfix")
        subprocess.run(["postfix", "-c", config, "check"], check=False, capture_output=True, timeout=STOP_SECONDS)
        command = [str(POSTFIX_PROGRAMS / "master"), "-c", config, "-d"]
        self.processes["postfix"] = _spawn(command, self.root / "postfix.out")
        await _listening(self.smtp_port, self.processes["postfix"], self.root)

    def stop(self) -> None:
        for name in ("postfix", "dovecot"):
            _stop(self.processes.pop(name, None))


def require_programs() -> None:
    """Skips the test with a reason where the servers cannot run."""
    missing = [name for name in ("dovecot", "postfix") if shutil.which(name, path=_path()) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (Debian: dovecot-imapd, postfix)")
    if os.geteuid() != 0:
        pytest.skip("postfix switches users, so it runs only as root")


@asynccontextmanager
async def mail_server(tmp_path: Path) -> AsyncGenerator[MailServer]:
    """Started servers with an empty mailbox for each of `USERS`; their logs are left in `tmp_path`."""
    require_programs()
    # a short folder of its own: socket names are limited to 108 characters, and other users must get through
    root = Path(tempfile.mkdtemp(prefix="otk-mail-"))
    root.chmod(0o755)
    smtp_port, imap_port, imaps_port, auth_port, smtps_port = _free_ports(5)
    server = MailServer(
        root=root, smtp_port=smtp_port, imap_port=imap_port, imaps_port=imaps_port, smtps_port=smtps_port
    )
    write_certificate(root)
    _write_dovecot(server, auth_port)
    _write_postfix(server, auth_port)
    try:
        await server.start_imap()
        await server.start_smtp()
        yield server
    finally:
        server.stop()
        for log in root.glob("*.log"):
            shutil.copy(log, tmp_path)
        shutil.rmtree(root, ignore_errors=True)


# ---- configuration ------------------------------------------------------------------------------------


def _write_dovecot(server: MailServer, auth_port: int) -> None:
    root = server.root
    users = "".join(f"{user}:{{PLAIN}}{server.password}::::::\n" for user in server.users)
    (root / "users").write_text(users)
    (root / "mail").mkdir()
    os.chown(root / "mail", *_mail_owner())
    (root / "dovecot.conf").write_text(_dovecot_conf(server, auth_port))


def _dovecot_conf(server: MailServer, auth_port: int) -> str:
    root, owner = server.root, _mail_owner()
    root_user = os.geteuid() == 0
    internal = "" if root_user else f"default_internal_user = {_me()}\ndefault_login_user = {_me()}\n"
    return f"""
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/dovecot.log
listen = 127.0.0.1
protocols = imap
{internal}
mail_location = maildir:{root}/mail/%u
mail_fsync = never
first_valid_uid = 1
disable_plaintext_auth = no
auth_mechanisms = plain login
ssl = yes
ssl_cert = <{root}/server.crt
ssl_key = <{root}/server.key
passdb {{
  driver = passwd-file
  args = {root}/users
}}
userdb {{
  driver = static
  args = uid={owner[0]} gid={owner[1]} home={root}/mail/%u
}}
namespace inbox {{
  inbox = yes
  mailbox Junk {{
    auto = create
    special_use = \\Junk
  }}
  mailbox Заказы {{
    auto = create
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {server.imap_port}
  }}
  inet_listener imaps {{
    port = {server.imaps_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {auth_port}
  }}
}}
"""


def _write_postfix(server: MailServer, auth_port: int) -> None:
    root = server.root
    config = root / "postfix"
    for name in ("postfix", "queue", "data"):
        (root / name).mkdir()
    shutil.chown(root / "data", "postfix")
    (config / "boxes").write_text("".join(f"{user} {user}/\n" for user in server.users))
    (config / "main.cf").write_text(_main_cf(server, auth_port))
    (config / "master.cf").write_text(_master_cf(server))


def _main_cf(server: MailServer, auth_port: int) -> str:
    root, config = server.root, server.root / "postfix"
    uid, gid = _mail_owner()
    return f"""
compatibility_level = 3.6
queue_directory = {root}/queue
data_directory = {root}/data
daemon_directory = {POSTFIX_PROGRAMS}
maillog_file = {root}/postfix.log
maillog_file_prefixes = {root}
myhostname = mail.{DOMAIN}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtputf8_enable = no
message_size_limit = 52428800
virtual_mailbox_limit = 0
recipient_delimiter = +
virtual_mailbox_domains = {DOMAIN}
virtual_mailbox_base = {root}/mail
virtual_mailbox_maps = texthash:{config}/boxes
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
default_transport = error:5.7.1 this server is for tests
relay_transport = error:5.7.1 this server is for tests
smtpd_recipient_restrictions = reject_unauth_destination, reject_unlisted_recipient
smtpd_relay_restrictions = reject_unauth_destination
smtpd_delay_open_until_valid_rcpt = no
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth_port}
smtpd_sasl_security_options = noanonymous
smtpd_tls_security_level = may
smtpd_tls_cert_file = {root}/server.crt
smtpd_tls_key_file = {root}/server.key
"""


def _master_cf(server: MailServer) -> str:
    return f"""
127.0.0.1:{server.smtp_port} inet n - n - - smtpd
127.0.0.1:{server.smtps_port} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
"""


def write_certificate(root: Path) -> None:
    """Signed by nobody: a client that checks must refuse it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"mail.{DOMAIN}")])
    start = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=36500))
        .sign(key, hashes.SHA256())
    )
    (root / "server.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (root / "server.key").write_bytes(private)
    (root / "server.key").chmod(0o644)


def untrusting_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


# ---- processes ----------------------------------------------------------------------------------------


def _spawn(command: list[str], output: Path) -> subprocess.Popen[bytes]:
    with output.open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, env={"PATH": _path()}, start_new_session=True)


def _stop(process: subprocess.Popen[bytes] | None) -> None:
    if process is None or process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_SECONDS)


async def _listening(port: int, process: subprocess.Popen[bytes], root: Path) -> None:
    async with asyncio.timeout(START_SECONDS):
        while True:
            if process.poll() is not None:
                logs = "\n".join(path.read_text("utf-8", "replace")[-2000:] for path in root.glob("*.[lo]*"))
                raise RuntimeError(f"a mail server did not start:\n{logs}")
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                await writer.wait_closed()
                return
            await asyncio.sleep(0.05)


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def _mail_owner() -> tuple[int, int]:
    """Whom the mail files belong to: never root, as both servers refuse that."""
    return (65534, 65534) if os.geteuid() == 0 else (os.geteuid(), os.getegid())


def _me() -> str:
    return Path("~").expanduser().owner()


def _path() -> str:
    return "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


# ---- the other side -----------------------------------------------------------------------------------


class MemoryPort:
    """What a provider may touch, kept in memory: deposits unique by event id, state, reports; time stands still."""

    def __init__(self, *, channel_id: str = "channel", now: datetime | None = None) -> None:
        self.channel_id = channel_id
        self.http = HttpClient()
        self.public_url = "https://desk.example.test"
        self.webhook_url = f"{self.public_url}/in/{channel_id}"
        self.webhook_secret = "webhook-secret"  # of no server
        self.time = now or datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
        self.items: dict[str, RawItem] = {}
        self.repeated: list[str] = []
        self.state: Mapping[str, object] = {}
        self.reports: list[ChannelError | None] = []
        self.pushed: list[tuple[str, str, Mapping[str, object]]] = []
        self._changed = asyncio.Condition()

    def now(self) -> datetime:
        return self.time

    async def deposit(self, item: RawItem) -> bool:
        new = item.event_id not in self.items
        if new:
            self.items[item.event_id] = item
        else:
            self.repeated.append(item.event_id)
        await self._notify()
        return new

    async def load_state(self) -> Mapping[str, object]:
        return self.state

    async def save_state(self, state: Mapping[str, object]) -> None:
        self.state = dict(state)
        await self._notify()

    async def push(self, stream: str, kind: str, data: Mapping[str, object]) -> int:
        self.pushed.append((stream, kind, data))
        return 1

    async def report(self, error: ChannelError | None) -> None:
        self.reports.append(error)
        await self._notify()

    async def until(self, condition: Callable[[], bool], *, seconds: float = 30.0) -> None:
        """Waits for something this port records."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(condition)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()
