"""Hashing of passwords: argon2id in a thread, and the same work for an account that is not there.

At most two at a time, for each takes 46 MiB (OWASP's first choice of parameters, Password Storage Cheat Sheet).
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from otklik.domains.workspaces.rules import normal_password

_HASHER: Final = PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)
_THREADS: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
NOBODY: Final = "$argon2id$v=19$m=47104,t=1,p=1$cmYfR2T1zb3+4w0lZkv2FQ$fD3btc4o5hl1xVmG72uBCFpeXa+/iPE0KfIlTmQbZFE"
"""A hash by the same parameters of a password nobody knows."""


async def hashed(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _HASHER.hash, normal_password(password))


async def matches(password: str, *, stored: str | None) -> bool:
    """Takes as long for `None`, and then is False."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _verify, stored, normal_password(password))


def outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def _verify(stored: str | None, password: str) -> bool:
    try:
        return _HASHER.verify(stored or NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
