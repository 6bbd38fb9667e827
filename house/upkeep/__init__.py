"""Rows for the house itself, pages sent once, and sealing anew."""
