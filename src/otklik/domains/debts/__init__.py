"""Who is waiting for us: one ledger of what other rooms know, and what people decided about each line of it.

A line is computed from the other rooms' tables by one statement (queries/ledger.py), whether an event made it stale
or all are rebuilt; decisions stand in a table beside and outlive any rebuild. Publishes DebtDecided. Listens to
conversations, promises, targets, tasks and consultations.
"""
