"""The verbs of ratings, one capability a file."""

from otklik.domains.ratings.schemas import OperatorRating
from otklik.domains.ratings.service.reporting import by_operator

__all__ = ["OperatorRating", "by_operator"]
