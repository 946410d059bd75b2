"""One file for each provider; the registry finds every public module here that defines `provider`."""
