"""Campaigns: one message to many, once. Whom, what, when, at what price, and what came of it.

A campaign is planned in blocks into delivery's mass path, which sends it; here it is decided who gets which variant by
which channel, when it may go, what it costs, which variant won and what the whole brought.

Publishes: CampaignLaunched, CampaignPaused, CampaignStopped, CampaignFinished and others of its life. Listens to
delivery (MassSettled, MassRead, MassClicked), activity (FactsRecorded) and templates (TemplateBlocksChanged).
"""
