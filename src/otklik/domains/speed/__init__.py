"""How fast people of ours answer, measured beyond dispute: from the provider's time in to the provider's time out.

Publishes nothing. Listens to conversations.Answered; bots and auto-replies never cause one (guarantee 8).
"""
