"""Every question journeys ask of the database."""
