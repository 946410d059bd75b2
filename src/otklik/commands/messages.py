"""One clear line for each failure an administrator can act on: what is wrong, then what to do.

Codes come from the platform's errors; a line names the folder, port or version it speaks of.
"""

from collections.abc import Mapping
from typing import Final

from otklik.platform.errors import OtklikError

LINES: Final[Mapping[str, str]] = {
    "data.not_writable": "The data folder {folder} cannot be written to: give this user the right to, or set"
    " OTKLIK_DATA_DIR to another folder.",
    "data.locked": "Another Otklik (process {pid}) uses the data folder {folder}: stop it, or set OTKLIK_DATA_DIR to"
    " another folder.",
    "data.too_new": "The data folder {folder} was made by a newer Otklik (layout {found}, this one knows {supported}):"
    " install that version or a newer one.",
    "data.damaged": "{path} is damaged: restore the data folder from a backup (`otklik restore FILE`), or, if only"
    " this file suffered, delete it.",
    "data.disk_full": "The disk of {folder} is full ({free_bytes} bytes left, {needed_bytes} needed): free some space.",
    "data.failed": "The data folder {folder} cannot be used: {detail}",
    "tracing.missing": "OTKLIK_OTEL_ENDPOINT is set, but OpenTelemetry is not installed: `pip install otklik[otel]`.",
    "database.binaries_missing": "There is no embedded PostgreSQL for this machine ({system} {machine}): install"
    " PostgreSQL 16 or newer and set OTKLIK_DATABASE_URL.",
    "database.account_missing": "PostgreSQL does not run as root, and none of the accounts {tried} is there: create"
    " one (`useradd --system otklik`), or run Otklik as an ordinary user.",
    "database.account_unnamed": "User id {uid} has no name on this machine, and PostgreSQL asks for one: add it to"
    " /etc/passwd, or set OTKLIK_DATABASE_URL to a PostgreSQL elsewhere.",
    "database.folder_damaged": "The database in {folder} is damaged ({reason}): restore a backup into a new data"
    " folder (`otklik restore FILE`). Nothing was changed in this one.",
    "database.folder_not_ours": "The database in {folder} belongs to another account: run Otklik as that user or as"
    " root, or set OTKLIK_DATA_DIR to another folder.",
    "database.version_mismatch": "The database in {folder} was made by PostgreSQL {found}, this Otklik carries"
    " {needed}: make a backup with the Otklik it came from (`otklik backup FILE`) and restore it into a new data"
    " folder (`otklik restore FILE`).",
    "database.socket_in_use": "Another server holds the database's socket ({reason}): stop it and start again.",
    "database.start_timeout": "The database was not ready after {seconds} s. It may still be recovering after a crash"
    " (see {log}): wait and start again.",
    "secret_key.damaged": "{place} holds no key of 32 bytes in base64: put back the one this data was made with (it"
    " is in every backup).",
    "database.schema_newer": "The database was changed by a newer Otklik (revision {revision}): install that version"
    " or a newer one.",
    "database.unreachable": "The database does not answer ({reason}): check OTKLIK_DATABASE_URL and that its"
    " server runs.",
    "database.failed": "The database could not start: {reason} (see {log}).",
    "server.port_in_use": "Port {port} on {host} is in use: stop what listens there, or set OTKLIK_PORT to"
    " another port.",
    "backup.file_exists": "{file} is there already: choose another name, or add --force to replace it.",
    "backup.file_missing": "There is no file {file}.",
    "backup.tool_failed": "{tool} ended with an error: {reason}",
    "backup.damaged": "{file} is damaged or no backup of Otklik ({reason}). Nothing was changed.",
    "backup.newer": "{file} was made by a newer Otklik ({version}): install that version or a newer one.",
    "backup.not_empty": "There is data in {where} already: restore into an empty one, or add --force to replace it.",
    "backup.in_use": "An Otklik is connected to this database: stop it first.",
}


def line(error: OtklikError) -> str:
    """The line for this failure; one without a text of its own shows its code and detail."""
    template = LINES.get(error.code)
    if template is None:
        return f"{error.code}: {error.detail or dict(error.params)}"
    return template.format_map(_Params({**error.params, "detail": error.detail}))


class _Params(dict[str, object]):
    """A parameter the error did not give shows as a question mark instead of a second failure."""

    def __missing__(self, key: str) -> str:
        return "?"
