"""A row of a file as a person or an event, by the plan the importer made; what is wrong is told of its cell. Pure."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache, partial
from typing import Final, cast
from zoneinfo import ZoneInfo

import msgspec

from otklik.domains.activity import cells, rules
from otklik.domains.activity.errors import ImportPlanInvalid
from otklik.domains.activity.headings import ALLOWED, REPEATED
from otklik.domains.activity.import_schemas import SHOWN_LENGTH, ImportColumn, ImportKind, ImportPlan, ImportTrouble
from otklik.domains.activity.schemas import MONEY_MAX
from otklik.platform import money

NAME_MAX: Final = 200
TEXT_MAX: Final = 2_000
SPELT_MAX: Final = 50_000
"""Addresses whose spelling is remembered while a file is read; a phone takes longest of all cells."""
PERSON: Final = ("external_id", "email", "phone")
CONSENT_CHANNELS: Final = {"email": "email", "phone": "sms"}
"""What a yes in the file is good for, by the column that says where to write."""
MONEY: Final = ("amount", "price")
TOO_FINE: Final = "activity.amount_too_fine"
"""A sum has more digits than its currency."""
_KINDS: Final = {"external_id": "external", "email": "email", "phone": "phone"}

Speller = Callable[[str, str], str | None]


class Row(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One row that can be taken in. Addresses in their normal spelling."""

    line: int
    external: str | None
    email: str | None
    phone: str | None
    name: str = ""
    locale: str = ""
    attributes: Mapping[str, str | int | float | bool | list[str]] = {}
    consented: bool = False
    fact_name: str = ""
    at: datetime | None = None
    key: str | None = None
    amount_minor: int | None = None
    currency: str | None = None
    properties: Mapping[str, str] = {}
    lines: tuple[Mapping[str, object], ...] = ()

    @property
    def addresses(self) -> tuple[tuple[str, str], ...]:
        """(kind, address), the surest first."""
        said = (("external", self.external), ("email", self.email), ("phone", self.phone))
        return tuple((kind, address) for kind, address in said if address)


