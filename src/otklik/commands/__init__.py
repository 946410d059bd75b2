"""What the program does from a terminal: one module a command, each with `add`, `run` and `HELP`."""
