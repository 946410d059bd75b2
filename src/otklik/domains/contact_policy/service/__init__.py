"""The verbs of contact policy. The gate asks `judge` when a message is planned, and `use` when it goes."""

from otklik.domains.contact_policy.rules import ASKS_MAX, CAPPED, QUIET, local_moment
from otklik.domains.contact_policy.rules import Answer as PolicyAnswer
from otklik.domains.contact_policy.service.judging import PolicyAsk, judge, take_back, use
from otklik.domains.contact_policy.service.living import zones

__all__ = [
    "ASKS_MAX",
    "CAPPED",
    "QUIET",
    "PolicyAnswer",
    "PolicyAsk",
    "judge",
    "local_moment",
    "take_back",
    "use",
    "zones",
]
