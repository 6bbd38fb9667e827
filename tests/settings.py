"""The settings of the house, with keys of their own and a data folder that goes away."""

import atexit
import os
import secrets
import shutil
import tempfile

from house.sealing import new_key

_folder = tempfile.mkdtemp(prefix="house-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

os.environ["DATA_DIR"] = _folder
os.environ["BACKUPS_DIR"] = f"{_folder}/backups"
os.environ["DEBUG"] = "0"
os.environ["IS_BEHIND_TLS"] = "0"
os.environ["SECRET_KEY"] = secrets.token_hex()  # what this run remembers in Redis is its own
os.environ["SEALING_KEYS"] = os.environ.setdefault("TESTS_KEY", new_key())  # of all workers of this run
if "TESTS_RUN" not in os.environ:
    os.environ["TESTS_RUN"] = tempfile.mkdtemp(prefix="house-tests-run-")
    atexit.register(shutil.rmtree, os.environ["TESTS_RUN"], ignore_errors=True)

from house.settings import *  # noqa: E402, F403
from tests.hashing import QUICKLY  # noqa: E402

TESTS_RUN = os.environ["TESTS_RUN"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
HOUSE_ADDRESS = "http://testserver"
PUSH_KEY = "q3u0jDdrKdWzLSMA8Qm6wGJQwo7dFwBOJ8A2b1vZ5vQ"  # of no house
PUSH_CONTACT = "mailto:push@house.example"
PASSWORD_HASHERS = QUICKLY
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # On disk, as in a real house: a database in memory locks whole tables and knows no WAL.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/tests.sqlite3"}  # noqa: F405
