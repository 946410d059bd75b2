"""The verbs of routing: set rules and profiles, give conversations out, say where in the queue one stands."""

from otklik.domains.routing.service.queueing import places

__all__ = ["places"]
