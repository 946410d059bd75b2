"""What `otklik inspect sms` and `otklik inspect phone` tell of a text; needs no server."""

import argparse
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

import msgspec

from otklik.channels import phones
from otklik.channels.sms import pricing, segments, wording

TEXT_LENGTH_MAX: Final = 100_000
PRICE_MAX: Final = 1_000

Report = dict[str, Any]  # Any: a JSON document


class TextMissing(Exception):
    """There is no text to look at. The message says why."""


def add(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("of a text (sms, phone)")
    group.add_argument("--file", type=Path, help="take the text from a file")
    group.add_argument("--country", default="RU", help="whose numbers may stand without their code (default: RU)")
    group.add_argument("--price", type=_price, help="what a segment costs, 2.50 (default: the starting price)")
    group.add_argument("--currency", default=pricing.STARTING.currency, help="of --price (default: %(default)s)")
    group.add_argument(
        "--shift",
        action="append",
        default=[],
        choices=sorted(("turkish", "spanish", "portuguese")),
        help="a national table that the provider takes; may be given more than once",
    )


def run(arguments: argparse.Namespace) -> int:
    """Exit code 2 when there is no text."""
    try:
        text = _text(arguments)
    except TextMissing as error:
        print(f"otklik: {error}", file=sys.stderr)
        return 2
    report = READERS[arguments.channel](text, arguments)
    print(msgspec.json.encode(report).decode() if arguments.json else SAID[arguments.channel](report))
    return 0


def sms(text: str, arguments: argparse.Namespace) -> Report:
    """Encoding, segments, the characters that cost, the price, and cheaper words for the same."""
    counted = segments.count(text, languages=arguments.shift)
    plain, latin = wording.offers(text, languages=arguments.shift)
    each = pricing.STARTING.micros if arguments.price is None else int(arguments.price * pricing.MICROS)
    micros = each * counted.segments
    return {
        **msgspec.to_builtins(counted),
        "price": {
            "amount": pricing.amount(micros),
            "currency": arguments.currency,
            "micros": micros,
            "per_segment_micros": each,
        },
        "plain": msgspec.to_builtins(plain),
        "latin": msgspec.to_builtins(latin),
    }


def phone(text: str, arguments: argparse.Namespace) -> Report:
    """Every number in the text, in E.164, with its country."""
    return {"numbers": msgspec.to_builtins(phones.find(text, country=arguments.country.upper()))}


def _text(arguments: argparse.Namespace) -> str:
    """The argument, or a file, or standard input when neither is given or the argument is `-`."""
    try:
        if arguments.file is not None:
            text = arguments.file.read_text("utf-8")
        elif arguments.target in {None, "-"}:
            text = sys.stdin.read(TEXT_LENGTH_MAX + 1).removesuffix("\n")
        else:
            text = str(arguments.target)
    except (OSError, UnicodeDecodeError) as error:
        raise TextMissing(f"the text cannot be read: {error}") from error
    if len(text) > TEXT_LENGTH_MAX:
        raise TextMissing(f"the text is longer than {TEXT_LENGTH_MAX} characters")
    return text


def _price(given: str) -> Decimal:
    try:
        price = Decimal(given.replace(",", "."))
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"{given!r} is no price") from None
    if not 0 <= price <= PRICE_MAX:
        raise argparse.ArgumentTypeError(f"a price is between 0 and {PRICE_MAX}")
    return price


def _sms_said(report: Report) -> str:
    lines = [
        f"{report['encoding']}: {report['units']} units, {report['per_segment']} to a segment: {report['segments']}",
        f"price: {report['price']['amount']} {report['price']['currency']}",
    ]
    if report["costly"]:
        lines.append(f"dear because of: {' '.join(report['costly'])}")
    lines += [
        f"{report[name]['segments']} segments as: {report[name]['text']}" for name in ("plain", "latin") if report[name]
    ]
    return "\n".join(lines)


def _phones_said(report: Report) -> str:
    return "\n".join(f"{one['e164']}\t{one['country']}\t{one['text']}" for one in report["numbers"]) or "no numbers"


READERS: Final[Mapping[str, Callable[[str, argparse.Namespace], Report]]] = {"sms": sms, "phone": phone}
SAID: Final[Mapping[str, Callable[[Report], str]]] = {"sms": _sms_said, "phone": _phones_said}
