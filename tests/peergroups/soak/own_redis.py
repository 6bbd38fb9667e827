"""A Redis of our own, that may be killed and frozen."""

import shutil
import signal
import subprocess
import time
from contextlib import suppress

from redis import Redis
from redis.exceptions import RedisError

from tests.server import free_port

PROGRAM = shutil.which("redis-server")
ANSWERS_WITHIN_S = 20


class OwnRedis:
    """One process that keeps nothing on disk: after `kill` and `start` it is empty."""

    def __init__(self, folder):
        self.port, self.folder = free_port(), folder
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process = None

    def start(self):
        options = ("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder))
        self.process = subprocess.Popen([PROGRAM, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + ANSWERS_WITHIN_S
        with Redis.from_url(self.url) as client:
            while time.monotonic() < until:
                with suppress(RedisError):
                    client.ping()
                    return
                time.sleep(0.05)
        raise RuntimeError("Redis did not start.")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)
