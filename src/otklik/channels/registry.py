"""Finds every provider and refuses to start with one that breaks the contract, so nothing else needs a list of them.

A provider is a module with a module-level `provider`: in `otklik.channels.providers`, or a file in an extra folder.
"""

import importlib
import importlib.util
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final

import msgspec

from otklik.channels import contract, providers
from otklik.channels.contract import (
    Capabilities,
    Config,
    ConfigField,
    ConfigValue,
    FieldKind,
    Frozen,
    Manifest,
    Provider,
    Text,
)
from otklik.platform.errors import Invalid, NotFound

LOCALES: Final = ("en", "ru")
LIST_ITEMS_MAX: Final = 100
PROTOCOLS: Final[tuple[type, ...]] = (
    contract.Provider,
    contract.TakesWebhooks,
    contract.Listens,
    contract.Sends,
    contract.ShowsTyping,
    contract.MarksRead,
    contract.FetchesMedia,
    contract.FetchesPictures,
    contract.Connects,
    contract.Checks,
    contract.Introduces,
    contract.ListsPrepared,
    contract.NamesThreads,
    contract.Publishes,
)
TOGETHER: Final[Mapping[str, tuple[type, str]]] = {
    "typing_out": (contract.ShowsTyping, "show_typing"),
    "read_out": (contract.MarksRead, "mark_read"),
    "prepared": (contract.ListsPrepared, "list_prepared"),
    "publishes": (contract.Publishes, "publish"),
}
"""Capabilities that are there with a protocol and not without it."""


