"""Durable files, and locks among processes: the protocol of docs/container-file.md section 4."""

import contextlib
import json
import os
import secrets
import socket
import time

from .errors import Refusal

_PATIENCE, _PAUSE, _WATCH, _OLD = 10.0, 0.02, 5.0, 60.0
_unknown = secrets.token_hex(16)


def write_durably(path, text):
    """Whatever crashes, either the old or the new content is there, whole: new file, flush, rename, flush the folder."""
    fresh = "%s.%s.new" % (path, secrets.token_hex(6))
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.rename(fresh, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(fresh)
        raise
    # Some file systems cannot flush folders; then the rename is as durable as they make it. It is done, whatever follows.
    with contextlib.suppress(OSError):
        folder = os.open(os.path.dirname(path) or ".", os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextlib.contextmanager
def locked(path):
    """Nobody else works under the same lock file meanwhile. Never hold it across a network call."""
    own = {"pid": os.getpid(), "space": _process_space(), "token": secrets.token_hex(12)}
    _acquire(path, own)
    try:
        yield
    finally:
        if _read_owner(path).get("token") == own["token"]:
            os.unlink(path)


def _acquire(path, own):
    deadline = time.monotonic() + _PATIENCE
    seen, since = None, 0.0
    while not _try_create(path, own):
        owner = _read_owner(path)
        face = _face_of(path, owner)
        if face != seen:
            seen, since = face, time.monotonic()
        is_dead = owner.get("space") == own["space"] and _is_gone(owner)
        if is_dead or _is_forsaken(path, since):
            _move_away(path, owner)
        if time.monotonic() > deadline:
            text = "Another program is using the container (%s)." % path
            raise Refusal("CONTAINER_BUSY", text, "Wait until it has finished. If none is running, delete that file.")
        time.sleep(_PAUSE)


def _try_create(path, own):
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(file, "w") as lock:
        lock.write(json.dumps(own))
    return True


def _process_space():
    """This machine since its last start, and the pid namespace: there a process can be asked after."""
    return "%s %s %s" % (socket.gethostname(), _boot_id(), _namespace())


def _boot_id():
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return _unknown


def _namespace():
    try:
        return os.readlink("/proc/self/ns/pid")
    except OSError:
        return _unknown


def _read_owner(path):
    """Nothing if the lock is gone, or being written at this moment."""
    try:
        with open(path, encoding="utf-8") as file:
            owner = json.load(file)
        return owner if isinstance(owner, dict) else {}
    except (OSError, ValueError):
        return {}


def _face_of(path, owner):
    try:
        found = os.stat(path)
        return owner.get("token"), found.st_mtime_ns, found.st_ino
    except OSError:
        return owner.get("token"), None, None


def _is_gone(owner):
    pid = owner.get("pid")
    if type(pid) is not int or pid < 1:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        pass
    return False


def _is_forsaken(path, since):
    """It gave no sign for long. Age alone would not do: a machine that slept wakes up with an old lock."""
    if time.monotonic() - since < _WATCH:
        return False
    try:
        return time.time() - os.stat(path).st_mtime > _OLD
    except OSError:
        return False


def _move_away(path, dead):
    """Of two processes that find a dead lock, one wins the rename; a fresh lock that was moved instead is put back."""
    aside = "%s.%s" % (path, secrets.token_hex(6))
    try:
        os.rename(path, aside)
    except OSError:
        return
    if _read_owner(aside).get("token") != dead.get("token"):
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
    os.unlink(aside)
