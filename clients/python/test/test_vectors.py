"""Holds the package against the test vectors of examples/formats: what every other implementation makes, opens and refuses."""

import json
import os
import unittest
from datetime import datetime, timezone
from types import SimpleNamespace

from opendepot.apply import apply_update
from opendepot.blocked import is_blocked, read_block_list
from opendepot.canonical import canonical_json, parse_json, parse_object
from opendepot.containers import fingerprint_of
from opendepot.depot import Depot
from opendepot.encoding import from_base64url, read_time, sha256, time_text, to_base64url
from opendepot.errors import FileRefusal, Refusal
from opendepot.jws import read_flattened, sign_jws, signed_bytes, unverified_payload, verify_jws, write_flattened
from opendepot.keys import PrivateKey, PublicKey, read_root, software_serial
from opendepot.licenses import derived_key
from opendepot.machine import operator_value
from opendepot.shape import Place
from opendepot.update import plain_step, read_template, read_update, unseal

FOLDER = os.environ.get("VECTORS", os.path.join(os.path.dirname(__file__), "..", "..", "..", "examples", "formats"))


def vector(name):
    with open(os.path.join(FOLDER, name + ".json"), encoding="utf-8") as file:
        return json.load(file)


def root_in(holder):
    return read_root(Place(holder["root"], "root"))


def private_key(name, curve):
    return PrivateKey(Place(vector("keys")[name]["privateKey"], name), curve)


def empty_firm():
    return {"counter": 0, "digest": to_base64url(bytes(32)), "licenses": [], "removed": [], "updates": []}


class Json(unittest.TestCase):
    def test_canonical(self):
        for value in vector("canonical-json")["values"]:
            self.assertEqual(canonical_json(parse_json(value["json"], "value")).decode(), value["canonical"])

    def test_numbers_as_ecmascript_spells_them(self):
        spellings = {
            "-0": "0",
            "5e-324": "5e-324",
            "-1.7976931348623157e308": "-1.7976931348623157e+308",
            "9007199254740993": "9007199254740992",
            "295147905179352830000": "295147905179352830000",
            "999999999999999999999": "1e+21",
            "9.999999999999997e22": "9.999999999999997e+22",
            "1e23": "1e+23",
            "1.0000000000000001e23": "1.0000000000000001e+23",
            "0.000001": "0.000001",
            "0.0000001": "1e-7",
            "0.00012": "0.00012",
            "333333333.3333332": "333333333.3333332",
            "1.0": "1",
            "-12.50": "-12.5",
            "1424953923781206.2": "1424953923781206.2",
            "4.50E+1": "45",
            "123456789012345678": "123456789012345680",
            "1e16": "10000000000000000",
        }
        for source, wanted in spellings.items():
            self.assertEqual(canonical_json(parse_json(source, "number")).decode(), wanted)

    def test_names_by_utf16(self):
        source = '{"\\ue000":1,"\\ud83d\\ude00":2,"a":1,"a":{"c":[],"b":{}},"":null}'
        wanted = '{"":null,"a":{"b":{},"c":[]},"\U0001f600":2,"\ue000":1}'
        self.assertEqual(canonical_json(parse_json(source, "object")).decode(), wanted)

    def test_what_is_no_json(self):
        for bad in ("", "{", "[1,]", "01", "1.", "+1", "NaN", "1e999", "'a'", '"\t"', "[" * 200, "[" * 200000, "\ufeff{}"):
            with self.assertRaises(FileRefusal, msg=bad[:20]):
                parse_json(bad, "text")
        with self.assertRaises(FileRefusal):
            parse_json(b'"\xff"', "text")
        with self.assertRaises(FileRefusal):
            canonical_json(parse_json('"\\ud800"', "text"))

    def test_brackets_in_strings_are_not_nested(self):
        self.assertEqual(parse_json('["%s"]' % ("[\\\"" * 500), "text"), ['["' * 500])


class Times(unittest.TestCase):
    def test_round_trip(self):
        for text in ("1970-01-01T00:00:00.000Z", "2000-02-29T23:59:59.999Z", "9999-12-31T23:59:59.999Z"):
            self.assertEqual(time_text(read_time(text)), text)
        self.assertEqual(time_text(datetime(2026, 1, 2, 3, 4, 5, 678999, timezone.utc)), "2026-01-02T03:04:05.678Z")

    def test_what_is_no_time(self):
        for bad in ("2026-02-29T00:00:00.000Z", "2026-01-01T24:00:00.000Z", "2026-01-01T00:00:60.000Z", "2026-01-01T00:00:00Z"):
            self.assertIsNone(read_time(bad))


