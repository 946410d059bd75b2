"""The verbs of absences: plan them, ask who is absent and who covers, say it to customers."""

from otklik.domains.absences.rules import Cover
from otklik.domains.absences.service.standing import absent_ids, cover_of, reply_words

__all__ = ["Cover", "absent_ids", "cover_of", "reply_words"]
