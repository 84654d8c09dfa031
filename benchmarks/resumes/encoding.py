"""The encoder of parsers/encoder.py while it learns, and the ONNX graph that the package runs. Needs `pip install torch onnx onnxruntime`."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.resumes.vocabulary import Vocabulary
from parsers.encoder import LONGEST, Encoder, packed_meanings

LAYERS, HEADS, DROPPED, TINY, AWAY = 3, 12, 0.1, 1e-12, -1e4
WEIGHT_STEPS = 64
OPSET, IR = 20, 9
Tensors = Mapping[str, NDArray[np.float32]]


class Meanings(nn.Module):
    """What word pieces mean by themselves: of the language model's pieces what it says, as it is packed; of other models' pieces a
    learned image of what they say; of single letters and characters more."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        size, more = vocabulary.size, vocabulary.meanings[:, vocabulary.size :]
        own = _of_four_bits(vocabulary.meanings[:, :size])
        others = np.flatnonzero(np.abs(more).sum(axis=1))
        self.own = nn.Embedding.from_pretrained(torch.from_numpy(own))
        self.others = nn.Embedding.from_pretrained(
            torch.from_numpy(np.concatenate([more[:1] * 0, more[others]]))
        )
        self.image = nn.Linear(more.shape[1], size, bias=False)
        self.learned = nn.Embedding(len(vocabulary.learned) + 1, size, padding_idx=0)
        if more.shape[1]:
            nn.init.orthogonal_(self.image.weight)
        nn.init.zeros_(self.learned.weight)
        self.row_of_others = _rows(len(own), others)
        self.row_of_learned = _rows(len(own), vocabulary.learned)

    def forward(self, pieces: Tensor) -> Tensor:
        """(..., m)"""
        found: Tensor = self.own(pieces) + self.image(self.others(self.row_of_others[pieces]))
        return found + self.learned(self.row_of_learned[pieces])


def _of_four_bits(meanings: NDArray[np.float32]) -> NDArray[np.float32]:
    packed, scales = packed_meanings(meanings)
    return Encoder(packed, scales, meanings[:0], np.zeros(0, np.uint8), 0).of(np.arange(len(meanings)))


def _rows(count: int, chosen: NDArray[Any]) -> Tensor:
    """Of each piece its row among the chosen ones, which count from 1; 0 for none."""
    rows = torch.zeros(count, dtype=torch.long)
    rows[torch.from_numpy(chosen)] = torch.arange(1, len(chosen) + 1)
    return rows


class Among(nn.Module):
    """The first layers of a language model, from its own weights on."""

    def __init__(self, model: Tensors) -> None:
        super().__init__()
        told = {name: torch.from_numpy(value.astype(np.float32)) for name, value in model.items()}
        places = told["embeddings.position_embeddings.weight"][:LONGEST]
        self.places = nn.Parameter(places + told["embeddings.token_type_embeddings.weight"][0])
        self.norm = _norm(told, "embeddings.LayerNorm")
        self.layers = nn.ModuleList(EncoderLayer(told, f"encoder.layer.{i}.") for i in range(LAYERS))

    def forward(self, x: Tensor, there: Tensor) -> Tensor:
        """(windows, places, m) of the meanings alone; `there` (windows, places)."""
        x = self.norm(x + self.places[: x.shape[1]])
        mask = torch.zeros(there.shape).masked_fill(~there, AWAY)[:, None, None, :]
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training):
            for layer in self.layers:
                x = layer(x, mask.to(torch.bfloat16) if self.training else mask)
        return x.float()


class EncoderLayer(nn.Module):
    """Attention and two linear maps, each with a normalisation behind it."""

    def __init__(self, told: Mapping[str, Tensor], place: str) -> None:
        super().__init__()
        parts = [f"{place}attention.self.{name}" for name in ("query", "key", "value")]
        self.asked = _linear(
            *(torch.cat([told[f"{p}.{kind}"] for p in parts]) for kind in ("weight", "bias"))
        )
        self.told = _read_linear(told, f"{place}attention.output.dense")
        self.first_norm = _norm(told, f"{place}attention.output.LayerNorm")
        self.wide = _read_linear(told, f"{place}intermediate.dense")
        self.narrow = _read_linear(told, f"{place}output.dense")
        self.last_norm = _norm(told, f"{place}output.LayerNorm")
        self.dropped = nn.Dropout(DROPPED)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        queries, keys, values = (
            t.unflatten(-1, (HEADS, -1)).transpose(1, 2) for t in _rounded(x, self.asked).chunk(3, -1)
        )
        alike = queries @ keys.transpose(-1, -2) * queries.shape[-1] ** -0.5 + mask
        answers = torch.softmax(alike, -1).to(values.dtype) @ values
        x = self.first_norm(x + _rounded(answers.transpose(1, 2).flatten(2), self.told))
        told = _rounded(functional.gelu(_rounded(x, self.wide)), self.narrow)
        found: Tensor = self.last_norm(x + self.dropped(told))
        return found


