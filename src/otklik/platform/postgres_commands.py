"""The one place that runs PostgreSQL's programs: whose account, which environment, how long."""

import subprocess
from collections.abc import Sequence
from typing import IO, Final

import msgspec

COMMAND_SECONDS: Final = 120.0
# Nothing of this process's own environment: PGPORT or LANG must not change what the server is.
ENVIRONMENT: Final = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C", "TZ": "UTC", "PGCONNECT_TIMEOUT": "10"}


class Account(msgspec.Struct, frozen=True):
    """Whom a program runs as. `switch` says whether that is another account than this process's."""

    uid: int
    gid: int
    switch: bool

    @property
    def user(self) -> int | None:
        return self.uid if self.switch else None

    @property
    def group(self) -> int | None:
        return self.gid if self.switch else None

    @property
    def more_groups(self) -> list[int] | None:
        return [] if self.switch else None


class Finished(msgspec.Struct, frozen=True):
    """How a program ended and all it said."""

    code: int
    output: str
    errors: str


def run(command: Sequence[str], *, account: Account | None = None, script: str = "") -> Finished:
    """Run to the end as the account (None: this process's own), `script` on its standard input."""
    done = subprocess.run(  # noqa: S603 - programs of the wheel with arguments made here
        command,
        env=ENVIRONMENT,
        cwd="/",
        input=script,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=COMMAND_SECONDS,
        umask=0o077,
        check=False,
        user=account.user if account else None,
        group=account.group if account else None,
        extra_groups=account.more_groups if account else None,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def spawn(command: Sequence[str], *, account: Account, log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own: Ctrl-C reaches Otklik, which then ends its server in order."""
    return subprocess.Popen(  # noqa: S603 - as above
        command,
        env=ENVIRONMENT,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        umask=0o077,
        user=account.user,
        group=account.group,
        extra_groups=account.more_groups,
    )
