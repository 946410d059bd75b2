"""What happened to campaigns."""

from uuid import UUID

from otklik.platform.events import Event


class CampaignLaunched(Event, frozen=True, kw_only=True):
    campaign_id: UUID
    awaiting: bool
    """Another person is to approve first."""


class CampaignApproved(Event, frozen=True, kw_only=True):
    campaign_id: UUID


class CampaignReturned(Event, frozen=True, kw_only=True):
    """Back to a draft: taken back, or not approved."""

    campaign_id: UUID


class CampaignPaused(Event, frozen=True, kw_only=True):
    """`code` says why when it was not by hand: `money_stop`, `other_currency`."""

    campaign_id: UUID
    code: str


class CampaignResumed(Event, frozen=True, kw_only=True):
    campaign_id: UUID


class CampaignStopped(Event, frozen=True, kw_only=True):
    """`code` says why when it was not by hand: `deadline_expired`, `sold_out`."""

    campaign_id: UUID
    code: str


class CampaignDecided(Event, frozen=True, kw_only=True):
    """The rest gets `variant`; `verdict` by the test, `chosen` when a person chose."""

    campaign_id: UUID
    variant: int
    verdict: str


class CampaignFinished(Event, frozen=True, kw_only=True):
    campaign_id: UUID
