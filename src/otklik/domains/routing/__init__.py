"""Routing: who gets a conversation, by rule, and the honest queue of those for whom nobody is free.

One rule for a team, a channel or the whole company. A conversation that waits and is nobody's enters the queue in the
transaction that made it so; it is given out in one of its own (`service/giving.py`), a company at a time, so that two
nodes never give too much to one person nor one conversation twice. Every decision says why.

Publishes: RuleChanged, RuleRemoved, ProfileChanged. Listens to: conversations (waiting changed, reopened, assigned,
closed), workspaces (presence changed), absences (began, ended).
"""
