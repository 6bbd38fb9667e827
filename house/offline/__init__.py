"""What a phone shows without a net. See docs/offline.md."""
