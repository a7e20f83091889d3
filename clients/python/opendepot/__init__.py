"""
The licenses of this machine, for programs in Python.

A container holds licenses and is bound to the machine. It is the same file that `opendepot-runtime` and the C library use
(docs/container-file.md), so a license that was activated by one of them is there for the others.
"""

from .blocked import import_block_list
from .canonical import parse_object as _parse_object
from .containers import Imported, create_container, import_update, make_context, pin_firm
from .depot import Depot, Result
from .errors import DepotRefusal, DepotUnreachable, FileRefusal, Refusal
from .keys import read_root as _read_root
from .licenses import Verdict, derive_key, hidden_data, list_licenses, use_units, verify_license
from .runtime import VERSION, Runtime, default_folder
from .shape import Place as _Place
from .terms import License

__version__ = VERSION

__all__ = [
    "Depot",
    "DepotRefusal",
    "DepotUnreachable",
    "FileRefusal",
    "Imported",
    "License",
    "Refusal",
    "Result",
    "Runtime",
    "Verdict",
    "create_container",
    "default_folder",
    "derive_key",
    "hidden_data",
    "import_block_list",
    "import_update",
    "list_licenses",
    "make_context",
    "pin_firm",
    "read_root",
    "use_units",
    "verify_license",
]


def read_root(jwk):
    """The public root key of a firm from its JWK text, as the vendor hands it out (`root.jwk`)."""
    return _read_root(_Place(_parse_object(jwk, "root"), "root"))
