"""Read a programme from elsewhere into lines that can be checked and corrected before any of it is in the week.

Pure: no database, no settings, no clock. Bytes go in, a `Reading` comes out, and what was not understood is said in
words. Trainings, rooms and people are only names here; `programs.importing.services.overview` finds what they are.
"""

import os

# openpyxl is to read with defusedxml, which refuses what grows, also where lxml is installed; it asks at its import.
os.environ["OPENPYXL_LXML"] = "False"
