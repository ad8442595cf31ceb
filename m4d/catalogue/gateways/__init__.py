"""The outside of the catalogue: how text becomes index terms, and the engines that hold them."""
