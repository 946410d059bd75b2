"""What Avito's provider is made of: asking its API, reading what it tells, catching up on what it did not."""
