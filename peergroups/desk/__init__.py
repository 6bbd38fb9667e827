"""The coordinator's pages about groups: their name and seats, never their talk."""
