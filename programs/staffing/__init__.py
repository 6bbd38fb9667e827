"""Staffing: who gives which session, who is asked, who steps in, who is away and who is busy."""