class Reader:
    """Reads the rows of one file; `currency`: of sums that tell none."""

    def __init__(
        self, kind: ImportKind, plan: ImportPlan, *, speller: Speller, zone: ZoneInfo, currency: str, now: datetime
    ) -> None:
        self._kind: ImportKind = kind
        self._plan = plan
        self._speller = lru_cache(maxsize=SPELT_MAX)(speller)  # of events most are of somebody who was named before
        self._zone = zone
        self._currency = currency
        self._latest = now + rules.AHEAD_MAX
        self._columns = [(column, column.target in REPEATED, self._cell(column)) for column in plan.columns]
        self._counts_money = kind != "people"

    def read(self, line: int, row: Sequence[str]) -> tuple[Row | None, list[ImportTrouble]]:
        """None: it is refused, and the last trouble says why."""
        troubles: list[ImportTrouble] = []
        values: dict[str, object] = {}
        named: dict[str, str | int | float | bool | list[str]] = {}
        for (column, repeated, says), cell in zip(self._columns, row, strict=False):
            text = cell.strip()
            if not text or says is None:
                continue
            value = says(text)
            if value is None:
                troubles.append(_trouble(line, self._why(column, text), column, text))
            elif repeated:
                named[column.name] = value  # pyright: ignore[reportArgumentType] - an attribute's or a property's
            else:
                values[column.target] = value
        refusal = self._refusal(values)
        wrong = self._count_coins(values) if self._counts_money else {}
        if wrong:
            troubles += self._wrong_cells(line, row, wrong)
            refusal = refusal or troubles[-1].code
        return self._row(line, values, named, troubles, refusal=refusal)

    def _cell(self, column: ImportColumn) -> Callable[[str], object] | None:
        """What a cell of the column says, by its text: None where it is wrong. None itself: nobody reads the column."""
        if column.target == "skip":
            return None
        if column.target in PERSON:
            return partial(self._speller, _KINDS[column.target])
        if column.target == "attribute":
            return _ATTRIBUTES[column.kind]
        return self._moment if column.target == "at" else _CELLS[column.target]

    def _moment(self, text: str) -> datetime | None:
        found = cells.moment(text, self._zone)
        return None if found is None or found > self._latest else found

    def _count_coins(self, values: dict[str, object]) -> Mapping[str, str]:
        """Sums become whole numbers of their currency's smallest unit; why some cannot, by target."""
        currency = cast("str", values.setdefault("currency", self._currency))
        wrong: dict[str, str] = {}
        for target in (one for one in MONEY if one in values):
            minor = money.in_minor(cast("Decimal", values[target]), currency)
            if minor is None:
                wrong[target] = TOO_FINE
            elif abs(minor) > MONEY_MAX:
                wrong[target] = f"activity.{target}_unreadable"
            else:
                values[target] = minor
        return wrong

    def _wrong_cells(self, line: int, row: Sequence[str], wrong: Mapping[str, str]) -> list[ImportTrouble]:
        """`wrong`: by target, why its sum cannot be counted."""
        cells_of = zip(self._columns, row, strict=False)
        return [
            _trouble(line, wrong[column.target], column, cell.strip())
            for (column, _, _), cell in cells_of
            if column.target in wrong
        ]

    def _why(self, column: ImportColumn, text: str) -> str:
        """The code of a cell that says nothing."""
        if column.target == "at" and cells.moment(text, self._zone):
            return "activity.fact_in_future"
        return f"activity.{column.kind if column.target == 'attribute' else column.target}_unreadable"

    def _row(
        self,
        line: int,
        values: Mapping[str, object],
        named: dict[str, str | int | float | bool | list[str]],
        troubles: list[ImportTrouble],
        *,
        refusal: str,
    ) -> tuple[Row | None, list[ImportTrouble]]:
        if refusal:
            # the cell that made the row worthless says more than that something is missing
            last = (
                troubles[-1] if troubles else ImportTrouble(line=line, refused=True, code=refusal, column="", value="")
            )
            return None, [*troubles[:-1], msgspec.structs.replace(last, refused=True)]
        row = _people(line, values, named) if self._kind == "people" else self._fact(line, values, named)
        return row, troubles

    def _refusal(self, values: Mapping[str, object]) -> str:
        if not any(target in values for target in PERSON):
            return "activity.person_missing"
        if self._kind == "people":
            return ""
        if "at" not in values:
            return "activity.at_missing"
        if self._kind == "facts" and not (values.get("fact_name") or self._plan.fact_name):
            return "activity.name_missing"
        return ""

    def _fact(self, line: int, values: Mapping[str, object], named: Mapping[str, object]) -> Row:
        purchase = self._kind == "purchases"
        lines = (_line(values),) if purchase and ("product" in values or "title" in values) else ()
        amount = cast("int | None", values.get("amount"))
        row = Row(
            line=line,
            external=cast("str | None", values.get("external_id")),
            email=cast("str | None", values.get("email")),
            phone=cast("str | None", values.get("phone")),
            fact_name=rules.PURCHASE if purchase else cast("str", values.get("fact_name") or self._plan.fact_name),
            at=cast("datetime", values["at"]),
            key=cast("str | None", values.get("key")),
            amount_minor=amount,
            currency=cast("str", values["currency"]) if amount is not None or lines else None,
            properties=cast("Mapping[str, str]", named),
            lines=lines,
        )
        return row if row.key else msgspec.structs.replace(row, key=_key(row))


def agreed_to(plan: ImportPlan) -> list[str]:
    """By which kinds of channel the people of the file may be written to who agreed."""
    targets = {column.target for column in plan.columns}
    return [channel for target, channel in CONSENT_CHANNELS.items() if target in targets]


def _says_of_what(plan: ImportPlan) -> bool:
    return bool(plan.consent.said.strip() and plan.consent.purpose and agreed_to(plan))


def check(kind: ImportKind, plan: ImportPlan) -> None:
    """Raises `ImportPlanInvalid`."""
    targets = [column.target for column in plan.columns]
    single = [target for target in targets if target not in REPEATED]
    names = [(column.target, column.name.strip()) for column in plan.columns if column.target in REPEATED - {"skip"}]
    reasons = {
        "column": not set(targets) <= ALLOWED[kind] or any(not name for _, name in names),
        "twice": len(single) != len(set(single)) or len(names) != len(set(names)),
        "no_person": not set(targets) & set(PERSON),
        "no_at": kind != "people" and "at" not in targets,
        "no_name": kind == "facts" and "fact_name" not in targets and not plan.fact_name.strip(),
        "no_consent": "consent" in targets and not _says_of_what(plan),
    }
    for reason, holds in reasons.items():
        if holds:
            raise ImportPlanInvalid(params={"reason": reason})


