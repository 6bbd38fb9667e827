"""Erasing somebody, what is kept of her, and looking in an emergency."""
