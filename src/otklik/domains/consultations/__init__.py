"""An operator who does not know asks a colleague or a team beside the conversation, who owns the question till then.

Publishes ConsultationAsked, ConsultationAnswered, ConsultationChanged, ConsultationOverdue. Listens to workspaces:
whoever leaves leaves no question behind that nobody sees.
"""