def rounds(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Blocks in which no address stands twice: who stands twice in a file is found the second time."""
    left = list(rows)
    while left:
        taken: set[tuple[str, str]] = set()
        now: list[Row] = []
        later: list[Row] = []
        for row in left:
            (later if taken.intersection(row.addresses) else now).append(row)
            taken.update(row.addresses)
        yield now
        left = later


def orders(rows: Sequence[Row], runs: Sequence[int]) -> list[Row]:
    """Rows of one order that stand together become one purchase with many lines. `runs`: see apart.Line."""
    found: list[Row] = []
    told: int | None = None
    for row, run in zip(rows, runs, strict=True):
        last = found[-1] if run == told else None
        told = run
        if last is not None and row.lines and last.lines and last.key == row.key and last.at == row.at:
            amount = last.amount_minor if last.amount_minor is not None else row.amount_minor
            found[-1] = msgspec.structs.replace(last, lines=(*last.lines, *row.lines), amount_minor=amount)
        else:
            found.append(row)
    return [_summed(row) for row in found]


def _summed(row: Row) -> Row:
    if row.amount_minor is not None or not row.lines:
        return row
    total = sum(int(str(line["price_minor"])) * int(str(line["quantity_thousandths"])) for line in row.lines)
    return msgspec.structs.replace(row, amount_minor=round(total / rules.THOUSANDTHS))


def _people(line: int, values: Mapping[str, object], named: Mapping[str, object]) -> Row:
    parts = (values.get("first_name", ""), values.get("last_name", ""))
    name = str(values.get("name") or " ".join(str(part) for part in parts if part))
    return msgspec.convert(
        {
            **_addresses(values),
            "line": line,
            "name": name[:NAME_MAX],
            "locale": values.get("locale", ""),
            "attributes": named,
            "consented": values.get("consent") is True,
        },
        Row,
    )


def _addresses(values: Mapping[str, object]) -> dict[str, object]:
    return {"external": values.get("external_id"), "email": values.get("email"), "phone": values.get("phone")}


def _line(values: Mapping[str, object]) -> dict[str, object]:
    quantity = values.get("quantity", 1)
    return {
        "product": values.get("product") or values["title"],
        "title": values.get("title", ""),
        "category": values.get("category", ""),
        "quantity_thousandths": max(1, round(float(str(quantity)) * rules.THOUSANDTHS)),
        "price_minor": max(0, int(str(values.get("price", 0)))),
    }


def _key(row: Row) -> str:
    """A row without a key of its own is known by all it says: the same file taken in again changes nothing."""
    said = msgspec.json.encode(
        (row.addresses[0], row.fact_name, row.at, row.amount_minor, row.properties, row.lines), order="sorted"
    )
    return f"row:{hashlib.sha256(said).hexdigest()[:32]}"


def _trouble(line: int, code: str, column: ImportColumn, value: str) -> ImportTrouble:
    name = column.name or column.target
    return ImportTrouble(line=line, refused=False, code=code, column=name, value=value[:SHOWN_LENGTH])


def _text(cell: str) -> str:
    return cell[:NAME_MAX]


_ATTRIBUTES: Final[Mapping[str, Callable[[str], object]]] = {
    "text": lambda cell: cell[:TEXT_MAX],
    "number": cells.whole,
    "date": cells.day,
    "boolean": cells.yes,
    "list": cells.words,
}
_CELLS: Final[Mapping[str, Callable[[str], object]]] = {
    "name": _text,
    "first_name": _text,
    "last_name": _text,
    "locale": cells.locale,
    "consent": cells.yes,
    "fact_name": lambda cell: cell[:100],
    "key": _text,
    "amount": cells.amount,
    "currency": cells.currency,
    "property": lambda cell: cell[:500],
    "product": _text,
    "title": _text,
    "category": _text,
    "quantity": lambda cell: found if (found := cells.number(cell)) and found > 0 else None,
    "price": cells.amount,
}
