"""Ready replies: a text found by a shortcut, filled in with names and sent, so that a full answer takes seconds.

The smallest whole domain, to be read first: every other one is laid out like this. A request goes routes.py → one
verb of service/ → queries.py and rules.py, and comes back as a shape of schemas.py.

Publishes: SnippetCreated, SnippetChanged, SnippetDeleted. Listens to nothing.
"""
