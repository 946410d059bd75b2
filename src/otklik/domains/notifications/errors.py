"""Expected failures of notifications."""

from otklik.platform.errors import Conflict, Invalid, NotFound


class NotificationNotFound(NotFound):
    code = "notifications.not_found"


class DeviceNotFound(NotFound):
    code = "notifications.device_not_found"


class DevicesTooMany(Conflict):
    """The operator has `params.max` devices already."""

    code = "notifications.devices_too_many"


class TimeZoneUnknown(Invalid):
    code = "notifications.time_zone_unknown"
