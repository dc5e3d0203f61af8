"""The examples run, and their gradients are those of central differences, batched or not."""

import runpy
from pathlib import Path

import pytest
import torch

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.py"))


@pytest.fixture(autouse=True)
def usual_type():
    yield
    torch.set_default_dtype(torch.float32)


def test_there_are_thirty():
    assert len(EXAMPLES) >= 30


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_example_passes_gradcheck(path, capsys):
    names = runpy.run_path(str(path))
    layer, values = names["layer"], [value.detach().requires_grad_() for value in names["values"]]
    assert "Report(" in capsys.readouterr().out
    assert torch.autograd.gradcheck(layer, values)
    if "expected" in names:
        torch.testing.assert_close(layer(*values)[0], names["expected"](*values), atol=1e-7, rtol=0)