class ProviderInvalid(Exception):
    """A provider breaks the contract; `problems` says how, one line each, for whoever wrote it."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class KindUnknown(NotFound):
    """No provider has this kind. Params: `kind`."""

    code = "channels.kind_unknown"


class ConfigInvalid(Invalid):
    """A value of the connection form is wrong. Params: `field` and `reason`.

    Reasons: required, pattern, too_long, not_a_text, not_a_number, not_a_boolean, not_a_list, not_a_choice,
    unknown_field.
    """

    code = "channels.config_invalid"

    def __init__(self, field: str, *, reason: str) -> None:
        super().__init__(params={"field": field, "reason": reason}, detail=f"{field}: {reason}")


class FormSchema(Frozen, frozen=True, kw_only=True):
    """All that the desk needs to draw a connection form."""

    kind: str
    title: Text
    summary: Text
    setup: Text
    colour: str
    icon: str
    fields: tuple[ConfigField, ...]


class Registry:
    """The providers of this process by kind; immutable once loaded."""

    def __init__(self, found: Mapping[str, Provider]) -> None:
        self._found = dict(sorted(found.items()))

    def get(self, kind: str) -> Provider:
        """Raises `KindUnknown`."""
        if kind not in self._found:
            raise KindUnknown(params={"kind": kind})
        return self._found[kind]

    def all(self) -> tuple[Provider, ...]:
        """Every provider, by kind."""
        return tuple(self._found.values())

    def capability_table(self) -> dict[str, Capabilities]:
        return {kind: provider.manifest.capabilities for kind, provider in self._found.items()}


def load(*, folders: Sequence[Path] = ()) -> Registry:
    """Import and check every provider of the package and of `folders`. Raises `ProviderInvalid` naming all problems."""
    found: dict[str, Provider] = {}
    problems: list[str] = []
    for name, load_module in _modules(folders):
        try:
            candidate = getattr(load_module(), "provider", None)
        except Exception as error:  # noqa: BLE001 - the edge to code that others wrote: any failure is their problem line
            problems.append(f"{name}: cannot be imported: {type(error).__name__}: {error}")
            continue
        if candidate is None:
            continue
        mistakes = [f"{name}: {text}" for text in problems_of(candidate, module_name=name)]
        if name in found:
            mistakes.append(f"{name}: a provider of this kind was already found elsewhere")
        problems += mistakes
        found[name] = candidate
    if problems:
        raise ProviderInvalid(problems)
    return Registry(found)


@cache
def builtin() -> Registry:
    """The providers of the package, loaded once in a process."""
    return load()


def get(kind: str) -> Provider:
    """One of the built-in providers. Raises `KindUnknown`."""
    return builtin().get(kind)


def all() -> tuple[Provider, ...]:  # noqa: A001 - read as `registry.all()`
    """Every built-in provider, by kind."""
    return builtin().all()


def form_schema(manifest: Manifest) -> FormSchema:
    """The connection form that a manifest describes."""
    return FormSchema(
        kind=manifest.kind,
        title=manifest.title,
        summary=manifest.summary,
        setup=manifest.setup,
        colour=manifest.colour,
        icon=manifest.icon,
        fields=manifest.fields,
    )


def validate_config(manifest: Manifest, values: Mapping[str, object]) -> Config:
    """Check and convert what the form sent, defaults filled in. Raises `ConfigInvalid` for the first wrong field."""
    known = {field.name for field in manifest.fields}
    for name in values:
        if name not in known:
            raise ConfigInvalid(name, reason="unknown_field")
    config: dict[str, ConfigValue] = {}
    for field in manifest.fields:
        value = _read_field(field, values.get(field.name))
        if value is not None:
            config[field.name] = value
    return config


def problems_of(candidate: object, *, module_name: str) -> list[str]:
    """Everything in which an object breaks the contract, one line each; empty when it keeps it."""
    manifest = getattr(candidate, "manifest", None)
    if not isinstance(manifest, Manifest):
        return ["`provider.manifest` is not a Manifest"]
    return [
        *_manifest_problems(manifest, module_name=module_name),
        *(problem for field in manifest.fields for problem in _field_problems(field)),
        *(problem for protocol in PROTOCOLS for problem in _protocol_problems(candidate, protocol)),
        *_capability_problems(manifest.capabilities, candidate),
    ]


def _modules(folders: Sequence[Path]) -> Iterator[tuple[str, Callable[[], ModuleType]]]:
    for found in pkgutil.iter_modules(providers.__path__):
        if not found.name.startswith("_"):
            yield found.name, lambda name=found.name: importlib.import_module(f"{providers.__name__}.{name}")
    for folder in folders:
        for path in sorted(folder.glob("[!_]*.py")):
            yield path.stem, lambda path=path: _import_file(path)


def _import_file(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"otklik_extra_provider_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _read_field(field: ConfigField, raw: object) -> ConfigValue | None:
    if raw is None or raw in ("", [], ()):
        if field.default is None and field.required:
            raise ConfigInvalid(field.name, reason="required")
        return field.default
    return READERS[field.kind](field, raw)


def _read_text(field: ConfigField, raw: object) -> str:
    if not isinstance(raw, str):
        raise ConfigInvalid(field.name, reason="not_a_text")
    value = raw.strip()
    if field.required and not value:
        raise ConfigInvalid(field.name, reason="required")
    if len(value) > field.length_max:
        raise ConfigInvalid(field.name, reason="too_long")
    if value and field.pattern and re.fullmatch(field.pattern, value) is None:
        raise ConfigInvalid(field.name, reason="pattern")
    return value


def _read_number(field: ConfigField, raw: object) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"-?[0-9]{1,18}", raw.strip()):
        return int(raw)
    raise ConfigInvalid(field.name, reason="not_a_number")


def _read_boolean(field: ConfigField, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    raise ConfigInvalid(field.name, reason="not_a_boolean")


def _read_choice(field: ConfigField, raw: object) -> str:
    if isinstance(raw, str) and raw in field.choices:
        return raw
    raise ConfigInvalid(field.name, reason="not_a_choice")


def _read_list(field: ConfigField, raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list | tuple):
        raise ConfigInvalid(field.name, reason="not_a_list")
    if len(raw) > LIST_ITEMS_MAX:
        raise ConfigInvalid(field.name, reason="too_long")
    return tuple(value for item in raw if (value := _read_text(field, item)))


READERS: Final[Mapping[FieldKind, Callable[[ConfigField, object], ConfigValue]]] = {
    FieldKind.TEXT: _read_text,
    FieldKind.SECRET: _read_text,
    FieldKind.NUMBER: _read_number,
    FieldKind.BOOLEAN: _read_boolean,
    FieldKind.CHOICE: _read_choice,
    FieldKind.LIST: _read_list,
}


def _manifest_problems(manifest: Manifest, *, module_name: str) -> Iterator[str]:
    if manifest.kind != module_name:
        yield f"manifest.kind is {manifest.kind!r}, the module is {module_name!r}; they must be equal"
    for name in ("title", "summary", "setup"):
        yield from _text_problems(f"manifest.{name}", getattr(manifest, name))
    if re.fullmatch(r"#[0-9a-fA-F]{6}", manifest.colour) is None:
        yield f"manifest.colour is {manifest.colour!r}; write it as #rrggbb"
    if not manifest.icon or "<script" in manifest.icon.lower():
        yield "manifest.icon must be the inner markup of an SVG, without scripts"
    if not manifest.address_kind:
        yield "manifest.address_kind is empty"
    names = [field.name for field in manifest.fields]
    if len(names) != len(set(names)):
        yield "manifest.fields has two fields of one name"


def _text_problems(where: str, text: Text) -> Iterator[str]:
    for locale in LOCALES:
        if not text.get(locale, "").strip():
            yield f"{where} has no text in {locale!r}"


def _field_problems(field: ConfigField) -> Iterator[str]:
    where = f"field {field.name!r}"
    if re.fullmatch(r"[a-z][a-z0-9_]*", field.name) is None:
        yield f"{where}: a name is lower-case letters, digits and _"
    yield from _text_problems(f"{where}: label", field.label)
    if field.help:
        yield from _text_problems(f"{where}: help", field.help)
    if (field.kind is FieldKind.CHOICE) != bool(field.choices):
        yield f"{where}: choices belong to a choice, and a choice needs some"
    try:
        re.compile(field.pattern)
        _read_field(msgspec.structs.replace(field, required=False), field.default)
    except re.error as error:
        yield f"{where}: pattern does not compile: {error}"
    except ConfigInvalid as error:
        yield f"{where}: its own default is refused: {error.params['reason']}"


def _protocol_problems(candidate: object, protocol: type) -> Iterator[str]:
    """A protocol is kept whole or not touched, with the contract's parameter names, async where it says async."""
    wanted = {name: value for name, value in vars(protocol).items() if inspect.isfunction(value) and name[0] != "_"}
    present = {name: getattr(candidate, name) for name in wanted if callable(getattr(candidate, name, None))}
    if not present and protocol is not contract.Provider:
        return
    for name, model in wanted.items():
        if name not in present:
            yield f"{protocol.__name__}: `{name}` is missing"
            continue
        parameters = list(inspect.signature(model).parameters)[1:]
        if list(inspect.signature(present[name]).parameters) != parameters:
            yield f"{protocol.__name__}: `{name}` must take ({', '.join(parameters)})"
        if inspect.iscoroutinefunction(present[name]) != inspect.iscoroutinefunction(model):
            yield f"{protocol.__name__}: `{name}` must{'' if inspect.iscoroutinefunction(model) else ' not'} be async"


def _capability_problems(can: Capabilities, candidate: object) -> Iterator[str]:
    for name, value in msgspec.structs.asdict(can).items():
        if isinstance(value, int | float) and value < 0:
            yield f"capabilities.{name} is negative"
    if (can.attachment_size_bytes_max > 0) != (can.attachments_max > 0):
        yield "capabilities: attachment_size_bytes_max and attachments_max go together"
    if (can.attachments_max > 0 or can.buttons_max > 0 or can.starts_conversation) and not _keeps(
        candidate, contract.Sends
    ):
        yield "capabilities: attachments, buttons and starting a conversation need `send`"
    if can.voice and not can.attachments_max:
        yield "capabilities: voice needs attachments"
    for name, (protocol, verb) in TOGETHER.items():
        if bool(getattr(can, name)) != _keeps(candidate, protocol):
            yield f"capabilities: {name} and `{verb}` go together"


def _keeps(candidate: object, protocol: type) -> bool:
    return isinstance(candidate, protocol)
