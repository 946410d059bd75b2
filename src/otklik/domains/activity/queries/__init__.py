"""Every question activity asks of the database, a subject a file."""
