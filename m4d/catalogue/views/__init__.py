"""The pages of the catalogue, one module per noun."""
