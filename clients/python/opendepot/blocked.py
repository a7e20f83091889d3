"""Block lists (docs/formats.md section 12.1): which containers and which copies of licenses are void."""

import contextlib
import os
from collections import namedtuple

from .encoding import time_text
from .errors import Refusal
from .files import write_durably
from .jws import read_firm_file, read_flattened, unverified_payload
from .runtime import accept_epoch, firm_in, root_of
from .shape import INT32, Place

_BlockList = namedtuple("_BlockList", "issued_at epoch is_test containers licenses")


def import_block_list(runtime, file):
    """
    Keeps a block list beside the containers, if it is newer than the one there: True; from then on it counts for every license
    of its firm code.
    """
    claimed = Place(unverified_payload(read_flattened(file, "block list"), "block list"), "block list")
    firm_code = claimed["firmCode"].integer(1, INT32)
    found, _ = runtime.serving(firm_code)
    firm = firm_in(runtime.read(found[0] if found else runtime.find(firm_code)), firm_code)
    given = read_block_list(file, root_of(firm))
    obstacle = _obstacle_to(given, firm)
    if obstacle is not None:
        text = "The block list is not meant for this container, or signed by a key that the vendor gave up."
        raise Refusal(obstacle, text, "Get the newest list of the vendor's production installation.")
    for serial in found:
        _note_epoch(runtime, serial, firm_code, root_of(firm), given.epoch)
    present = _imported(runtime, firm, firm_code)
    is_news = present is None or present.issued_at < given.issued_at
    if is_news:
        write_durably(_path_of(runtime, firm_code), file)
    return is_news


def require_unblocked(runtime, firm, firm_code, brought, serial, license):
    """Refuses with BLOCKED if the newest list, brought along by the program or imported, says that this copy is void."""
    lists = [_imported(runtime, firm, firm_code), read_block_list(brought, root_of(firm)) if brought else None]
    # One that is meant for other containers is passed over.
    counting = [found for found in lists if found is not None and _obstacle_to(found, firm) is None]
    if not counting:
        return
    epoch = max(found.epoch for found in counting)
    if epoch > firm["epoch"]:
        # A program that may read the container and not write it gets its answer all the same.
        with contextlib.suppress(Refusal, OSError):
            _note_epoch(runtime, serial, firm_code, root_of(firm), epoch)
    newest = max(counting, key=lambda found: found.issued_at)
    if is_blocked(newest, serial, license):
        text = "The vendor has blocked this container, or this copy of license %s is void: by the list of %s."
        raise Refusal("BLOCKED", text % (license["licenseId"], time_text(newest.issued_at)), "Ask the vendor.")


def _note_epoch(runtime, serial, firm_code, root, epoch):
    """Lets a container know that an epoch has begun, by a file that changes nothing else in it."""

    def note(state):
        firm = state["firms"].get(str(firm_code))
        if firm is None or root_of(firm).thumbprint != root.thumbprint or firm["epoch"] >= epoch:
            return False
        return accept_epoch(firm, epoch, "block list")

    runtime.change(serial, note)


def is_blocked(found, serial, license):
    """Whether a list says that this copy of a license in a container is void."""
    return serial in found.containers or license["generation"] < found.licenses.get(license["licenseId"], 0)


def _path_of(runtime, firm_code):
    return os.path.join(runtime.folder, "%d.odb" % firm_code)


def _imported(runtime, firm, firm_code):
    """One that is no good is as if it were not there: it could be deleted as well."""
    try:
        with open(_path_of(runtime, firm_code), encoding="utf-8") as file:
            found = read_block_list(file.read(), root_of(firm))
        return found if _obstacle_to(found, firm) is None else None
    except (OSError, UnicodeDecodeError, Refusal):
        return None


def _obstacle_to(found, firm):
    """Why a genuine list does not count for a container."""
    if found.is_test and not firm["test"]:
        return "TEST_FILE"
    return "OLDER_EPOCH" if found.epoch < firm["epoch"] else None


def read_block_list(file, root):
    """Verifies a list and checks its form."""
    verified = read_firm_file(file, "od-blocklist+jws", root, "block list")
    payload = verified.payload
    containers = [place.serial() for place in payload["containers"].list()]
    licenses = {}
    for place in payload["licenses"].list():
        licenses[place["licenseId"].identifier()] = place["below"].integer(1, INT32)
    for name, entries in (("containers", containers), ("licenses", list(licenses))):
        if entries != sorted(set(entries)) or len(entries) < len(payload[name].value):
            payload[name].refuse("is not in order, or names an entry twice")
    is_test = payload["test"].is_there and payload["test"].boolean()
    return _BlockList(verified.issued_at, verified.epoch, is_test, frozenset(containers), licenses)
