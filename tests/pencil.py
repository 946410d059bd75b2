"""What somebody with a pencil would remember of one person, and so may say of each message whether it may go.

The oracle of tests/domain/delivery/test_nothing_forbidden.py: plain sentences that share nothing with the product's.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from otklik.domains.contact_policy.schemas import ChannelHours, ContactPolicy, LevelCap, OpenSpan

FIRST = ("news", "campaign", "journey")
"""What the company says first: by the ledger, and by the path of messages to many, whoever asks for it."""


def every_day(opens: int, closes: int, *, day: int | None) -> ContactPolicy:
    """The same hours every day, in minutes; `day` messages a day."""
    week = (OpenSpan(opens=opens, closes=closes),) * 7
    return ContactPolicy(caps=(LevelCap(level=0, day=day),), hours=(ChannelHours(channel="", week=week),))


SPANS = st.sampled_from([(0, 1440), (540, 1260), (600, 720)]).map(lambda pair: OpenSpan(opens=pair[0], closes=pair[1]))


@st.composite
def policies(draw: st.DrawFn) -> ContactPolicy:
    """Caps from none to one message, hours from always to two hours on some days."""
    day = draw(st.sampled_from([None, 1, 2]))
    week = draw(st.sampled_from([None, 2, 3]))
    mixed = st.lists(st.one_of(st.none(), SPANS), min_size=7, max_size=7).filter(any)
    spans = draw(st.one_of(SPANS.map(lambda span: [span] * 7), mixed))
    on_cap = "put_off" if draw(st.booleans()) else "refuse"
    hours = (ChannelHours(channel="", week=tuple(spans)),)
    return ContactPolicy(caps=(LevelCap(level=0, day=day, week=week),), on_cap=on_cap, hours=hours)


@dataclass
class Model:
    """What somebody with a pencil would remember."""

    policy: ContactPolicy
    zone: str
    wrote: bool = False
    agreed: str = ""
    peace: set[str] = field(default_factory=set[str])
    given: list[dict[str, bool]] = field(default_factory=list[dict[str, bool]])
    blocked: bool = False
    mailbox_dead: bool = False
    asked: list[date] = field(default_factory=list[date])
    """Days, in Moscow, of messages that reached the person and that they never asked for."""

    def may(self, ask: str) -> bool:
        """Each ask with what must be true for it; a block is stronger than anything."""
        bounced = "hard_bounce" in self.peace
        refused = bool(self.peace & {"complaint", "by_hand", "import"})
        gone = "unsubscribed" in self.peace
        kept, questioned = (any(one[name] for one in self.given) for name in ("promise", "question"))
        wanted = {
            "reply": True,
            "api": True,
            "template_test": True,
            "autoresponder": self.wrote and not bounced,
            "automation": self.wrote and not bounced,
            "carry_on": self.wrote and not bounced,
            "promise": kept and not bounced,
            "question": questioned and not (bounced or refused or gone),
            "rating": (self.wrote or questioned) and not (bounced or refused or gone),
            "confirm": self.agreed == "pending" and not (bounced or refused),
            "order": not (bounced or self.peace & {"by_hand", "import"}),
            "news": self.agreed == "granted" and not (bounced or refused or gone),
            "campaign": self.agreed == "granted" and not (bounced or refused or gone),
            "journey": self.agreed == "granted" and not (bounced or refused or gone),
            "offers": False,
        }
        return wanted[ask] and not self.blocked

    def may_still(self, ask: str) -> bool:
        """What was let through before; the step it was planned on is its own."""
        mine = [{"promise": True, "question": True}]
        return Model(self.policy, self.zone, self.wrote, self.agreed, self.peace, mine, blocked=self.blocked).may(ask)

    def awake(self, at: datetime) -> bool:
        """Whether the person's own clock stands within the hours."""
        wall = at.astimezone(ZoneInfo(self.zone or "Europe/Moscow"))
        span = self.policy.hours[0].week[wall.weekday()]
        return span is not None and span.opens <= wall.hour * 60 + wall.minute < span.closes

    def holds_one_more(self, at: datetime) -> bool:
        """Whether the day and the week have room."""
        today, cap = at.astimezone(ZoneInfo("Europe/Moscow")).date(), self.policy.caps[0]
        week = [day for day in self.asked if day > today - timedelta(days=7)]
        fits_day = cap.day is None or self.asked.count(today) < cap.day
        return fits_day and (cap.week is None or len(week) < cap.week)

    def use_step(self, ask: str) -> None:
        """A rating asked of somebody who never wrote is the one question their address was given for."""
        used = "question" if ask == "rating" and not self.wrote else ask
        for step in self.given:
            if used in {"promise", "question"} and step[used]:
                step[used] = False
                return
