"""Finds a domain's files by convention: `otklik.domains.<name>.{models,routes,jobs,handlers,errors,personal}`."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Final

from otklik import domains

ORDER: Final = (
    "workspaces",
    "notifications",
    "contacts",
    "consents",
    "activity",
    "schedule",
    "prices",
    "contact_policy",
    "delivery",
    "passes",
    "snippets",
    "conversations",
    "previews",
    "ratings",
    "absences",
    "routing",
    "speed",
    "promises",
    "targets",
    "bonus",
    "tasks",
    "consultations",
    "hints",
    "debts",
    "templates",
    "segments",
    "goods",
    "campaigns",
    "posts",
    "journeys",
    "automations",
    "livechat",
    "reach",
)
"""The declared order of domains, bottom to top; import-linter holds the same list."""


def modules(file: str) -> Iterator[ModuleType]:
    """Every domain's module or package of that name, bottom to top."""
    for name in ORDER:
        folder = f"{domains.__name__}.{name}"
        package = importlib.import_module(folder)
        if any(found.name == file for found in pkgutil.iter_modules(package.__path__)):
            yield importlib.import_module(f"{folder}.{file}")


def models() -> list[ModuleType]:
    """Import every table, so that the metadata is whole."""
    return [importlib.import_module("otklik.platform.tables"), *modules("models")]
