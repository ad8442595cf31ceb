"""Pictures that people hand in: made small, and clean of what their camera wrote into them."""

import warnings
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

PICTURE_BYTES = 8 * 1024 * 1024
PICTURE_PIXELS = 40_000_000
PICTURE_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")


def clean_picture(upload, *, width: int = 1600, shape: tuple[int, int] | None = None) -> ContentFile:
    """The picture as WebP, at most `width` pixels wide, with every hidden note (place, camera, date) gone.

    `shape` is the proportion to cut to from the middle, for example (4, 3).

    Raises ValidationError for anything that is not a picture, is too large, or would be once unpacked.
    """
    if upload.size > PICTURE_BYTES:
        raise ValidationError(_("This picture is larger than 8 MB. Choose a smaller one."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(upload, formats=PICTURE_FORMATS)
            if picture.width * picture.height > PICTURE_PIXELS:
                raise ValidationError(_("This picture has too many pixels. Choose one of at most 40 million."))
            picture.load()
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
    ):
        raise ValidationError(
            _("This file is not a picture that can be shown. Choose a JPEG, PNG, WebP or AVIF file.")
        ) from None
    picture = ImageOps.exif_transpose(picture)
    if picture.mode not in ("RGB", "RGBA"):
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    if shape is not None:
        picture = ImageOps.fit(picture, _largest(picture.size, shape))
    if picture.width > width:
        picture = picture.resize(
            (width, max(1, round(picture.height * width / picture.width))), Image.Resampling.LANCZOS
        )
    fresh = Image.new(picture.mode, picture.size)
    fresh.paste(picture)
    out = BytesIO()
    fresh.save(out, "WEBP", quality=72, method=4)
    return ContentFile(out.getvalue(), name="picture.webp")


def _largest(size: tuple[int, int], shape: tuple[int, int]) -> tuple[int, int]:
    """The largest size of this proportion inside another."""
    scale = min(size[0] / shape[0], size[1] / shape[1])
    return max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale))
