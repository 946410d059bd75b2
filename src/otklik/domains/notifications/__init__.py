"""What an operator is told personally: a mention, a conversation given to them, a promise about to break.

Any domain above calls `service.tell`; nobody below knows of it. Publishes: NotificationTold. Listens to nothing.
"""
