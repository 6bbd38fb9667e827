"""Who gives what: asked, accepted and declined, stepping in, days away, and who is busy."""
