"""What a message costs to send, by kind of channel and by the country of the receiver's phone.

Publishes `PricesChanged`; listens to nothing. Delivery asks here when a provider accepted a message.
"""
