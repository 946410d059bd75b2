"""How the outside world is spoken to: one contract, one registry, one file for each provider."""
