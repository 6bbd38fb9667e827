#!/usr/bin/env python
"""Django's door for the command line."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "house.settings")
    if sys.argv[1:2] == ["serve"]:
        import house.server  # noqa: F401  chooses the event loop, before Django loads Daphne
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
