"""How often, and at what hours, the company may write to a person first: caps over all channels together, quiet hours.

Publishes `PolicyChanged`; listens to nothing. Delivery asks here when a message that asks something of the person is
planned, and once more, counting it, when it goes.
"""
