"""An account on a device: passphrase and second step, sessions, devices and their lock."""
