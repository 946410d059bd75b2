"""Cascades and journeys: what is said to a person one thing after another, and what is waited for in between.

A journey is a graph (documents.py). A pure stepper (rules/stepper.py) moves a person through it; every person in it is
one row with the moment it is due. What it sends goes through delivery's mass path, a batch for each step and version.

Publishes: JourneyChanged, JourneyEntered, JourneyGoalReached, JourneyEnded. Listens to facts recorded, segments
entered, mass messages settled, read and clicked, people joined and erased,
templates published and their blocks changed.
"""
