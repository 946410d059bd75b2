"""What Otklik is about: one folder a domain, in one declared order; read `snippets` first."""
