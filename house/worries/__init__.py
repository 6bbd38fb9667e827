"""Worries: somebody writes to a named person of the house that she worries about another."""
