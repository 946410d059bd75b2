"""Every question this domain asks the database, by capability."""

from otklik.domains.workspaces.queries import access, audit, people, presence

__all__ = ["access", "audit", "people", "presence"]
