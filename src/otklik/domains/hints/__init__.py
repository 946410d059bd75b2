"""What a draft may have overlooked, said before it is sent: never a block, switchable, computed on this machine.

Publishes and listens to nothing. Reads conversations and contacts.
"""
