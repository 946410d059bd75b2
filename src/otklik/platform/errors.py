"""One base for every expected failure: a stable code, an HTTP status, parameters; never a sentence for people.

The desk turns `code` and `params` into words from its catalogues (STYLE rule 18).
"""

from collections.abc import Mapping

Param = str | int | float | bool | None


class OtklikError(Exception):
    """An expected failure. Subclasses set `code` (dotted, stable for ever) and `status`."""

    code: str = "internal"
    status: int = 500

    def __init__(self, *, params: Mapping[str, Param] | None = None, detail: str = "") -> None:
        super().__init__(detail or self.code)
        self.params: dict[str, Param] = dict(params or {})
        self.detail = detail


class Invalid(OtklikError):
    """What was sent cannot be right, whoever sends it."""

    code = "request.invalid"
    status = 400


class Unauthenticated(OtklikError):
    code = "auth.required"
    status = 401


class Forbidden(OtklikError):
    code = "auth.forbidden"
    status = 403


class NotFound(OtklikError):
    """Not there, or not this workspace's: the two are never told apart."""

    code = "not_found"
    status = 404


class Conflict(OtklikError):
    code = "conflict"
    status = 409


class TooLarge(OtklikError):
    code = "request.too_large"
    status = 413


class TooMany(OtklikError):
    """A rate or count limit; `params.retry_after_seconds` where waiting helps."""

    code = "limits.too_many"
    status = 429


class Unavailable(OtklikError):
    code = "unavailable"
    status = 503
