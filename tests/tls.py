"""A served house behind TLS, as people meet it: nginx with a new certificate in front, and a neutral site beside it.

Browsers keep other things of a secure page than of one over plain http, so what is told of them is tried here.

WebKit gets the pages without Cross-Origin-Opener-Policy: its driver answers no more once 'back' leads from another site
to a page with that policy by way of a redirect. Without a driver the same WebKit shows the door there, and goes on.
"""

import shutil
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.server import free_port, running_server

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
NEUTRAL_WORDS = "Morgen is het droog"
CONFIG = """
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  ssl_certificate {folder}/certificate.pem; ssl_certificate_key {folder}/key.pem;
  map $http_upgrade $kind {{ default upgrade; "" ""; }}
  map $http_user_agent $opener {{ default $upstream_http_cross_origin_opener_policy; ~Version/ ""; }}
  server {{
    listen 127.0.0.1:{port} ssl;
    location / {{
      proxy_pass http://127.0.0.1:{behind}; proxy_http_version 1.1;
      proxy_set_header Host $http_host; proxy_set_header X-Forwarded-Proto https;
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $kind;
      proxy_hide_header Cross-Origin-Opener-Policy; add_header Cross-Origin-Opener-Policy $opener always;
    }}
  }}
  server {{
    listen 127.0.0.1:{neutral} ssl;
    location / {{ default_type text/html; return 200 "<!doctype html><title>Weer</title><p>{words}</p>"; }}
  }}
}}
"""


def is_here():
    """Can a house be put behind TLS on this machine?"""
    return NGINX is not None and shutil.which("openssl") is not None


@contextmanager
def secure_house(env=()):
    """The demo house. `server.url` is its secure address, `server.neutral` where Sluit leads."""
    port, neutral = free_port(), free_port()
    env = {"IS_BEHIND_TLS": "1", "LEAVE_TO": f"https://127.0.0.1:{neutral}/"} | dict(env)
    with running_server(env, demo=True) as server, TemporaryDirectory(prefix="tls-") as folder:
        places = {"folder": folder, "port": port, "neutral": neutral, "behind": server.port, "words": NEUTRAL_WORDS}
        _make_certificate(folder)
        (Path(folder) / "nginx.conf").write_text(CONFIG.format(**places))
        server.plain, server.url = server.url, f"https://127.0.0.1:{port}"
        server.neutral = env["LEAVE_TO"]
        nginx = subprocess.Popen([NGINX, "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"])
        try:
            _wait_for(port)
            yield server
        finally:
            nginx.terminate()
            nginx.wait()


def _make_certificate(folder):
    words = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    places = ["-keyout", f"{folder}/key.pem", "-out", f"{folder}/certificate.pem"]
    subprocess.run([*words.split(), *places], check=True, capture_output=True)


def _wait_for(port):
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except urllib.error.HTTPError:  # nginx says that this port is for https
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("nginx did not open")
