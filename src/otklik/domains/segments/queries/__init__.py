"""Every question segments ask of the database: their own rows, and (compiling/) who fits a rule."""
