"""The verbs of the bonus: set its rules, count a month, close it, remember closings."""
