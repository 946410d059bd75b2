"""Promises: by when an answer comes, computed from the hours and the measured speed, told, stored, kept or broken.

One computation (`service.computing`) speaks through the widget, the autoresponder, forms and the badge, so that they
never disagree. What a customer was told is a row: by when, in which words, on what figures; it is escalated before it
breaks, and kept or broken for ever after. The autoresponder lives here because its words are promises (ADR 0008).

Publishes: PromiseMade, PromiseAtRisk, PromiseKept, PromiseBroken. Listens to MessageAdded, Answered,
ConversationClosed.
"""
