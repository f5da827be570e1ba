"""Stands in for systemd where it does not run: starts a service, hears its sd_notify messages, kills it when its
watchdog falls silent, and starts it again unless it ended with 0 or 64. Each event is a line on stdout.

Usage: service-manager.py SOCKET LIMIT_SECONDS MOST_STARTS -- COMMAND...
"""

import os
import select
import signal
import socket
import subprocess
import sys
import time

path, limit, most = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
command = sys.argv[sys.argv.index("--") + 1 :]
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind(path)
os.chmod(path, 0o777)
env = {**os.environ, "NOTIFY_SOCKET": path, "WATCHDOG_USEC": str(int(limit * 1e6))}
child = None
stopping = False


def say(*words):
    print(*words, flush=True)


def end(*_):
    global stopping
    stopping = True
    if child is not None and child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)


signal.signal(signal.SIGTERM, end)
for _ in range(most):
    child = subprocess.Popen(command, env=env, start_new_session=True, stdout=sys.stderr)
    say("started", child.pid)
    heard = None
    while child.poll() is None:
        readable, _, _ = select.select([listener], [], [], 0.1)
        if readable:
            message = listener.recv(4096).decode()
            if message == "READY=1":
                say("ready")
            if message == "WATCHDOG=1":
                if heard is None:
                    say("watched")
                heard = time.monotonic()
        elif heard is not None and time.monotonic() - heard > limit:
            say("silent")
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    say("ended", child.returncode)
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    if stopping or child.returncode in (0, 64):
        break
