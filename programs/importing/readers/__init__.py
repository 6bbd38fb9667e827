"""A programme that comes from elsewhere, as lines that can be read and mended before any of it is in the week.

Pure: no database, no settings, no clock. Bytes go in, a `Reading` comes out, and whatever was not understood is said
in words. Names of trainings, rooms and people stay names here; `programs.services.drafts` knows which they are.
"""

import os

# openpyxl is to read with defusedxml, which refuses what grows, also where lxml is installed; it asks at its import.
os.environ["OPENPYXL_LXML"] = "False"
