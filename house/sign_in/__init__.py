"""Signing in: passphrase and second step, sessions, devices and their lock."""
