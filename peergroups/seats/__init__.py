"""Giving, opening, pausing, freezing and ending a seat."""
