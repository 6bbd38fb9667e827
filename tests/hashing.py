"""Passphrases and codes as the house hashes them, at a thousandth of the work: a real one takes a third of a second."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickHasher(Argon2PasswordHasher):
    time_cost, memory_cost, parallelism = 1, 8, 1


QUICKLY = ["tests.hashing.QuickHasher"]
