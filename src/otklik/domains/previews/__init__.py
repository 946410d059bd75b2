"""What the first link of a message leads to: title, description, site and picture, fetched once by this server.

Neither the operator's browser nor the customer's asks a stranger for anything: the picture is kept here. Listens to
conversations (message added); what was found is written on the message by a verb of conversations.
"""
