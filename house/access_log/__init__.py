"""The access log of looks at personal data: lines are only added, and one person's lines can be made unreadable."""
