"""How the product reads raw inbound items, SMS texts and phone numbers; needs no server and writes nothing.

`otklik inspect CHANNEL PATH` reads mails and webhook bodies; `otklik inspect sms TEXT` tells encoding, segments and
price; `otklik inspect phone TEXT` finds numbers.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from otklik.channels import contract, registry
from otklik.channels.contract import Inbound, ParseFailed, Provider, RawItem
from otklik.commands import inspecting
from otklik.platform.clock import SystemClock
from otklik.platform.settings import Settings

HELP: Final = "show how a raw mail or webhook body is read; count an SMS; find phone numbers"
TEXT_SHOWN_MAX: Final = 2_000


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("channel", help="a kind of channel: email, telegram, webchat, …; or sms, or phone")
    parser.add_argument(
        "target",
        nargs="?",
        metavar="PATH|TEXT",
        help="of a channel: a file, or a folder read recursively; of sms and phone: a text, else standard input",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    inspecting.add(parser)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Exit code 1 when an item could not be read, 2 when there is no such channel, path or text."""
    if arguments.channel in inspecting.READERS:
        return inspecting.run(arguments)
    found = registry.load(folders=[Path(folder) for folder in settings.provider_folders])
    try:
        provider = found.get(arguments.channel)
    except registry.KindUnknown:
        kinds = ", ".join(one.manifest.kind for one in found.all())
        print(f"otklik: there is no channel {arguments.channel!r}; there are: {kinds}", file=sys.stderr)
        return 2
    root = Path(arguments.target or "")
    if arguments.target is None or not root.exists():
        print(f"otklik: there is no {arguments.target or 'PATH given'}", file=sys.stderr)
        return 2
    failed = 0
    for path in _paths(root):
        report = inspect(provider, path)
        failed += report["error"] is not None
        _print(report, as_json=arguments.json)
    return 1 if failed else 0


def inspect(provider: Provider, path: Path) -> dict[str, Any]:  # Any: a JSON document
    """`{path, events, error}` for one file."""
    try:
        item = RawItem(event_id=path.name, body=path.read_bytes(), received_at=SystemClock().now())
        events = provider.parse(item, {})
    except (ParseFailed, OSError) as error:
        return {"path": str(path), "events": [], "error": str(error)}
    return {"path": str(path), "events": [event_json(event) for event in events], "error": None}


def event_json(event: Inbound) -> dict[str, Any]:  # Any: a JSON document
    """A normalised event without the bytes of its attachments."""
    if isinstance(event, contract.InboundMessage | contract.InboundEdit):
        bare = tuple(
            msgspec.structs.replace(
                one, data=None, size=len(one.data) if one.data is not None and one.size is None else one.size
            )
            for one in event.attachments
        )
        event = msgspec.structs.replace(event, attachments=bare)
    found = dict(msgspec.to_builtins(event))
    for attachment in found.get("attachments", []):
        attachment.pop("data", None)
    return found


def _paths(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(found for found in path.rglob("*") if found.is_file())
    else:
        yield path


def _print(report: dict[str, Any], *, as_json: bool) -> None:  # Any: a JSON document
    if as_json:
        print(msgspec.json.encode(report).decode())
        return
    print(report["path"])
    if report["error"]:
        print(f"  error: {report['error']}")
    for event in report["events"]:
        print(f"  {event['kind']} {event.get('external_id', '')}")
        for name, value in event.items():
            if value not in ("", None, [], (), False) and name not in {"kind", "external_id"}:
                print(f"    {name}: {str(value)[:TEXT_SHOWN_MAX]}")
