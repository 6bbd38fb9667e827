"""How a real house is set, in a process of its own: what Django itself would warn of, and what each answer carries."""

import json
import os
import secrets
import shutil
import subprocess
import sys

import pytest

from house.sealing import new_key
from tests.built import ROOT, built_file

ASK = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "house.settings"
import django
django.setup()
from django.contrib.auth.hashers import make_password
from django.core.checks import run_checks
from django.test import Client
answer = Client().get("/week/", secure=True, HTTP_HOST="week.example")
plain = Client().get("/in/", HTTP_HOST="week.example")
print(json.dumps({
    "warned": [str(told) for told in run_checks(include_deployment_checks=True)],
    "headers": dict(answer.headers),
    "plain": [plain.status_code, plain.headers.get("Location")],
    "hashed": make_password("samen-verder-lopen").split("$")[:4],
    "foreign": Client().get("/week/", secure=True, HTTP_HOST="elsewhere.example").status_code,
}))
"""


@pytest.mark.only("sqlite")  # the engine of a house that was told of no other
def test_a_real_house_is_set_so_that_nothing_is_to_be_warned_of(tmp_path):
    env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    env |= {
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SEALING_KEYS": new_key(),
        "ALLOWED_HOSTS": "week.example",
    }
    shutil.copy(built_file(), tmp_path)

    told = json.loads(subprocess.check_output([sys.executable, "-c", ASK], cwd=ROOT, env=env).splitlines()[-1])

    assert told["warned"] == []
    assert told["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert told["headers"]["Cross-Origin-Opener-Policy"] == "same-origin"
    assert told["plain"] == [301, "https://week.example/in/"]
    assert told["foreign"] == 400
    assert told["hashed"] == ["argon2", "argon2id", "v=19", "m=102400,t=2,p=8"]
