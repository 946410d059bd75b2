"""How soon the company wants its customers answered: targets, the waits that run under them, and the wall board.

The most specific target wins and says why. A wait keeps the terms it began under; the moments before the breach are
alarms; a breach is kept for ever with whoever held the conversation then.

Publishes: TargetCreated, TargetChanged, TargetDeleted, TargetAtRisk, TargetBroken. Listens to conversations (who waits
since when, who was answered, whose it is, its labels) and to contacts (a changed tier).
"""
