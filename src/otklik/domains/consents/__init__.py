"""What people agreed to: purposes and their wordings, consents with proof, refusals, addresses nobody may write to.

Each act of a person (agreed, withdrew, confirmed) is a record in their own chain: its hash covers the record before,
so a change of any is found. Beside the chain stands what holds now, in tables that the gate of `delivery` reads for a
thousand people in one statement. Whoever wants to reach a person is let through or refused by `rules.refusal`.

Publishes: ConsentChanged, ConfirmationAsked, Suppressed, SuppressionLifted, SuppressionsImported,
PersonHandedOut, PersonErased.
Listens to: contacts (an address that blocked us, or is reached again).
"""
