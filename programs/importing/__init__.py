"""Programmes that come from elsewhere: sheets, agendas and copies become drafts, and drafts become series."""
