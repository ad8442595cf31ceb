"""What editors compose: pages, menus, pictures and documents."""

from .media import Paper, Picture, PictureRendition
from .menus import Menu
from .pages import HomePage, SitePage, StandardPage

__all__ = ["HomePage", "Menu", "Paper", "Picture", "PictureRendition", "SitePage", "StandardPage"]
