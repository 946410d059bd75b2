"""The visitor's side of the site chat: sessions, live sockets, availability, transcripts, carrying on elsewhere.

Publishes nothing of its own; conversations tell that somebody continued (ConversationContinued).
Listens to conversations (messages, waits, assignment), delivery (arrivals with a deep link, mail accepted).
What a visitor writes goes through delivery's journal, what is answered through its ledger, like any channel.
"""
