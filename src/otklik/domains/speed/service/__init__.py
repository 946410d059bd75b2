"""The verbs of speed: record an answer, report a period, list and export what a figure is made of."""
