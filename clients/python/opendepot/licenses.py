"""What a protected program asks: is there a valid license, take units, read its data."""

from collections import namedtuple

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .blocked import require_unblocked
from .canonical import canonical_json
from .encoding import from_base64url, time_text
from .errors import FileRefusal, Refusal
from .runtime import agreement_key_of, clock_behind, find_license, firm_in, note_seen, root_of, signing_key_of
from .terms import as_product, describe, is_timed, require_terms, units_left
from .update import read_update, unseal

Verdict = namedtuple("Verdict", "verdict license reason text")

# What says for good that there is no license; anything else may still turn out well.
_LASTING = frozenset(
    "OTHER_MACHINE CONTAINER_DAMAGED OTHER_ROOT NOT_GENUINE BASE_MISSING NOT_YET_VALID EXPIRED UNITS_USED_UP "
    "FEATURE_MISSING MAINTENANCE_ENDED RUNTIME_TOO_OLD LICENSE_MISSING BLOCKED".split()
)


def verify_license(runtime, firm_code, product_code, root=None, features=0, released_at=None, block_list=None):
    """
    Whether this machine holds a valid license for a product: `valid`, `invalid`, or `unknown` if it cannot be told now. Every
    license is proven anew: by the signed update that brought it, along the chain to the root; then by its terms. `root` is the
    public root key as the *program* knows it; without it, anybody could make a root and a license of their own. `block_list` is the
    text of the newest block list that the program brings along.
    """
    verdicts = []
    try:
        serials = runtime.serials()
    except OSError as error:
        return _verdict_on(error)
    for serial in serials:
        try:
            state = runtime.read(serial)
            licenses = state["firms"].get(str(firm_code), {"licenses": []})["licenses"]
        except (Refusal, OSError) as error:
            verdicts.append(_verdict_on(error))
            continue
        for license in licenses:
            if as_product(license, product_code) is None:
                continue
            try:
                _require_valid(runtime, state, license, firm_code, root, block_list)
                now = runtime.now()
                seen = as_product(_used_at(license, now), product_code)
                require_terms(seen, licenses, now, features, released_at)
                _start_use(runtime, state, license, firm_code, now)
                return Verdict("valid", describe(serial, firm_code, seen, licenses), None, None)
            except (Refusal, OSError) as error:
                verdicts.append(_verdict_on(error))
    text = "There is no license for product %d of firm code %d on this machine." % (product_code, firm_code)
    missing = Verdict("invalid", None, "LICENSE_MISSING", text)
    # One that is not known may still turn out well.
    return next((verdict for verdict in verdicts if verdict.verdict == "unknown"), (verdicts + [missing])[0])


def _verdict_on(error):
    reason = error.code if isinstance(error, Refusal) else "FAILED"
    return Verdict("invalid" if reason in _LASTING else "unknown", None, reason, str(error))


def _require_valid(runtime, state, license, firm_code, root, block_list, riders=()):
    """All but its own terms: those of the program that asks are asked of the license, not of its bases."""
    firm = firm_in(state, firm_code)
    trusted = root_of(firm)
    if root is not None and root.thumbprint != trusted.thumbprint:
        text = "The container trusts another root (%s) than this program." % trusted.thumbprint
        raise Refusal("OTHER_ROOT", text, "Ask the vendor.")
    if not _is_genuine(state, firm, license, trusted):
        text = "No update that the vendor signed for this container holds this license."
        raise Refusal("NOT_GENUINE", text, "Ask the vendor.")
    require_unblocked(runtime, firm, firm_code, block_list, state["serial"], license)
    now = runtime.now()
    if is_timed(license):
        _require_clock(runtime, state, firm, now)
    base_id = license["options"].get("ridesOn")
    if base_id is not None:
        base = find_license(firm["licenses"], base_id)
        # A chain of bases ends, whatever a file says.
        if base is None or base_id in riders:
            text = "It is a module and rides on license %s, which this container does not hold." % base_id
            raise Refusal("BASE_MISSING", text, "Ask the vendor.")
        _require_valid(runtime, state, base, firm_code, root, block_list, (*riders, license["licenseId"]))
        require_terms(_used_at(base, now), firm["licenses"], now)
        _start_use(runtime, state, base, firm_code, now)


def _is_genuine(state, firm, license, root):
    """Looks the license up in the update that brought it, and verifies that one again."""
    proof = next((kept for kept in firm["updates"] if kept["id"] == license["broughtBy"]), None)
    try:
        update = proof and read_update(proof["file"], root)
    except FileRefusal:
        # Not genuine is not genuine, whatever is wrong with the proof.
        return False
    if update is None or update.serial != state["serial"] or (update.is_test and not firm["test"]):
        return False
    puts = (action["put"] for step in update.steps for action in step["actions"] if "put" in action)
    return update.key_thumbprint == signing_key_of(state).public.thumbprint and any(
        put["licenseId"] == license["licenseId"]
        and put["generation"] == license["generation"]
        and put.get("sealed") == license.get("sealed")
        and canonical_json(put["options"]) == canonical_json(license["options"])
        for put in puts
    )


