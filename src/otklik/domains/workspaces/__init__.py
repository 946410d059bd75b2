"""Companies and the people who work in them: workspaces, operators, teams, roles, sign-in, tokens, audit.

Publishes: OperatorInvited, OperatorJoined, SignedIn and the like. Listens to nothing: it is the lowest domain.
"""
