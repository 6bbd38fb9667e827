"""Imports: sheets, agendas and copies become drafts, and drafts become series."""
