"""If: what is asked of a conversation. A new condition is one struct here and its name in `Condition`.

Each struct says what it looks at (`seen`, for the log) and whether that fits (`fits`). Nothing here does I/O: facts are
gathered before (service/facts.py), so the same question can be put to the past.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.conversations.service.labelling import Priority

TEXT_LOOKED_AT_MAX: Final = 20_000
"""Characters of a message that are searched for words: it bounds the time, whatever the words are."""

Ids = Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=50)]
MaybeIds = Annotated[tuple[UUID, ...], Meta(max_length=50)]
Word = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\w")]
AttributeName = Annotated[str, Meta(min_length=1, max_length=64)]


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a condition may look at, at the moment in question."""

    channel_id: UUID
    team_id: UUID | None = None
    assignee_id: UUID | None = None
    is_open: bool = True
    """Whether the channel's working hours were on."""
    language: str = ""
    """BCP 47, as the contact's card has it; empty: unknown."""
    text: str = ""
    """Subject and words of the message it happened with, else of the customer's last one."""
    first_message: bool = False
    """Whether that message is the customer's first in this conversation."""
    attributes: Mapping[str, str] = {}
    label_ids: tuple[UUID, ...] = ()
    priority: str = "normal"
    score: int | None = None
    """The customer's latest rating of the conversation; None: there is none."""


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """Base of conditions. `negated`: it holds when it does not fit."""

    negated: bool = False

    def seen(self, facts: Facts) -> str:
        """What was looked at, for the log: an id or a word, never a whole message."""
        raise NotImplementedError

    def fits(self, facts: Facts) -> bool:
        raise NotImplementedError

    def holds(self, facts: Facts) -> bool:
        return self.fits(facts) != self.negated


class InChannel(Asked, frozen=True, kw_only=True, tag="channel"):
    channel_ids: Ids

    def seen(self, facts: Facts) -> str:
        return str(facts.channel_id)

    def fits(self, facts: Facts) -> bool:
        return facts.channel_id in self.channel_ids


class OfTeam(Asked, frozen=True, kw_only=True, tag="team"):
    """Given to one of the teams; with none named: to no team."""

    team_ids: MaybeIds = ()

    def seen(self, facts: Facts) -> str:
        return str(facts.team_id or "")

    def fits(self, facts: Facts) -> bool:
        return facts.team_id in self.team_ids if self.team_ids else facts.team_id is None


class WithAssignee(Asked, frozen=True, kw_only=True, tag="assignee"):
    """Looked after by one of the operators; with none named: by nobody."""

    operator_ids: MaybeIds = ()

    def seen(self, facts: Facts) -> str:
        return str(facts.assignee_id or "")

    def fits(self, facts: Facts) -> bool:
        return facts.assignee_id in self.operator_ids if self.operator_ids else facts.assignee_id is None


class InHours(Asked, frozen=True, kw_only=True, tag="hours"):
    """In the channel's working hours."""

    def seen(self, facts: Facts) -> str:
        return "open" if facts.is_open else "closed"

    def fits(self, facts: Facts) -> bool:
        return facts.is_open


class HasWords(Asked, frozen=True, kw_only=True, tag="words"):
    """One of the words or phrases stands in the text, in any case, `ё` as `е`; `возврат*` is found in `возвратить`."""

    words: Annotated[tuple[Word, ...], Meta(min_length=1, max_length=50)]

    def seen(self, facts: Facts) -> str:
        found = self._found(facts)
        return found[0] if found else ""

    def fits(self, facts: Facts) -> bool:
        return self._found(facts) is not None

    def _found(self, facts: Facts) -> re.Match[str] | None:
        """Words are escaped and none may repeat: the time is bounded by the lengths of both."""
        return _pattern(self.words).search(folded(facts.text[:TEXT_LOOKED_AT_MAX]))


class InLanguage(Asked, frozen=True, kw_only=True, tag="language"):
    languages: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^[a-z]{2,3}$(?!\n)")], ...], Meta(min_length=1, max_length=20)
    ]

    def seen(self, facts: Facts) -> str:
        return facts.language

    def fits(self, facts: Facts) -> bool:
        return facts.language.partition("-")[0].lower() in self.languages


class HasAttribute(Asked, frozen=True, kw_only=True, tag="attribute"):
    """The contact's card has the attribute, with that value where one is given."""

    name: AttributeName
    value: Annotated[str, Meta(max_length=200)] = ""

    def seen(self, facts: Facts) -> str:
        return self._value(facts)[:200]

    def fits(self, facts: Facts) -> bool:
        value = self._value(facts)
        return folded(value) == folded(self.value) if self.value else value != ""

    def _value(self, facts: Facts) -> str:
        wanted = self.name.strip().casefold()
        return next((value for name, value in facts.attributes.items() if name.strip().casefold() == wanted), "")


class IsFirstMessage(Asked, frozen=True, kw_only=True, tag="first_message"):
    """The customer's first message in this conversation."""

    def seen(self, facts: Facts) -> str:
        return "first" if facts.first_message else "later"

    def fits(self, facts: Facts) -> bool:
        return facts.first_message


class HasLabel(Asked, frozen=True, kw_only=True, tag="label"):
    """One of the labels is on the conversation."""

    label_ids: Ids

    def seen(self, facts: Facts) -> str:
        return next((str(one) for one in facts.label_ids if one in self.label_ids), "")

    def fits(self, facts: Facts) -> bool:
        return self.seen(facts) != ""


class OfPriority(Asked, frozen=True, kw_only=True, tag="priority"):
    priorities: Annotated[tuple[Priority, ...], Meta(min_length=1, max_length=4)]

    def seen(self, facts: Facts) -> str:
        return facts.priority

    def fits(self, facts: Facts) -> bool:
        return facts.priority in self.priorities


class RatedAtMost(Asked, frozen=True, kw_only=True, tag="rating"):
    """The customer's latest rating is that low; without a rating it does not fit."""

    at_most: Annotated[int, Meta(ge=1, le=5)]

    def seen(self, facts: Facts) -> str:
        return str(facts.score or "")

    def fits(self, facts: Facts) -> bool:
        return facts.score is not None and facts.score <= self.at_most


Condition = (
    InChannel
    | OfTeam
    | WithAssignee
    | InHours
    | HasWords
    | InLanguage
    | HasAttribute
    | IsFirstMessage
    | HasLabel
    | OfPriority
    | RatedAtMost
)


def folded(text: str) -> str:
    """Lower case, `ё` as `е`, spaces alike: people type both."""
    return " ".join(text.lower().replace("ё", "е").split())


@lru_cache(maxsize=500)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w){re.escape(stem)}{end}" for stem, end in map(_stem, words)))


def _stem(word: str) -> tuple[str, str]:
    """The letters a word begins with, and what must follow: nothing more of a word, unless a star allows it."""
    plain = folded(word)
    return (plain.rstrip("*"), "") if plain.endswith("*") else (plain, r"(?!\w)")
