"""Compression: thorough for pages that are kept, light for those made for one reader."""

import gzip

import brotli
from django.utils.cache import patch_vary_headers

WORTH = 600
TEXTS = (
    "text/",
    "application/json",
    "application/xml",
    "application/atom+xml",
    "image/svg+xml",
    "application/ld+json",
)
QUICK, LIGHT, THOROUGH = 1, 4, 5


def compress(body: bytes, encoding: str, quality: int) -> bytes:
    """The body in an encoding that the browser takes ("br", "gzip", or "" for none)."""
    if encoding == "br":
        return brotli.compress(body, quality=quality, mode=brotli.MODE_TEXT)
    if encoding == "gzip":
        return gzip.compress(body, compresslevel=quality, mtime=0)
    return body


def decompress(body: bytes, encoding: str) -> bytes:
    """What `compress` was given."""
    if encoding == "br":
        return brotli.decompress(body)
    return gzip.decompress(body) if encoding == "gzip" else body


def packed(response, encoding: str):
    """A personal page on its way out, compressed where that is worth it.

    Cross-site requests carry no session (SameSite), so nobody else can measure how well a secret compresses.
    """
    if (
        encoding
        and not response.streaming
        and not response.has_header("Content-Encoding")
        and response.get("Content-Type", "").startswith(TEXTS)
        and len(response.content) > WORTH
    ):
        response.content = compress(response.content, encoding, LIGHT)
        response.headers["Content-Encoding"] = encoding
        response.headers["Content-Length"] = str(len(response.content))
        patch_vary_headers(response, ["Accept-Encoding"])
    return response
