"""The verbs of notifications: tell operators something, reach their phones, remember how each wants it."""

from otklik.domains.notifications.schemas import NotificationOut
from otklik.domains.notifications.service.pushing import News, after_patience, push, pushable
from otklik.domains.notifications.service.telling import Subject, listing, read, read_all, tell, unread

__all__ = [
    "News",
    "NotificationOut",
    "Subject",
    "after_patience",
    "listing",
    "push",
    "pushable",
    "read",
    "read_all",
    "tell",
    "unread",
]
