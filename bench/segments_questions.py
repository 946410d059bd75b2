"""What the bench of segments asks: each rule beside the SQL that a careful hand would write for it.

The narrow ones begin with few people; the broad ones, asked of roll-ups by the program, are read from the events by
the hand; the big one holds most of the company.
"""

from collections.abc import Mapping
from typing import Any, Final, LiteralString, NamedTuple

Document = Mapping[str, Any]  # Any: JSON


class Question(NamedTuple):
    """`sql` gives people, one column: by `%(workspace)s` and `%(days_30)s`, the midnight so many days ago."""

    rule: Document
    sql: LiteralString


def _last(days: int) -> Document:
    return {"type": "last", "amount": days}


def _all(*of: Document) -> Document:
    return {"type": "all", "of": list(of)}


_MAY_BE_TOLD: Final = (
    {"type": "consent", "purpose": "news", "channel": "email"},
    {"type": "reachable", "channel": "email"},
)
_BOUGHT: Final[LiteralString] = """
SELECT card.root_id AS person FROM facts JOIN contacts AS card ON card.id = facts.contact_id
WHERE facts.workspace_id = %(workspace)s AND facts.name = 'purchase'
"""
_TOLD: Final[LiteralString] = """
(SELECT status FROM consent_states JOIN contacts AS card ON card.id = consent_states.contact_id
 JOIN consent_purposes ON consent_purposes.id = purpose_id
 WHERE card.root_id = person AND code = 'news' AND channel IN ('', 'email')
 ORDER BY at DESC, record_id DESC LIMIT 1) = 'granted'
"""
_REACHED: Final[LiteralString] = """
EXISTS (SELECT FROM identities JOIN contacts AS card ON card.id = identities.contact_id
        WHERE card.root_id = person AND address_kind = 'email' AND reachable AND NOT EXISTS (
            SELECT FROM suppressions WHERE suppressions.workspace_id = %(workspace)s AND lifted_at IS NULL
                AND suppressions.address_kind = identities.address_kind
                AND suppressions.address = identities.address AND channel IN ('', 'email')
                AND reason IN ('blocked', 'hard_bounce')))
"""

NARROW: Final[Mapping[str, Question]] = {
    "often": Question(
        {"type": "event", "name": "product_viewed", "count": 3, "window": _last(7)},
        """
        SELECT card.root_id FROM facts JOIN contacts AS card ON card.id = facts.contact_id
        WHERE facts.workspace_id = %(workspace)s AND facts.name = 'product_viewed' AND facts.at >= %(days_7)s
        GROUP BY card.root_id HAVING count(*) >= 3
        """,
    ),
    "careful": Question(
        _all(
            {"type": "purchases", "value": 2, "window": _last(30)},
            {"type": "not", "of": {"type": "event", "name": "mail_opened", "window": _last(14)}},
            *_MAY_BE_TOLD,
        ),
        f"""
        SELECT person FROM ({_BOUGHT} AND facts.at >= %(days_30)s GROUP BY card.root_id HAVING count(*) >= 2) AS bought
        WHERE NOT EXISTS (SELECT FROM fact_totals
                          WHERE contact_id = person AND name = 'mail_opened' AND last_at >= %(days_14)s)
            AND {_TOLD} AND {_REACHED}
        """,
    ),
    "spent": Question(
        _all(
            {"type": "purchases", "measure": "sum", "value": 1_000_000, "window": _last(90)},
            {"type": "attribute_text", "name": "city", "op": "is", "values": ["Томск"]},
        ),
        f"""
        SELECT person FROM ({_BOUGHT} AND facts.at >= %(days_90)s AND currency = 'RUB'
                            GROUP BY card.root_id HAVING sum(amount_minor) >= 1000000) AS bought
        JOIN contacts ON contacts.id = person WHERE lower(attributes ->> 'city') = 'томск'
        """,
    ),
    "rare": Question(
        _all({"type": "event", "name": "callback_asked"}, {"type": "rfm", "groups": ["champions"]}),
        """
        SELECT contact_id FROM fact_totals JOIN rfm_scores USING (contact_id)
        WHERE fact_totals.workspace_id = %(workspace)s AND name = 'callback_asked' AND "group" = 'champions'
        """,
    ),
}
BROAD: Final[Mapping[str, Question]] = {
    "ten_times_ever": Question(
        {"type": "event", "name": "page_viewed", "count": 10},
        """
        SELECT card.root_id FROM facts JOIN contacts AS card ON card.id = facts.contact_id
        WHERE facts.workspace_id = %(workspace)s AND facts.name = 'page_viewed'
        GROUP BY card.root_id HAVING count(*) >= 10
        """,
    ),
    "once_lately": Question(
        {"type": "event", "name": "page_viewed", "window": _last(180)},
        """
        SELECT DISTINCT card.root_id FROM facts JOIN contacts AS card ON card.id = facts.contact_id
        WHERE facts.workspace_id = %(workspace)s AND facts.name = 'page_viewed' AND facts.at >= %(days_180)s
        """,
    ),
}
BIG: Final = Question(
    _all(*_MAY_BE_TOLD),
    """
    SELECT id FROM contacts WHERE workspace_id = %(workspace)s AND merged_into_id IS NULL AND id IN (
        SELECT person FROM (
            SELECT DISTINCT ON (card.root_id) card.root_id AS person, status
            FROM consent_states JOIN contacts AS card ON card.id = consent_states.contact_id
            JOIN consent_purposes ON consent_purposes.id = purpose_id
            WHERE code = 'news' AND channel IN ('', 'email') ORDER BY card.root_id, at DESC, record_id DESC
        ) AS said WHERE status = 'granted'
    ) AND id IN (
        SELECT card.root_id FROM identities JOIN contacts AS card ON card.id = identities.contact_id
        WHERE identities.workspace_id = %(workspace)s AND address_kind = 'email' AND reachable AND NOT EXISTS (
            SELECT FROM suppressions WHERE suppressions.workspace_id = %(workspace)s AND lifted_at IS NULL
                AND suppressions.address_kind = identities.address_kind
                AND suppressions.address = identities.address AND channel IN ('', 'email')
                AND reason IN ('blocked', 'hard_bounce'))
    )
    """,
)
