"""Pages of this room, one function a page."""
