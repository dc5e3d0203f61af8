"""These tests need PyTorch, and CVXPY 1.9.2 or newer."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("cvxpy", minversion="1.9.2")

_HERE = Path(__file__).resolve().parent
# Workers that are spawned look for their classes here, too.
sys.path[:0] = [str(_HERE.parent / "front"), str(_HERE)]
