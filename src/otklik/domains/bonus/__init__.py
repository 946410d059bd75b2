"""The leader board and the monthly bonus: whose answers were quicker than usual, and how the pool is split.

Read `rules` (what counts and what it is compared with) and `pool` (the arithmetic of money) first. Why it is so:
docs/adr/0017-bonus.md. Listens to conversations' closings and reopenings; publishes BonusRulesChanged and MonthClosed.
"""
