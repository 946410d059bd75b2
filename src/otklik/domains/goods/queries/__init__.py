"""Every question to the tables of goods."""
