"""What customers say of how they were helped: asked once when a conversation ends, kept for ever.

Publishes RatingReceived. Listens to conversations (closed, reopened, a remark) and to delivery (a pressed button).
"""
