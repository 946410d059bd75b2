"""Who may do what: roles, their permissions, and who may give which role to whom. Pure decisions."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from otklik.domains.workspaces.errors import (
    EmailInvalid,
    OwnersOnly,
    OwnRole,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
)

PASSWORD_LENGTH_MIN: Final = 10
PASSWORD_LENGTH_MAX: Final = 200
EMAIL_LENGTH_MAX: Final = 254

SELF: Final = "self.write"
"""Held by every operator and by no token: one's own name, photo, password and sessions."""

PERMISSIONS: Final[Mapping[str, str]] = {
    "conversations.read": "read conversations, messages and their trails",
    "conversations.write": "answer, note, assign, close and reopen conversations",
    "labels.write": "make, change and delete labels",
    "views.write": "share saved views with the company, change and delete shared ones",
    "contacts.read": "read contacts and their timelines",
    "contacts.write": "change, merge and unmerge contacts",
    "activity.read": "see what people did and bought, imports and RFM",
    "activity.write": "import people and events, describe and forget attributes and events, set up RFM",
    "activity.ingest": "send events of people in, one by one or many at once",
    "consents.read": "see what people agreed to and whom to leave in peace",
    "consents.write": "record and withdraw consent by a person's word, leave an address in peace",
    "consents.manage": "change purposes and their wordings, lift and import suppressions",
    "personal_data.write": "hand out and erase all that is known of a person",
    "snippets.read": "read and use ready replies",
    "snippets.write": "write and delete ready replies",
    "templates.read": "see templates and how they look",
    "templates.write": "write, test and publish templates",
    "segments.read": "see segments, who is in them and why",
    "segments.write": "make and change segments and lists of people",
    "goods.read": "see the catalogue, its feed and how it was loaded",
    "goods.write": "put goods into the catalogue and take them out, set up the feed",
    "campaigns.read": "see campaigns, whom they reach and what they brought",
    "campaigns.write": "write campaigns, count their audience and try them",
    "campaigns.send": "launch, hold and stop campaigns",
    "campaigns.approve": "approve launches of others, and choose whether that is needed",
    "journeys.read": "see journeys, who is where in them and why",
    "journeys.write": "draw, price, publish, pause and stop journeys",
    "automations.read": "see macros and automations and why they fired",
    "automations.write": "make, change and delete macros and automations",
    "channels.read": "see channels and their health",
    "channels.write": "connect, change and disconnect channels",
    "schedule.read": "see working hours",
    "schedule.write": "change working hours and autoresponders",
    "speed.read": "see how fast answers are",
    "absences.read": "see who is absent and who covers for them",
    "absences.write": "plan absences of colleagues",
    "routing.read": "see how conversations are given out, and the queue",
    "routing.write": "change rules, skills, languages and capacities",
    "ratings.read": "see what customers said of how they were helped",
    "ratings.write": "choose whether and how customers are asked",
    "bonus.read": "see the leader board as its rules allow, and one's own statements",
    "bonus.review": "see everybody's figures and money on the leader board",
    "bonus.write": "change the rules of the bonus and close its months",
    "promises.read": "see promises, how they are made and how many are kept",
    "promises.write": "change how promises are made; make badges",
    "reach.read": "see by what customers reach the company",
    "reach.write": "choose by what customers reach the company",
    "targets.read": "see targets and which of them holds",
    "targets.write": "set and change targets",
    "tasks.read": "see what is to be done, by whom and by when",
    "tasks.write": "write tasks down, hand them on, put them off, finish them",
    "debts.read": "see who waits for us, and what was decided about it",
    "wall.read": "see the wall board, and nothing else",
    "operators.read": "see colleagues, teams and the company's settings",
    "operators.write": "invite, change and deactivate operators; manage teams",
    "workspace.write": "change the company's settings",
    "tokens.write": "make and revoke API tokens",
    "audit.read": "read the audit trail",
}
"""What each permission lets one do; the reference in docs/ is made from it."""


class Role(StrEnum):
    OWNER = "owner"
    ADMINISTRATOR = "administrator"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"
    MARKETER = "marketer"
    VIEWER = "viewer"


_READS: Final = frozenset(name for name in PERMISSIONS if name.endswith(".read") and name != "audit.read")
_EVERYTHING: Final = frozenset(PERMISSIONS)
_ANSWERS: Final = frozenset(
    {"conversations.write", "consents.write", "contacts.write", "snippets.write", "tasks.write"}
)

ROLE_PERMISSIONS: Final[Mapping[Role, frozenset[str]]] = {
    Role.OWNER: _EVERYTHING,
    Role.ADMINISTRATOR: _EVERYTHING,
    Role.SUPERVISOR: _READS
    | _ANSWERS
    | {
        "absences.write",
        "automations.write",
        "bonus.review",
        "campaigns.approve",
        "campaigns.send",
        "campaigns.write",
        "goods.write",
        "journeys.write",
        "labels.write",
        "ratings.write",
        "promises.write",
        "routing.write",
        "schedule.write",
        "segments.write",
        "targets.write",
        "templates.write",
        "views.write",
    },
    Role.OPERATOR: _READS | _ANSWERS,
    Role.MARKETER: _READS
    | {
        "activity.ingest",
        "activity.write",
        "campaigns.send",
        "campaigns.write",
        "consents.manage",
        "consents.write",
        "contacts.write",
        "goods.write",
        "segments.write",
        "journeys.write",
        "snippets.write",
        "tasks.write",
        "templates.write",
    },
    Role.VIEWER: _READS,
}

