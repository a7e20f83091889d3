"""Making containers and contexts, and importing updates (docs/formats.md sections 7, 9 and 10)."""

import os
from collections import namedtuple

from .apply import apply_update, summary
from .encoding import sha256, time_text, to_base64url
from .errors import Refusal, refuse
from .jws import read_flattened, sign_jws, unverified_payload, write_flattened
from .keys import PublicKey, new_private_jwk, software_serial
from .machine import part_hash
from .runtime import NAME, VERSION, agreement_key_of, firm_in, note_signed_time, root_of, signing_key_of
from .shape import INT32, Place
from .update import read_update

Imported = namedtuple("Imported", "serial firm_code transfer_id steps")

# The numbers of a container last for ever, so no answer of a Depot, which nobody signed, may use up many of them.
_MOST_SKIPPED = 1000000


def create_container(runtime, firm_code, root, is_test=False):
    """A container on this machine with fresh keys and the pinned root; gives its serial."""
    found, _ = runtime.serving(firm_code)
    if found:
        text = "The container %s serves firm code %d already." % (found[0], firm_code)
        raise Refusal("CONTAINER_AMBIGUOUS", text, "Use it; one container holds any number of licenses.")
    signing_key = new_private_jwk("Ed25519")
    public = {name: value for name, value in signing_key.items() if name != "d"}
    serial = software_serial(PublicKey(Place(public, "key"), "Ed25519"))
    runtime.add(
        {
            "v": 1,
            "serial": serial,
            "suite": "ed25519-x25519",
            "signingKey": signing_key,
            "agreementKey": new_private_jwk("X25519"),
            "createdAt": time_text(runtime.now()),
            "firms": {str(firm_code): _new_firm(root, is_test)},
        }
    )
    return serial


def _new_firm(root, is_test):
    counters = {"epoch": 0, "contextSeq": 0, "counter": 0, "digest": to_base64url(bytes(32))}
    return {"root": root.jwk, "test": is_test, **counters, "licenses": [], "removed": [], "updates": []}


def pin_firm(runtime, serial, firm_code, root, is_test=False):
    """Lets a container serve one more firm code; False if it did so before, with this very root."""
    is_new = []

    def pin(state):
        present = state["firms"].get(str(firm_code))
        if present is None:
            state["firms"][str(firm_code)] = _new_firm(root, is_test)
            is_new.append(True)
            return True
        pinned = root_of(present).thumbprint
        if pinned != root.thumbprint:
            text = "The container trusts the root %s for firm code %d, not %s." % (pinned, firm_code, root.thumbprint)
            raise Refusal("OTHER_ROOT", text, "A pinned root is never replaced. Ask the vendor which one is genuine.")
        return False

    runtime.change(serial, pin)
    return bool(is_new)


def discard_firm(runtime, serial, firm_code):
    """Takes a firm out again that has seen no context of this container, and with its only firm the container."""
    is_over = []

    def discard(state):
        firm = state["firms"].get(str(firm_code))
        if firm is None or firm["contextSeq"] != 0:
            return False
        if len(state["firms"]) == 1:
            is_over.append(True)
            return False
        del state["firms"][str(firm_code)]
        return True

    runtime.change(serial, discard)
    if is_over:
        os.unlink(runtime.path_of(serial))


def machine_fingerprint(runtime, state, root):
    """The machine as this firm may see it (section 7.1)."""
    return fingerprint_of(runtime.machine(), state.get("binding", "strict"), root)


def fingerprint_of(machine, scheme, root):
    salt = sha256(b"opendepot fingerprint v1\n", root.thumbprint.encode())[:16]
    parts = [{"name": name, "hash": to_base64url(part_hash(salt, name, value))} for name, value in machine.items()]
    return {"scheme": scheme, "salt": to_base64url(salt), "parts": parts}


def make_context(runtime, serial, firm_code):
    """The text of a context; its number is durable before the file exists, so that two never share one."""
    numbered = []

    def number(state):
        firm_in(state, firm_code)["contextSeq"] += 1
        numbered.append(state)
        return True

    runtime.change(serial, number)
    state = numbered[0]
    firm = firm_in(state, firm_code)
    root = root_of(firm)
    signing_key = signing_key_of(state)
    payload = {
        "v": 1,
        "kind": "software",
        "suite": "ed25519-x25519",
        "serial": serial,
        "firmCode": firm_code,
        "root": root.thumbprint,
        **{name: firm[name] for name in ("epoch", "contextSeq", "counter", "digest")},
        "licenses": [summary(license) for license in firm["licenses"]],
        "removed": [summary(license) for license in firm["removed"]],
        "fingerprint": machine_fingerprint(runtime, state, root),
        "createdAt": time_text(runtime.now()),
        "runtime": {"name": NAME, "version": VERSION},
        "signingKey": signing_key.public.jwk,
        "agreementKey": agreement_key_of(state).public.jwk,
    }
    return write_flattened(sign_jws("od-context+jws", payload, signing_key))


def skip_contexts(runtime, serial, firm_code, last):
    """Lets a container go on after the context of this number, durably; False if that cannot be the number of one."""
    answers = []

    def skip(state):
        firm = firm_in(state, firm_code)
        ahead = last - firm["contextSeq"]
        answers.append(ahead <= _MOST_SKIPPED and last < INT32)
        if not answers[0] or ahead <= 0:
            return False
        firm["contextSeq"] = last
        return True

    runtime.change(serial, skip)
    return answers[0]


def import_update(runtime, file):
    """Verified along the chain to the pinned root, and durable as a whole or not at all."""
    address = unverified_payload(read_flattened(file, "update"), "update")
    serial, firm_code = address.get("serial"), address.get("firmCode")
    if not isinstance(serial, str) or type(firm_code) is not int:
        refuse("malformed", "update: it names no container")
    if serial not in runtime.serials():
        raise _other_container("The update is for the container %s, which is not here." % serial)
    done = []

    def change(state):
        firm = firm_in(state, firm_code)
        update = read_update(file, root_of(firm))
        _require_own(state, firm, update)
        if update.epoch < firm["epoch"]:
            text = "The update is signed by a key of epoch %d, which the vendor gave up; the container has seen %d."
            advice = "Send a new context to the Depot: it signs again with its present key."
            raise Refusal("OLDER_EPOCH", text % (update.epoch, firm["epoch"]), advice)
        steps, has_news = apply_update(firm, update, file)
        done.append(Imported(serial, firm_code, update.transfer_id, steps))
        if not has_news and update.epoch == firm["epoch"]:
            return False
        firm["epoch"] = update.epoch
        note_signed_time(state, firm, update.issued_at, runtime.now())
        return True

    runtime.change(serial, change)
    return done[0]


def _require_own(state, firm, update):
    if update.serial != state["serial"] or update.key_thumbprint != signing_key_of(state).public.thumbprint:
        raise _other_container("The update is for another container: its key is not the one named in it.")
    if update.is_test and not firm["test"]:
        text = "The update comes from a test installation, and this is a production container."
        raise Refusal("TEST_FILE", text, "Ask the vendor for an update of the production installation.")


def _other_container(text):
    return Refusal("OTHER_CONTAINER", text, "Import it on the machine whose context asked for it.")
