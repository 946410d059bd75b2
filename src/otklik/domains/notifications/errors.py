"""Expected failures of notifications."""

from otklik.platform.errors import NotFound


class NotificationNotFound(NotFound):
    code = "notifications.not_found"
