"""The one way in and the one way out: channels, the journal of raw inbound items, the ledger of outbound messages.

Publishes what a provider told (MessageReceived, …) and what became of a message (StateChanged).
Listens to nothing above it; whoever wants to reach a person asks `service.ledger.plan`.
"""
