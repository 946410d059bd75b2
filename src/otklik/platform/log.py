"""Logs are events with ids and figures: `conversations.message.sent`; never text, tokens, addresses or phones."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

SECRET_FIELDS: Final = frozenset(
    {
        "text",
        "body",
        "html",
        "subject",
        "password",
        "token",
        "secret",
        "email",
        "phone",
        "address",
        "authorization",
        "cookie",
    }
)
_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE: Final = re.compile(r"\+?\d[\d\s()-]{8,18}\d")
_BOT_TOKEN: Final = re.compile(r"\d{6,12}:[A-Za-z0-9_-]{30,}")
MARK: Final = "[removed]"


def redact(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take out what logs must not hold: by field name, and by look in every string."""
    for name, value in event.items():
        if name in SECRET_FIELDS:
            event[name] = MARK
        elif isinstance(value, str) and name not in {"timestamp", "level"} and not name.endswith("_id"):
            event[name] = clean(value)
    return event


def clean(value: str) -> str:
    """The string without bot tokens, mail addresses and phone numbers."""
    without = _EMAIL.sub(MARK, _BOT_TOKEN.sub(MARK, value))
    return without if _looks_like_id(without) else _PHONE.sub(MARK, without)


def configure(*, level: str, style: str) -> None:
    """Set up structlog and route the standard library's warnings through it."""
    json_lines = style == "json" or (style == "auto" and not sys.stderr.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    # a plain traceback: the pretty one prints local variables, and they hold what people wrote
    console = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    last: structlog.typing.Processor = structlog.processors.JSONRenderer() if json_lines else console
    threshold = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=_to_stderr,
        cache_logger_on_first_use=False,
    )
    handler = _StderrHandler()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=[*shared, last]))
    logging.basicConfig(handlers=[handler], level=max(threshold, logging.WARNING), force=True)


def _to_stderr(*_: object) -> structlog.PrintLogger:
    """Whatever stderr is when the line is written: it may have been replaced, and the old one closed."""
    return structlog.PrintLogger(sys.stderr)


class _StderrHandler(logging.Handler):
    """As `_to_stderr`, for the standard library's loggers."""

    def emit(self, record: logging.LogRecord) -> None:
        print(self.format(record), file=sys.stderr, flush=True)  # noqa: T201 - this is the log


def _looks_like_id(value: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-fA-F-]{32,36}|[\dT:.Z+-]+", value))
