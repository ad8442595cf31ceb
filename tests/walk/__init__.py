"""Walking the whole site: every address, as every persona, and once in a browser."""
