"""Absences (REACH-6): who is away from when to when, who covers for them, and what customers are told meanwhile.

On the start the open conversations move to the deputy, on the end those nobody touched by choice come back. Loses
nothing: what is given to somebody absent goes on to whoever covers for them.

Publishes: AbsencePlanned, AbsenceChanged, AbsenceCancelled, AbsenceBegan, AbsenceEnded. Listens to: conversations
(assigned, reopened, message added), workspaces (operator deactivated).
"""
