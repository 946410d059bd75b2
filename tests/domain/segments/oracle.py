"""The slow, plain answer to every rule: Python over all rows of the company, read one table after another.

It shares nothing with the compiler but the tree itself: days, folding, what was said last are all worked out anew.
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text
from tests.factories import Company

from otklik.domains.activity import rhythm
from otklik.domains.segments.rules import tree
from otklik.platform.db import Database
from otklik.program import Program

TABLES: Final = (
    "contacts",
    "identities",
    "facts",
    "purchase_lines",
    "rfm_scores",
    "consent_purposes",
    "consent_states",
    "suppressions",
    "conversations",
    "tasks",
    "debts",
    "ratings",
    "segment_people",
)
Row = dict[str, Any]  # Any: column values
KINDS: Final = {"email": "email", "sms": "phone", "telegram": "telegram"}


@dataclass
class Oracle:
    """All there is, at one moment."""

    now: datetime
    zone: ZoneInfo
    currency: str
    rows: dict[str, list[Row]]
    rules: dict[UUID, tree.Rule | None]

    def people(self) -> list[UUID]:
        return [card["id"] for card in self.rows["contacts"] if card["merged_into_id"] is None]

    def members(self, rule: tree.Rule) -> set[UUID]:
        return {person for person in self.people() if self.fits(rule, person)}

    def fits(self, rule: tree.Rule, person: UUID) -> bool:
        if isinstance(rule, tree.AllOf):
            return all(self.fits(part, person) for part in rule.of)
        if isinstance(rule, tree.AnyOf):
            return any(self.fits(part, person) for part in rule.of)
        if isinstance(rule, tree.NotOf):
            return not self.fits(rule.of, person)
        return bool(getattr(self, f"_{rule.__struct_config__.tag}")(rule, person))

    # ---- what is known ----

    def cards(self, person: UUID) -> list[Row]:
        """The root first, then those known longest."""
        theirs = [card for card in self.rows["contacts"] if card["root_id"] == person]
        return sorted(theirs, key=lambda card: (card["id"] != person, card["id"]))

    def of(self, table: str, person: UUID) -> list[Row]:
        ids = {card["id"] for card in self.cards(person)}
        return [row for row in self.rows[table] if row["contact_id"] in ids]

    def shown(self, name: str, person: UUID) -> Any:  # Any: a JSON value, None: nothing
        return next((card["attributes"][name] for card in self.cards(person) if name in card["attributes"]), None)

    def _attribute_text(self, leaf: tree.AttributeText, person: UUID) -> bool:
        value = self.shown(leaf.name, person)
        return not isinstance(value, list | dict | None) and like(spelt(value), leaf.op, leaf.values)

    def _attribute_number(self, leaf: tree.AttributeNumber, person: UUID) -> bool:
        value = self.shown(leaf.name, person)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return {
            "equals": value == leaf.value,
            "at_least": value >= leaf.value,
            "at_most": value <= leaf.value,
            "between": leaf.value <= value <= leaf.high,
        }[leaf.op]

    def _attribute_date(self, leaf: tree.AttributeDate, person: UUID) -> bool:
        day = as_day(self.shown(leaf.name, person))
        return day is not None and (leaf.since or date.min) <= day <= (leaf.until or date.max)

    def _attribute_in_days(self, leaf: tree.AttributeInDays, person: UUID) -> bool:
        day = as_day(self.shown(leaf.name, person))
        return day is not None and leaf.low <= (day - self.today()).days <= leaf.high

    def _anniversary(self, leaf: tree.Anniversary, person: UUID) -> bool:
        day = as_day(self.shown(leaf.name, person))
        if day is None:
            return False
        parties = (party(day, self.today().year + shift) for shift in (-1, 0, 1))
        return any(leaf.low <= (one - self.today()).days <= leaf.high for one in parties)

    def _attribute_flag(self, leaf: tree.AttributeFlag, person: UUID) -> bool:
        return self.shown(leaf.name, person) is leaf.value

    def _attribute_list(self, leaf: tree.AttributeList, person: UUID) -> bool:
        value = self.shown(leaf.name, person)
        held = [word in value for word in leaf.values] if isinstance(value, list) else [False]
        return any(held) if leaf.op == "any" else all(held)

    def _attribute_known(self, leaf: tree.AttributeKnown, person: UUID) -> bool:
        value = self.shown(leaf.name, person)
        return isinstance(value, list) or value not in {None, ""}

    def _name(self, leaf: tree.PersonName, person: UUID) -> bool:
        name = next((card["name"] for card in self.cards(person) if card["name"]), "")
        return bool(name) and (not leaf.values or like(name, leaf.op, leaf.values))

    def _language(self, leaf: tree.Language, person: UUID) -> bool:
        locale = next((card["locale"] for card in self.cards(person) if card["locale"]), "").lower()
        wanted = {one.lower() for one in leaf.languages}
        return bool(locale) and (locale in wanted or locale.split("-")[0] in wanted)

    def _seen(self, leaf: tree.Seen, person: UUID) -> bool:
        cards = self.cards(person)
        at = cards[0]["last_seen_at"] if leaf.edge == "last" else min(card["created_at"] for card in cards)
        return self.within(at, leaf.window)

    # ---- reach ----

    def _address(self, leaf: tree.Address, person: UUID) -> bool:
        return any(
            {"any": True, "proven": row["verified"], "reachable": row["reachable"]}.get(
                leaf.state, not row["reachable"]
            )
            for row in self.of("identities", person)
            if row["address_kind"] == leaf.kind
        )

    def _reachable(self, leaf: tree.Reachable, person: UUID) -> bool:
        held = [row for row in self.of("identities", person) if row["address_kind"] == KINDS.get(leaf.channel)]
        dead = {"blocked", "hard_bounce"}
        return any(row["reachable"] and not self._on_list(row, ("", leaf.channel), dead) for row in held)

    def _suppressed(self, leaf: tree.Suppressed, person: UUID) -> bool:
        channels = ("", leaf.channel) if leaf.channel else None
        return any(self._on_list(row, channels, set(leaf.reasons)) for row in self.of("identities", person))

    def _on_list(self, held: Row, channels: Sequence[str] | None, reasons: set[str]) -> bool:
        return any(
            (row["address_kind"], row["address"]) == (held["address_kind"], held["address"])
            and row["lifted_at"] is None
            and (channels is None or row["channel"] in channels)
            and (not reasons or row["reason"] in reasons)
            for row in self.rows["suppressions"]
        )

    def _consent(self, leaf: tree.Consent, person: UUID) -> bool:
        purposes = {row["id"] for row in self.rows["consent_purposes"] if row["code"] == leaf.purpose}
        said = [
            row
            for row in self.of("consent_states", person)
            if row["purpose_id"] in purposes and row["channel"] in {"", leaf.channel}
        ]
        last = max(said, key=lambda row: (row["at"], row["record_id"]), default=None)
        return last is not None and last["status"] == leaf.status

    # ---- deeds ----

    def _event(self, leaf: tree.Event, person: UUID) -> bool:
        found = [row for row in self.of("facts", person) if row["name"] == leaf.name]
        found = [row for row in found if self.within(row["at"], leaf.window) and self._matches(row, leaf)]
        return compared(len(found), leaf.op, leaf.count)

    def _matches(self, fact: Row, leaf: tree.Event) -> bool:
        if leaf.amount_from is not None or leaf.amount_to is not None:
            amount = fact["amount_minor"]
            if amount is None or fact["currency"] != self.currency:
                return False
            least = amount if leaf.amount_from is None else leaf.amount_from
            most = amount if leaf.amount_to is None else leaf.amount_to
            if not least <= amount <= most:
                return False
        return all(has(fact["properties"].get(one.name), one) for one in leaf.where)

    def _event_sum(self, leaf: tree.EventSum, person: UUID) -> bool:
        found = [row for row in self.of("facts", person) if row["name"] == leaf.name]
        found = [row for row in found if self.within(row["at"], leaf.window)]
        found = [row for row in found if all(has(row["properties"].get(one.name), one) for one in leaf.where)]
        if leaf.sum_of:
            said = [row["properties"].get(leaf.sum_of) for row in found]
            total = sum(one for one in said if isinstance(one, int | float) and not isinstance(one, bool))
        else:
            total = sum(row["amount_minor"] or 0 for row in found if row["currency"] == self.currency)
        return total >= leaf.value if leaf.op == "at_least" else total <= leaf.value

    def _event_edge(self, leaf: tree.EventEdge, person: UUID) -> bool:
        moments = [row["at"] for row in self.of("facts", person) if row["name"] == leaf.name]
        return bool(moments) and self.within((min if leaf.edge == "first" else max)(moments), leaf.window)

    def _purchases(self, leaf: tree.Purchases, person: UUID) -> bool:
        bought = [row for row in self.of("facts", person) if row["name"] == "purchase"]
        bought = [row for row in bought if self.within(row["at"], leaf.window)]
        if not (leaf.products or leaf.categories):
            own = [row["amount_minor"] or 0 for row in bought if row["currency"] == self.currency]
            return compared(len(bought) if leaf.measure == "count" else sum(own), leaf.op, leaf.value)
        lines = [
            (fact, line) for fact in bought for line in self.rows["purchase_lines"] if line["fact_id"] == fact["id"]
        ]
        lines = [
            (fact, line)
            for fact, line in lines
            if (not leaf.products or line["product"] in leaf.products)
            and (not leaf.categories or line["category"] in leaf.categories)
        ]
        if leaf.measure == "count":
            return compared(len({fact["id"] for fact, _ in lines}), leaf.op, leaf.value)
        worth = [
            line["quantity_thousandths"] * line["price_minor"]
            for fact, line in lines
            if fact["currency"] == self.currency
        ]
        return compared_thousandths(sum(worth), leaf.op, leaf.value)

    def _rfm(self, leaf: tree.Rfm, person: UUID) -> bool:
        return any(self._stands(row, leaf) for row in self.rows["rfm_scores"] if row["contact_id"] == person)

    def _stands(self, row: Row, leaf: tree.Rfm) -> bool:
        spans = {"recency": leaf.recency, "frequency": leaf.frequency, "money": leaf.money}
        return (
            (not leaf.groups or row["group"] in leaf.groups)
            and (not leaf.levels or row["level"] in leaf.levels)
            and all(span is None or span.low <= row[name] <= span.high for name, span in spans.items())
        )

    def _rhythm(self, leaf: tree.Rhythm, person: UUID) -> bool:
        bought = sorted(row["at"] for row in self.of("facts", person) if row["name"] == "purchase")
        usual = rhythm.rhythm(count=len(bought), first_at=bought[0], last_at=bought[-1]) if bought else None
        if usual is None:
            return False
        most = Fraction(leaf.at_most).limit_denominator(100) if leaf.at_most is not None else None
        late = usual.lateness(self.now)
        return late >= Fraction(leaf.at_least).limit_denominator(100) and (most is None or late <= most)

    # ---- dealings ----

    def _conversation(self, leaf: tree.Conversation, person: UUID) -> bool:
        return any(self._talk_fits(row, leaf) for row in self.of("conversations", person))

    def _talk_fits(self, row: Row, leaf: tree.Conversation) -> bool:
        state = {"any": True, "waiting": row["waiting_since"] is not None}.get(leaf.state, row["state"] == leaf.state)
        wrote = row["last_inbound_at"]
        return bool(
            row["merged_into_id"] is None
            and state
            and (not leaf.channel_ids or row["channel_id"] in leaf.channel_ids)
            and (not leaf.label_ids or bool(set(leaf.label_ids) & set(row["label_ids"])))
            and (isinstance(leaf.wrote, tree.Ever) or (wrote is not None and self.within(wrote, leaf.wrote)))
        )

    def _task(self, leaf: tree.Task, person: UUID) -> bool:
        theirs = [row for row in self.rows["tasks"] if self._whose(row) == person]
        if leaf.state == "overdue":
            return any(row["state"] == "open" and row["due_at"] <= self.now for row in theirs)
        return any(row["state"] == leaf.state for row in theirs)

    def _debt(self, leaf: tree.Debt, person: UUID) -> bool:
        tasks = {row["id"]: row for row in self.rows["tasks"]}
        for row in self.rows["debts"]:
            source = tasks.get(row["source_id"], row) if row["conversation_id"] is None else row
            if (
                self._whose(source) == person
                and row["state"] == "open"
                and (not leaf.kinds or row["kind"] in leaf.kinds)
            ):
                return True
        return False

    def _rating(self, leaf: tree.Rating, person: UUID) -> bool:
        return any(
            row["score"] is not None
            and leaf.low <= row["score"] <= leaf.high
            and self.within(row["rated_at"], leaf.window)
            for row in self.rows["ratings"]
            if self._whose(row) == person
        )

    def _whose(self, row: Row) -> UUID | None:
        talk = next((one for one in self.rows["conversations"] if one["id"] == row["conversation_id"]), row)
        card = next((one for one in self.rows["contacts"] if one["id"] == talk.get("contact_id")), None)
        return card["root_id"] if card else None

    def _segment(self, leaf: tree.InSegment, person: UUID) -> bool:
        rule = self.rules[leaf.segment_id]
        if rule is not None:
            return self.fits(rule, person)
        return any(row["segment_id"] == leaf.segment_id for row in self.of("segment_people", person))

    # ---- days ----

    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def within(self, at: datetime, window: tree.Window) -> bool:
        """By the day on the wall of the company, not by hours."""
        day = at.astimezone(self.zone).date()
        if isinstance(window, tree.Last) and window.unit == "hours":
            return at >= self.now - timedelta(hours=window.amount)
        if isinstance(window, tree.Last):
            return (self.today() - day).days <= window.amount
        if isinstance(window, tree.Older):
            return (self.today() - day).days > window.days
        if isinstance(window, tree.Between):
            return (window.since or date.min) <= day <= (window.until or date.max)
        return True


async def load(
    program: Program, company: Company, *, now: datetime, zone: str, rules: dict[UUID, tree.Rule | None] | None = None
) -> Oracle:
    """Everything of the company."""
    rows: dict[str, list[Row]] = {}
    async with program.parts.get(Database).transaction(company.id) as ctx:
        for name in TABLES:
            found = await ctx.session.execute(text(f"SELECT * FROM {name}"))
            rows[name] = [dict(row) for row in found.mappings()]
    return Oracle(now=now.astimezone(UTC), zone=ZoneInfo(zone), currency="RUB", rows=rows, rules=rules or {})


def like(value: str, op: str, words: Iterable[str]) -> bool:
    low = value.lower()
    return any(_fits(low, op, word.lower()) for word in words)


def _fits(value: str, op: str, word: str) -> bool:
    return {"is": value == word, "contains": word in value, "starts": value.startswith(word)}[op]


def spelt(value: object) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def as_day(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) and len(value) >= 10 else None
    except ValueError:
        return None


def party(born: date, year: int) -> date:
    """29 February is kept on the 28th where there is none."""
    if (born.month, born.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 2, 28)
    return born.replace(year=year)


def has(value: object, wanted: tree.Property) -> bool:
    if wanted.op in {"at_least", "at_most"}:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return value >= wanted.number if wanted.op == "at_least" else value <= wanted.number
    return not isinstance(value, list | dict | None) and like(spelt(value), wanted.op, wanted.values)


def compared(found: int, op: str, wanted: int) -> bool:
    return {"at_least": found >= wanted, "at_most": found <= wanted, "exactly": found == wanted}[op]


def compared_thousandths(found: int, op: str, wanted: int) -> bool:
    """Money of lines, kept in thousandths of a coin, is compared by whole coins."""
    return compared(found // 1000, op, wanted)
