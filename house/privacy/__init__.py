"""Erasure, the export of personal data, and emergencies."""
