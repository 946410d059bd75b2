"""Segments: who of the company's customers fits a rule, or stands on a list; asked at any moment, or watched.

A rule is a tree (rules/tree.py), compiled to one SELECT of people (compiler/). A watched segment keeps who is in it and
when that could change with nobody doing anything, so that only those whom something touched are looked at again.

Publishes: SegmentEntered, SegmentLeft (of watched segments, in blocks, not kept), SegmentCreated, SegmentChanged,
SegmentArchived, ListChanged. Listens to contacts, consents, activity, conversations, ratings, tasks and debts.
"""
