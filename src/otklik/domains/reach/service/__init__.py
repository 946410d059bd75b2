"""The verbs of reach: the kit, what the public sees of it, going on elsewhere."""
