"""These tests need CVXPY 1.9.2 or newer."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("cvxpy", minversion="1.9.2")

sys.path.insert(0, str(Path(__file__).resolve().parent))
