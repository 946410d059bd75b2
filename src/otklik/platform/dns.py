"""Questions to DNS: what stands in a domain's TXT records, so that somebody's set-up can be checked for them."""

from collections.abc import Sequence
from typing import Final

import dns.asyncresolver
import dns.exception
import dns.resolver

SECONDS: Final = 5.0
STRINGS_MAX: Final = 50


class DnsFailed(Exception):
    """Nobody answered; it says nothing of the record."""


class Dns:
    """The machine's own servers, or those given."""

    def __init__(self, *, servers: Sequence[str] = (), port: int = 53) -> None:
        self._servers = tuple(servers)
        self._port = port

    async def txt(self, name: str) -> list[str]:
        """Every TXT record of the name, each in one piece; empty when there is none. Raises `DnsFailed`."""
        try:
            answer = await self._resolver().resolve(name, "TXT", lifetime=SECONDS)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError) as error:
            raise DnsFailed(type(error).__name__) from error
        records = [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
        return records[:STRINGS_MAX]

    def _resolver(self) -> dns.asyncresolver.Resolver:
        if not self._servers:
            return dns.asyncresolver.Resolver()
        resolver = dns.asyncresolver.Resolver(configure=False)
        resolver.nameservers = list(self._servers)
        resolver.port = self._port
        return resolver
