"""Wire shapes of shops, of the shops an application watches, and of an arrival."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from otklik.domains.reach.schemas import Shape

RADIUS_MIN: Final = 100
"""Below it phones do not notice an arrival (Apple, Region Monitoring; Google, Geofencing: 100 to 150 m)."""
RADIUS_MAX: Final = 5_000
RADIUS: Final = 300

Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
Address = Annotated[str, Meta(max_length=300)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Radius = Annotated[int, Meta(ge=RADIUS_MIN, le=RADIUS_MAX)]


class NewPlace(Shape, frozen=True, kw_only=True):
    """A shop. Degrees as maps tell them (WGS 84); within `radius_meters` somebody counts as near."""

    name: Name
    address: Address = ""
    latitude: Latitude
    longitude: Longitude
    radius_meters: Radius = RADIUS


class PlaceChanges(Shape, frozen=True, kw_only=True):
    """What to change; what is left out stays."""

    name: Name | UnsetType = UNSET
    address: Address | UnsetType = UNSET
    latitude: Latitude | UnsetType = UNSET
    longitude: Longitude | UnsetType = UNSET
    radius_meters: Radius | UnsetType = UNSET


class Place(Shape, frozen=True, kw_only=True):
    id: UUID
    name: str
    address: str
    latitude: float
    longitude: float
    radius_meters: int


class NearestPlaces(Shape, frozen=True, kw_only=True):
    """The nearest first; as many as a phone's own system watches for one application."""

    items: Sequence[Place]


class PlaceArrival(Shape, frozen=True, kw_only=True):
    """The phone came within a shop's radius."""

    place_id: UUID


class ArrivalTaken(Shape, frozen=True, kw_only=True):
    """`counted` false: they were there less than twelve hours ago, or nobody knows yet who they are."""

    counted: bool
