"""What the embedded PostgreSQL is told: its settings, who may connect, and the role and database it starts with.

Settings suit one small machine that also runs Otklik: the two together stay under 350 MB when idle. Lines of an
administrator go to `local.conf` beside them; the rest is written anew at every start.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

PORT: Final = 5432
ROLE: Final = "otklik"
DATABASE: Final = "otklik"
SUPERUSER: Final = "postgres"
# macOS has no C.UTF-8. Without a UTF-8 ctype pg_trgm finds no trigrams in Cyrillic, whatever the provider.
CTYPE: Final = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"

INITDB: Final = (
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=PG_UNICODE_FAST",
    f"--lc-ctype={CTYPE}",
    "--lc-collate=C",
    "--lc-messages=C",
    f"--username={SUPERUSER}",
    "--auth=peer",
    "--no-instructions",
)

# The application's role is no superuser and cannot bypass row-level security: the second belt has to hold.
SETUP: Final = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
    CREATE ROLE {ROLE} LOGIN;
  END IF;
END $$;
ALTER ROLE {ROLE} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
SELECT 'CREATE DATABASE {DATABASE} OWNER {ROLE}'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC;
\\connect {DATABASE}
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS btree_gist;
"""  # noqa: S608 - constants of this module

_SETTINGS: Final = """\
# Written by Otklik at every start. Your own lines belong in local.conf beside this file.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100
superuser_reserved_connections = 3
idle_in_transaction_session_timeout = '10min'

shared_buffers = '128MB'
effective_cache_size = '1GB'
work_mem = '8MB'
maintenance_work_mem = '64MB'
io_workers = 2
max_logical_replication_workers = 0
max_wal_senders = 4
jit = off
random_page_cost = 1.1

fsync = on
synchronous_commit = on
wal_compression = 'pglz'
min_wal_size = '80MB'
max_wal_size = '1GB'
checkpoint_timeout = '15min'
# People who were taken in a moment ago are written to at once: plans must know of them before a minute has passed.
autovacuum_naptime = '15s'

timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, ymd'
lc_messages = 'C'
default_text_search_config = 'pg_catalog.simple'

# A file for each day of the week, the oldest overwritten. Values of parameters and rows stay out of the log:
# they are what customers wrote.
logging_collector = on
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = '1d'
log_rotation_size = 0
log_file_mode = 0600
log_line_prefix = '%m [%p] %q%u@%d '
log_checkpoints = off
log_error_verbosity = 'terse'
log_min_error_statement = 'panic'
log_min_duration_statement = '5s'
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""


def settings(*, logs: Path) -> str:
    """postgresql.conf."""
    return f"{_SETTINGS}log_directory = '{_quoted(logs)}'\n\ninclude_if_exists = 'local.conf'\n"


def access() -> str:
    """pg_hba.conf: the socket only, and only the operating-system users named in pg_ident.conf."""
    return "local all all peer map=otklik\n"


def users(names: Iterable[str]) -> str:
    """pg_ident.conf: these operating-system users may be both roles."""
    return "".join(f'otklik "{name}" {role}\n' for name in sorted(set(names)) for role in (ROLE, SUPERUSER))


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
