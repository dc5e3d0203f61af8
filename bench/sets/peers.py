"""The peers by name."""

import importlib

# Name -> (module of adapters, class).
PEERS = {
    "clarabel": ("clarabel", "Clarabel"),
    "piqp": ("piqp", "Piqp"),
    "highs": ("highs", "Highs"),
    "scs": ("scs", "Scs"),
    "osqp": ("osqp", "Osqp"),
}

# Where the package of the index is called otherwise.
PACKAGES = {"highs": "highspy"}


def adapter(peer):
    module, name = PEERS[peer]
    return getattr(importlib.import_module(f"adapters.{module}"), name)