class Vectors(unittest.TestCase):
    def test_keys(self):
        keys = vector("keys")
        for name, entry in keys.items():
            if isinstance(entry, dict) and "publicKey" in entry:
                key = PublicKey(Place(entry["publicKey"], name), entry["publicKey"]["crv"])
                self.assertEqual(key.thumbprint, entry["thumbprint"])
        signing = PublicKey(Place(keys["containerSigning"]["publicKey"], "key"), "Ed25519")
        self.assertEqual(software_serial(signing), keys["serials"]["software"])

    def test_a_context_comes_out_byte_for_byte(self):
        wanted = vector("context")
        key = private_key("containerSigning", "Ed25519")
        payload = verify_jws(read_flattened(wanted["file"], "context"), "od-context+jws", key.public, "context")
        own = sign_jws("od-context+jws", payload.value, key)
        self.assertEqual(write_flattened(own), wanted["file"])
        self.assertEqual(to_base64url(sha256(signed_bytes(own))), wanted["hash"])

    def test_a_context_of_the_other_suite(self):
        jws = read_flattened(vector("context-p256")["file"], "context")
        key = PublicKey(Place(unverified_payload(jws, "context")["signingKey"], "key"), "P-256")
        verify_jws(jws, "od-context+jws", key, "context")

    def test_updates(self):
        for name in ("update", "module"):
            wanted = vector(name)
            update = read_update(wanted["file"], root_in(wanted))
            for step, should in zip(update.steps, wanted["steps"]):
                self.assertEqual(plain_step(step).decode(), should["plainStep"])
            firm = empty_firm()
            self.assertEqual(apply_update(firm, update, wanted["file"]), (len(wanted["steps"]), True))
            self.assertEqual(firm["digest"], wanted["steps"][-1]["digest"])
            self.assertEqual(apply_update(firm, update, wanted["file"]), (0, False))

    def test_sealed_data(self):
        wanted = vector("update")
        key = private_key("containerAgreement", "X25519")
        license_id = "01941f29-7c00-7aaa-8bbb-0123456789ab"
        self.assertEqual(unseal(wanted["sealed"], license_id, 1, key), wanted["sealedOpens"])
        for other in ((license_id, 2), ("x", 1)):
            with self.assertRaises(FileRefusal):
                unseal(wanted["sealed"], *other, key)
        with self.assertRaises(FileRefusal):
            unseal(wanted["sealed"][:-4] + "AAAA", license_id, 1, key)

    def test_template(self):
        wanted = vector("template")
        self.assertEqual(read_template(wanted["file"], root_in(wanted)).firm_name, "Muster Software GmbH")

    def test_block_list(self):
        wanted = vector("block-list")
        found = read_block_list(wanted["file"], root_in(wanted))
        (entry,) = wanted["licenses"]
        for generation, is_void in ((entry["below"] - 1, True), (entry["below"], False)):
            license = {"licenseId": entry["licenseId"], "generation": generation}
            self.assertEqual(is_blocked(found, "130-1", license), is_void)
        self.assertTrue(is_blocked(found, wanted["containers"][0], license))

    def test_derived_keys(self):
        wanted = vector("derived-keys")
        data = from_base64url(wanted["data"], "data")
        for entry in wanted["keys"]:
            self.assertEqual(to_base64url(derived_key(data, entry["label"], entry["length"])), entry["key"])

    def test_machine(self):
        wanted = vector("machine")
        machine = {part["name"]: part["value"] for part in wanted["machine"]}
        own = fingerprint_of(machine, wanted["fingerprint"]["scheme"], root_in(vector("firm")))
        self.assertEqual(own, wanted["fingerprint"])
        self.assertEqual(operator_value(wanted["identity"]), machine["operator"])

    def test_refused(self):
        root = root_in(vector("firm"))
        for entry in vector("refused")["files"]:
            with self.subTest(entry["why"]), self.assertRaises(Refusal) as caught:
                apply_update(empty_firm(), read_update(entry["file"], root), entry["file"])
            print("refused\t%s\t%s" % (entry["why"], caught.exception.code))

    def test_a_root_that_is_private(self):
        with self.assertRaises(FileRefusal):
            read_root(Place(parse_object(json.dumps(vector("keys")["root"]["privateKey"]), "root"), "root"))

    def test_a_string_that_does_not_end(self):
        with self.assertRaises(FileRefusal):
            parse_json("[" * 101 + '"' + '\\"' * 500000, "hostile")

    def test_a_return_of_no_licenses_is_none_of_all(self):
        asked = []
        depot = Depot(SimpleNamespace(find=lambda _code, _serial: "130-1"), "")
        depot._send = lambda _operation, request, _serial, _code: asked.append(request("context"))
        depot._import = lambda _answer: 0
        for license_ids in (None, [], ["L-1"]):
            depot.return_licenses(1, license_ids)
        selections = [dict(content)["selection"] for ((_name, content),) in asked]
        self.assertEqual(selections, ["all", None, None])


if __name__ == "__main__":
    unittest.main()
