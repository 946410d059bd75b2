"""The Bot API, for the provider `telegram`."""
