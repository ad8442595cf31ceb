"""Formats of mail: addresses of our own, letters as they go out, and mails as they come in."""
