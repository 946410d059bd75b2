"""When the company answers: working hours of the company, teams and channels, holidays, exceptions.

Everything that promises a time or counts working time asks here, so that a promise made to a customer and a figure on
the speed screen come from the same hours.

Publishes: HoursChanged, HoursRemoved, HoursFollowed. Listens to nothing.
"""
