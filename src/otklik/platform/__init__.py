"""What any program of this kind needs and no word of the domain: settings, database, events, jobs, HTTP, live push."""
