"""Expected failures of prices."""

from otklik.platform.errors import Invalid


class CountryTwice(Invalid):
    """Two prices of one kind for one country: nobody knows which holds. Params: `country`."""

    code = "prices.country_twice"
