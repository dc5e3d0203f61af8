"""These tests need JAX, and CVXPY 1.9.2 or newer."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("jax")
pytest.importorskip("cvxpy", minversion="1.9.2")

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "front"))
