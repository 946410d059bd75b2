"""The verbs of passes: `links` makes addresses, `issuing` cards, `registering` knows phones, `telling` wakes them."""
