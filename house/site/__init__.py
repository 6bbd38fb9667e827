"""Her own page, the page of whoever keeps the platform, and what browsers tell of broken policies."""
