"""People who write to the company: who they are, by which addresses they are reached, and which cards are one person.

An address somebody wrote from, or proved to be theirs, belongs to one person in a workspace; an address somebody only
typed is a claim, and several people may claim the same one. People are joined automatically by a proven address, or
by hand; both can be undone, because joining moves nothing: it only says whose card is the root.

Publishes: ContactCreated, ContactChanged, AddressAdded, ReachabilityChanged, ContactMerged, ContactUnmerged.
Listens to nothing: higher domains call its verbs.
"""
