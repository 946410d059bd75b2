"""Goods: the company's catalogue, what of it each person looked at, and who is told when a price falls.

Goods come by the API, from a feed that is read by the clock, or from a file. Nothing is sold here: the shop's own
system knows orders and stock, and is believed.

Publishes: FeedLoaded.
Listens to activity (facts, forgotten facts, undone imports) and contacts (merged, unmerged).
"""
