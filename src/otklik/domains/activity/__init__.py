"""What people do and what is known of them: events, purchases with their lines, attributes, roll-ups, RFM, imports.

A fact belongs to the card it came to and never moves; whose it is now is the card's root, so joining and parting
people moves nothing. Per-person roll-ups are kept in the transaction that writes the facts.

Publishes: FactsRecorded (not kept), AttributeForgotten, ImportFinished, ImportUndone,
GroupsCounted.
Listens to contacts (merged, unmerged): whose roll-ups are counted anew.
"""
