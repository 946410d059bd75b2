"""One inbox: conversations, their messages, who answers, who waits.

Publishes ConversationOpened, MessageAdded, Answered, ConversationClosed and the like.
Listens to delivery (what came in, what became of what went out) and to contacts (merges).
"""
