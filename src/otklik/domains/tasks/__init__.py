"""What somebody of ours promised to do, about a person or a conversation, by when, and what became of it.

Publishes TaskAdded, TaskChanged, TaskSettled, TaskOverdue, each under the person's id. Listens to workspaces: whoever
leaves leaves no task behind that nobody sees.
"""
