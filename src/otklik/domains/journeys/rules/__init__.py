"""What journeys decide: pure functions of what they are given."""