def _require_clock(runtime, state, firm, now):
    """With a clock set back, a license that depends on time is neither valid nor invalid."""
    behind = clock_behind(state, firm, now)
    if behind is not None:
        by, time = behind
        what = "the vendor has signed files at" if by == "signed" else "it has shown before:"
        text = "The clock of this machine shows %s, but %s %s." % (time_text(now), what, time_text(time))
        advice = "Set the clock right." if by == "signed" else "Set the clock right; if it is right, enroll anew to confirm the time."
        raise Refusal("CLOCK_BEHIND", text, advice)
    if note_seen(state, now):
        try:
            runtime.change(state["serial"], lambda current: note_seen(current, now))
        except (Refusal, OSError):
            # A program that may read the container and not write it gets its answer all the same.
            pass


def _used_at(license, now):
    """
    A license as it is when it is used now: a usage period begins with the first use, and a first use in the future was one of a
    clock that was ahead.
    """
    begun, first_use = license.get("firstUsedAt"), time_text(now)
    if "usagePeriod" not in license["options"] or (begun is not None and begun <= first_use):
        return license
    return {**license, "firstUsedAt": first_use}


def _start_use(runtime, state, license, firm_code, now):
    """Keeps when a usage period began. What cannot be used yet, or not by this program, has not begun."""
    begun, first_use = license.get("firstUsedAt"), _used_at(license, now).get("firstUsedAt")
    if first_use == begun:
        return

    def begin(current):
        held = find_license(firm_in(current, firm_code)["licenses"], license["licenseId"])
        if held is None or held.get("firstUsedAt") != begun:
            return False
        held["firstUsedAt"] = first_use
        return True

    runtime.change(state["serial"], begin)
    license["firstUsedAt"] = first_use


def use_units(runtime, firm_code, license_id, units, serial=None):
    """Takes units from a license with a unit counter; durable before it returns. Gives the units left."""
    if units < 1:
        raise ValueError("units to use must be more than 0")
    left = []

    def take(state):
        license = find_license(firm_in(state, firm_code)["licenses"], license_id)
        present = license and units_left(license)
        if present is None:
            text = "The container %s holds no license %s with units." % (state["serial"], license_id)
            raise Refusal("LICENSE_MISSING", text, "List what this container holds.")
        if present < units:
            text = "The license %s has %d units left, not %d." % (license_id, present, units)
            raise Refusal("UNITS_USED_UP", text, "Ask the vendor for more units.")
        license["consumed"] = str(int(license["consumed"]) + units)
        left.append(present - units)
        return True

    runtime.change(runtime.find(firm_code, serial), take)
    return left[0]


def hidden_data(runtime, firm_code, license_id, data_type, access_code=None, serial=None):
    """The bytes of hidden data of a license. Refuses with DATA_MISSING, ACCESS_CODE_WRONG."""
    entry = _data(runtime, firm_code, license_id, "hidden", data_type, serial)
    if "accessCode" in entry and entry["accessCode"] != access_code:
        text = "That is not the access code of hidden data %d of license %s." % (data_type, license_id)
        raise Refusal("ACCESS_CODE_WRONG", text, "The program has to give the code that the vendor set.")
    return from_base64url(entry["data"], "hidden data")


def derive_key(runtime, firm_code, license_id, data_type, label, length=32, serial=None):
    """A key from the secret data of a license, which nobody ever sees (docs/formats.md section 8.3); the same everywhere."""
    entry = _data(runtime, firm_code, license_id, "secret", data_type, serial)
    return derived_key(from_base64url(entry["data"], "secret data"), label, length)


def derived_key(data, label, length):
    purpose = label.encode("utf-8")
    if len(purpose) > 256 or not 16 <= length <= 64:
        raise ValueError("a derived key has 16 to 64 bytes and a label of at most 256")
    return HKDF(SHA256(), length, b"", b"opendepot derived key v1\n" + purpose).derive(data)


def _data(runtime, firm_code, license_id, what, data_type, serial):
    state = runtime.read(runtime.find(firm_code, serial))
    license = find_license(firm_in(state, firm_code)["licenses"], license_id)
    if license is not None and "sealed" in license:
        opened = unseal(license["sealed"], license_id, license["generation"], agreement_key_of(state))
        for entry in opened[what + "Data"]:
            if entry["type"] == data_type:
                return entry
    text = "The license %s has no %s data %d." % (license_id, what, data_type)
    raise Refusal("DATA_MISSING", text, "The vendor puts it into the item; licenses sold before lack it.")


def list_licenses(runtime):
    """All licenses; for a container that cannot be opened, its serial and the refusal."""
    for serial in runtime.serials():
        try:
            state = runtime.read(serial)
        except Refusal as refusal:
            yield serial, refusal
            continue
        for firm_code, firm in state["firms"].items():
            for license in firm["licenses"]:
                yield serial, describe(serial, int(firm_code), license, firm["licenses"])
