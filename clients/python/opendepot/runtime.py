"""The containers of this machine: files in one folder, and what is in them (docs/container-file.md)."""

import os
import re
from datetime import datetime, timedelta, timezone

from .container_file import bind_to, open_container, seal_container
from .encoding import read_time, time_text
from .errors import Refusal
from .files import locked, write_durably
from .keys import PrivateKey, read_root
from .machine import this_machine
from .shape import Place

NAME, VERSION = "opendepot-python", "0.1.0"

_HOUR, _TOLERANCE = timedelta(hours=1), timedelta(hours=24)


def default_folder():
    """Where `opendepot-runtime` keeps the containers of a user."""
    chosen = os.environ.get("OPENDEPOT_CONTAINERS")
    data = os.environ.get("XDG_DATA_HOME", os.path.join(os.path.expanduser("~"), ".local", "share"))
    return chosen or os.path.join(data, "opendepot", "containers")


class Runtime:
    """What a program works with. Identity and files of it are given by the operator of machines that have none."""

    def __init__(self, folder=None, identity=None, identity_file=None, clock=None):
        self.folder = folder or default_folder()
        self._identity = identity if identity is not None else os.environ.get("OPENDEPOT_IDENTITY")
        self._identity_file = identity_file or os.environ.get("OPENDEPOT_OPERATOR_IDENTITY")
        self.now = clock or (lambda: datetime.now(timezone.utc))

    def machine(self):
        return this_machine(self._identity, self._identity_file)

    def serials(self):
        """Serials of all containers in the folder, sorted."""
        try:
            names = os.listdir(self.folder)
        except FileNotFoundError:
            return []
        found = (re.fullmatch(r"(130-[0-9]+)\.container", name) for name in names)
        return sorted(name.group(1) for name in found if name)

    def path_of(self, serial):
        return os.path.join(self.folder, serial + ".container")

    def read(self, serial):
        """Opens a container to look into it: its state."""
        return self._open(serial, self.machine())[0]

    def _open(self, serial, machine):
        path = self.path_of(serial)
        try:
            with open(path, encoding="utf-8") as file:
                text = file.read()
        except FileNotFoundError as error:
            why = "There is no container %s here: %s does not exist." % (serial, path)
            raise Refusal("CONTAINER_MISSING", why, "List the containers that are here, or create one.") from error
        except UnicodeDecodeError:
            text = ""
        state, binding = open_container(text, machine, path)
        if state["serial"] != serial:
            why = "The container file %s holds container %s." % (path, state["serial"])
            raise Refusal("CONTAINER_DAMAGED", why, "Give the file its own name back.")
        return state, binding

    def change(self, serial, change):
        """
        Changes a container: `change(state)` says whether it changed it; then it is durable before this returns. No other
        process changes it meanwhile.
        """
        machine = self.machine()
        if not os.path.exists(self.path_of(serial)):
            self._open(serial, machine)
        with locked(self.path_of(serial) + ".lock"):
            state, binding = self._open(serial, machine)
            if change(state):
                write_durably(self.path_of(serial), seal_container(state, binding, machine))

    def add(self, state):
        """Stores a new container, bound to this machine."""
        machine = self.machine()
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        write_durably(self.path_of(state["serial"]), seal_container(state, bind_to(machine), machine))

    def serving(self, firm_code):
        """Serials of the containers that serve a firm code, and why others cannot be opened."""
        found, refusals = [], []
        for serial in self.serials():
            try:
                if str(firm_code) in self.read(serial)["firms"]:
                    found.append(serial)
            except Refusal as refusal:
                refusals.append(refusal)
        return found, refusals

    def find(self, firm_code, serial=None):
        """The container that is named, or the only one that serves the firm code."""
        if serial is not None:
            firm_in(self.read(serial), firm_code)
            return serial
        found, refusals = self.serving(firm_code)
        if len(found) == 1:
            return found[0]
        if found:
            text = "Several containers here serve firm code %d: %s." % (firm_code, ", ".join(found))
            raise Refusal("CONTAINER_AMBIGUOUS", text, "Name one of them.")
        if refusals:
            raise refusals[0]
        text = "No container in %s serves firm code %d." % (self.folder, firm_code)
        raise Refusal("CONTAINER_MISSING", text, "Create one.")


def firm_in(state, firm_code):
    """What a container holds for a firm code."""
    firm = state["firms"].get(str(firm_code))
    if firm is None:
        text = "The container %s does not serve firm code %d." % (state["serial"], firm_code)
        raise Refusal("CONTAINER_MISSING", text, "Add the firm code to it.")
    return firm


def accept_epoch(firm, epoch, what):
    """The epoch rule (docs/formats.md section 5): refuses a file of one that is over; True if a new one has begun, kept now."""
    if epoch < firm["epoch"]:
        text = "The %s is signed by a key of epoch %d, which the vendor gave up; the container has seen %d."
        raise Refusal("OLDER_EPOCH", text % (what, epoch, firm["epoch"]), "Ask the vendor for one by the present key.")
    has_begun = epoch > firm["epoch"]
    firm["epoch"] = epoch
    return has_begun


def signing_key_of(state):
    return PrivateKey(Place(state["signingKey"], "container.signingKey"), "Ed25519")


def agreement_key_of(state):
    return PrivateKey(Place(state["agreementKey"], "container.agreementKey"), "X25519")


def root_of(firm):
    return read_root(Place(firm["root"], "firm.root"))


def find_license(licenses, license_id):
    return next((license for license in licenses if license["licenseId"] == license_id), None)


# The clock of the machine against what firms have signed (docs/formats.md section 10).


def note_signed_time(state, firm, issued_at, now):
    before = read_time(firm.get("signedTime"))
    if before is not None and issued_at <= before:
        return False
    firm["signedTime"] = time_text(issued_at)
    if abs(now - issued_at) <= _TOLERANCE:
        state["seen"] = time_text(now)
    return True


def note_seen(state, now):
    """False if the clock showed about as much before, so that not every look writes."""
    before = read_time(state.get("seen"))
    if before is not None and now < before + _HOUR:
        return False
    state["seen"] = time_text(now)
    return True


def clock_behind(state, firm, now):
    """Which of `signed` and `seen` the clock is too far behind, and its time; None if it can be trusted."""
    for name, time in (("signed", read_time(firm.get("signedTime"))), ("seen", read_time(state.get("seen")))):
        if time is not None and now < time - _TOLERANCE:
            return name, time
    return None
