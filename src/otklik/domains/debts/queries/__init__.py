"""Every question debts ask of the database: the ledger as it is computed, and as it is read."""
