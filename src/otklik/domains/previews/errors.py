"""Expected failures of previews."""

from otklik.platform.errors import NotFound


class PictureNotFound(NotFound):
    code = "previews.picture_not_found"
