"""The catalogue: what is taught."""
