"""The verbs of consents. The gate asks `standing` and `may`; whoever mails many asks `unsubscribing`."""

from otklik.domains.consents.rules import STANDING_MAX
from otklik.domains.consents.service.chaining import Act, Where
from otklik.domains.consents.service.commands import Obeyed, obey, understood
from otklik.domains.consents.service.confirming import letter
from otklik.domains.consents.service.gate import Answer, Ask, asks_something, is_stepwise, may, standing, use_step
from otklik.domains.consents.service.links import preferences, unsubscribe, unsubscribing
from otklik.domains.consents.service.reaching import channel_of
from otklik.domains.consents.service.recording import give_contact, record, require_words
from otklik.domains.consents.service.recording_many import Said, grant
from otklik.domains.consents.service.suppressing import heard_from, suppress

__all__ = [
    "STANDING_MAX",
    "Act",
    "Answer",
    "Ask",
    "Obeyed",
    "Said",
    "Where",
    "asks_something",
    "channel_of",
    "give_contact",
    "grant",
    "heard_from",
    "is_stepwise",
    "letter",
    "may",
    "obey",
    "preferences",
    "record",
    "require_words",
    "standing",
    "suppress",
    "understood",
    "unsubscribe",
    "unsubscribing",
    "use_step",
]