def _rounded(x: Tensor, of: nn.Linear) -> Tensor:
    """A linear map in whole numbers, as the package computes it: of `x` 256 steps from its least number to its greatest, of each row of
    weights `WEIGHT_STEPS` to each side. What it learns is as if nothing were rounded (Jacob et al., CVPR 2018)."""
    weights = of.weight.detach()
    scales = weights.abs().amax(dim=1, keepdim=True).clamp(min=TINY) / WEIGHT_STEPS
    known = x.detach().float()
    least, most = known.min().clamp(max=0), known.max().clamp(min=0)
    step = ((most - least) / 255).clamp(min=TINY)
    zero = torch.round(-least / step)
    whole = (torch.clamp(torch.round(known / step) + zero, 0, 255) - zero) * step
    weight = of.weight + (torch.round(weights / scales) * scales - weights)
    return functional.linear(x + (whole - known).to(x.dtype), weight, of.bias)


def _linear(weight: Tensor, bias: Tensor) -> nn.Linear:
    found = nn.Linear(weight.shape[1], weight.shape[0])
    found.weight.data, found.bias.data = weight.clone(), bias.clone()
    return found


def _read_linear(told: Mapping[str, Tensor], place: str) -> nn.Linear:
    return _linear(told[f"{place}.weight"], told[f"{place}.bias"])


def _norm(told: Mapping[str, Tensor], place: str) -> nn.LayerNorm:
    found = nn.LayerNorm(len(told[f"{place}.weight"]), eps=TINY)
    found.weight.data, found.bias.data = told[f"{place}.weight"].clone(), told[f"{place}.bias"].clone()
    return found


def packed_encoder(meanings: Meanings, among: Among, opening: int) -> Encoder:
    """What the package loads."""
    with torch.no_grad():
        every = meanings(torch.arange(len(meanings.own.weight))).numpy()
    return Encoder(
        *packed_meanings(every), _of(among.places), np.frombuffer(_graph(among), np.uint8), opening
    )


def _of(tensor: Tensor) -> NDArray[np.float32]:
    return tensor.detach().numpy().astype(np.float16).astype(np.float32)


def _graph(among: Among) -> bytes:
    """The layers as an ONNX graph whose linear maps are in whole numbers. Seven bits of weights: the products of eight would overflow in
    processors without instructions for them."""
    graph = _Graph(among.places.shape[1])
    x = graph.normed("x", among.norm)
    for layer in among.layers:
        x = graph.layer(x, layer)
    with tempfile.TemporaryDirectory() as folder:
        plain, whole = Path(folder, "plain.onnx"), Path(folder, "whole.onnx")
        onnx.save(graph.model(x), plain)
        quantize_dynamic(plain, whole, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
        return whole.read_bytes()


class _Graph:
    """Nodes of an ONNX graph, one after the other; each operation gives the name of its result."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.nodes: list[onnx.NodeProto] = []
        self.numbers: list[onnx.TensorProto] = []

    def kept(self, value: NDArray[Any]) -> str:
        name = f"w{len(self.numbers)}"
        self.numbers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def does(self, operation: str, *inputs: str, results: int = 1, **settings: Any) -> list[str]:
        number = len(self.nodes)
        names = [f"v{number}_{i}" for i in range(results)]
        self.nodes.append(helper.make_node(operation, list(inputs), names, name=f"n{number}", **settings))
        return names

    def linear(self, x: str, of: nn.Linear) -> str:
        (product,) = self.does("MatMul", x, self.kept(of.weight.detach().numpy().T))
        return self.does("Add", product, self.kept(of.bias.detach().numpy()))[0]

    def normed(self, x: str, of: nn.LayerNorm) -> str:
        gain, shift = (self.kept(t.detach().numpy()) for t in (of.weight, of.bias))
        return self.does("LayerNormalization", x, gain, shift, epsilon=TINY)[0]

    def layer(self, x: str, of: EncoderLayer) -> str:
        heads = self.kept(np.array([0, 0, HEADS, self.size // HEADS], np.int64))
        parts = self.does("Split", self.linear(x, of.asked), results=3, axis=2, num_outputs=3)
        queries, keys, values = (
            self.does("Transpose", *self.does("Reshape", part, heads), perm=perm)[0]
            for part, perm in zip(parts, ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]), strict=True)
        )
        scale = self.kept(np.array((self.size // HEADS) ** -0.5, np.float32))
        (alike,) = self.does("Mul", *self.does("MatMul", queries, keys), scale)
        (shares,) = self.does("Softmax", *self.does("Add", alike, "mask"), axis=-1)
        (answers,) = self.does("Transpose", *self.does("MatMul", shares, values), perm=[0, 2, 1, 3])
        (flat,) = self.does("Reshape", answers, self.kept(np.array([0, 0, self.size], np.int64)))
        x = self.normed(*self.does("Add", x, self.linear(flat, of.told)), of.first_norm)
        narrow = self.linear(*self.does("Gelu", self.linear(x, of.wide)), of.narrow)
        return self.normed(*self.does("Add", x, narrow), of.last_norm)

    def model(self, result: str) -> onnx.ModelProto:
        self.nodes.append(helper.make_node("Identity", [result], ["y"], name="last"))
        shape, mask = ["windows", "places", self.size], ["windows", 1, 1, "places"]
        inputs = [
            helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in (("x", shape), ("mask", mask))
        ]
        outputs = [helper.make_tensor_value_info("y", TensorProto.FLOAT, shape)]
        graph = helper.make_graph(self.nodes, "encoder", inputs, outputs, self.numbers)
        found = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        found.ir_version = IR
        return found
