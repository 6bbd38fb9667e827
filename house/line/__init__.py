"""The live line: one socket for each tab."""
