#!/usr/bin/env python
"""Django's door for the command line."""

import gc
import os
import sys

if __name__ == "__main__":
    gc.set_threshold(20_000)  # a start leaves hardly any garbage, and to look for it takes an eighth of it
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "house.settings")
    if sys.argv[1:2] == ["serve"]:
        import house.server  # noqa: F401  chooses the event loop, before anything loads Daphne
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
