"""Goods: the company's catalogue, what of it each person looked at, and who is told when a price falls.

Goods come by the API, from a feed that is read by the clock, or from a file. Nothing is sold here: the shop's own
system knows orders and stock, and is believed.

For templates it chooses goods for each person (`service.choosing`), from what they looked at and from what customers
of the same segments buy most (`service.circles`), counted each night.

Publishes: FeedLoaded, FeedChanged, CirclesChosen.
Listens to activity (facts, forgotten facts, undone imports) and contacts (merged, unmerged).
"""
