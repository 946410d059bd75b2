"""The verbs of delivery, one capability a file: channels, files, intake, ledger, sending, trail."""
