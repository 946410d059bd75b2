"""Every question this domain asks the database, by capability."""

from otklik.domains.workspaces.queries import access, people, presence

__all__ = ["access", "people", "presence"]
