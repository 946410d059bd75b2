"""When the company answers: working hours of the company and of single channels, exceptions, the autoresponder.

Everything that promises a time or counts working time asks here, so that a promise made to a customer and a figure on
the speed screen come from the same hours.

Publishes: HoursChanged. Listens to nothing.
"""