_RANK: Final[Mapping[Role, int]] = {
    Role.OWNER: 4,
    Role.ADMINISTRATOR: 3,
    Role.SUPERVISOR: 2,
    Role.OPERATOR: 1,
    Role.MARKETER: 1,
    Role.VIEWER: 0,
}

_EMAIL: Final = re.compile(r"[^\s@\x00-\x1f<>,;\"]{1,64}@[^\s@\x00-\x1f<>,;\"]{1,189}")

# The commonest of the passwords that are long enough, with what this product and its users suggest.
_COMMON: Final = frozenset(
    """
    0123456789 0987654321 1122334455 123123123123 1234512345 1234567890 1234567891 12345678910 123456789a 1q2w3e4r5t
    1q2w3e4r5t6y 1qaz2wsx3edc 9876543210 a1b2c3d4e5 abc1234567 abcd123456 abcdefghij abcdefghijk admin12345
    admin123456 adminadmin administrator administrator1 asdfghjkl1 asdfghjkl; baseball123 changeme123 changemenow
    dragon12345 football123 iloveyou12 iloveyou123 letmein123 monkey12345 otklik1234 otklik12345 otklikotklik
    passw0rd123 password!! password12 password123 password1234 passwordpassword princess123 privet12345 q1w2e3r4t5
    q1w2e3r4t5y6 qazwsxedcrfv qwerty1234 qwerty12345 qwerty123456 qwertyqwerty qwertyuiop qwertyuiop[] sunshine123
    superman123 test123456 testtest12 testtesttest welcome123 welcome1234 zaq12wsxcde3 zxcvbnm123 господиисусе
    й1ц2у3к4е5 йцукен12345 йцукенгшщз йцукенгшщзхъ любимая123 пароль1234 пароль12345 парольпароль приветпривет
    """.split()  # noqa: SIM905 - a list this long reads better as words
)


def permissions_of(role: str) -> frozenset[str]:
    """Everything an operator of this role may do, to themselves included."""
    return ROLE_PERMISSIONS[Role(role)] | {SELF}


def status(*, connected: bool, presence: str, idle: bool) -> str:
    """What colleagues see: nobody is online without a live socket (CHAT-8), nor after doing nothing for long."""
    if not connected:
        return "offline"
    if presence == "online" and idle:
        return "away"
    return presence


def idle_at(*, active_at: datetime | None, away_after_minutes: int | None, now: datetime) -> datetime | None:
    """When the operator is shown away unless something is done before; None: never."""
    if away_after_minutes is None:
        return None
    return (active_at or now) + timedelta(minutes=away_after_minutes)


def check_role_change(*, actor_role: str, own: bool, current: str, wanted: str) -> None:
    """Raises `OwnersOnly` or `OwnRole` when the actor may not turn `current` into `wanted`."""
    if own and _RANK[Role(wanted)] > _RANK[Role(current)]:
        raise OwnRole
    check_may_touch(actor_role=actor_role, target_role=current)
    check_may_touch(actor_role=actor_role, target_role=wanted)


def check_may_touch(*, actor_role: str, target_role: str) -> None:
    """Raises `OwnersOnly` when anybody but an owner reaches for an owner."""
    if target_role == Role.OWNER and actor_role != Role.OWNER:
        raise OwnersOnly


def check_password(password: str) -> None:
    """Length and a small list of common ones; no rules of composition (NIST SP 800-63B, 5.1.1.2)."""
    if len(password) < PASSWORD_LENGTH_MIN:
        raise PasswordTooShort(params={"length_min": PASSWORD_LENGTH_MIN})
    if len(password) > PASSWORD_LENGTH_MAX:
        raise PasswordTooLong(params={"length_max": PASSWORD_LENGTH_MAX})
    if password.casefold() in _COMMON or len(set(password)) < 3:
        raise PasswordTooCommon


def normal_password(password: str) -> str:
    """One form for one password, however the keyboard composed it (RFC 8265, OpaqueString)."""
    return unicodedata.normalize("NFC", password)


def normal_email(email: str) -> str:
    """The address as accounts are found by it. Raises `EmailInvalid`."""
    clean = unicodedata.normalize("NFC", email).strip().lower()
    if len(clean) > EMAIL_LENGTH_MAX or not _EMAIL.fullmatch(clean):
        raise EmailInvalid
    return clean


def heir(
    leaver_id: UUID, *, team_id: UUID | None, teams: Mapping[UUID, Sequence[UUID]], supervisors: Sequence[UUID]
) -> tuple[UUID | None, UUID | None]:
    """Who takes over what a leaver owned: (operator, team).

    The team it belongs to; else a team of theirs where somebody is left; else whoever leads, supervisors first.
    `teams` are the leaver's own with the members still at work.
    """
    if team_id is not None:
        return None, team_id
    for own, members in sorted(teams.items()):
        if any(member != leaver_id for member in members):
            return None, own
    return next((one for one in supervisors if one != leaver_id), None), None
