"""Weights of the network in parsers/tagger.py that make labelled documents likeliest. Needs `pip install torch safetensors onnx`, none
of which ships.

What words mean is taken over from published models (benchmarks/resumes/vocabulary.py) and never changed, a language model's first layers
are learned on (benchmarks/resumes/encoding.py), all else is learned.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.resumes.batching import NO_KIND, NO_LABEL, Batch, Batches, Learnt, Special
from benchmarks.resumes.encoding import Among, Meanings, packed_encoder
from benchmarks.resumes.projecting import projected
from benchmarks.resumes.samples import Sample
from benchmarks.resumes.vocabulary import Vocabulary
from parsers.described import Described, described
from parsers.located import located, said
from parsers.network import EPSILON, LINE, WORD, Attention, Layer, scores
from parsers.network import Network as Learned
from parsers.tagger import LABELS, Weights, items_of

FEWEST = 5  # documents a sign is seen in
SIZE, BEFORE, HEADS, AFTER = 160, (1, 2, 4, 8), 4, (1, 2)
SEED = 2
BATCH, EPOCHS, RATE, ENCODER_RATE, DECAY = 6, 4, 1.5e-3, 1e-4, 0.02
WARM_UP, LAST_RATE, STEEPEST = 0.05, 0.01, 1.0
UNREAD_WORDS, UNREAD_RULES, OTHER_NAMES, SOME_LINES, DROPPED = 0.1, 0.12, 0.2, 0.1, 0.2
KEPT_MEAN = 0.996
FAINT = 0.02
CLOSE = 0.1


@dataclass(frozen=True)
class Example:
    """A document, per piece what the rules take it for, and the number of its true label in parsers.tagger.LABELS."""

    document: Described
    said: list[str]
    labels: list[int]


def example(one: Sample) -> Example:
    """What the network learns from a document."""
    document = described(one.sections)
    labels = [LABELS.index(label) for label in projected(document, one.truth)]
    return Example(document, said(document, one.first, located(document, one.first)), labels)


class Network(nn.Module):
    """parsers.network.scores, for batches of documents."""

    def __init__(self, vocabulary: Vocabulary, signs: int) -> None:
        super().__init__()
        self.meanings = Meanings(vocabulary)
        self.among = Among(vocabulary.model)
        self.words = nn.Linear(vocabulary.size, SIZE, bias=False)
        self.context = nn.Linear(vocabulary.size, SIZE)
        nn.init.normal_(self.context.weight, std=FAINT)
        self.kinds = nn.Embedding(NO_KIND + 1, SIZE)
        self.signs = nn.EmbeddingBag(signs + 1, SIZE, mode="sum", padding_idx=0)
        self.direct = nn.EmbeddingBag(signs + 1, len(LABELS), mode="sum", padding_idx=0)
        nn.init.normal_(self.signs.weight, std=0.05)
        nn.init.zeros_(self.direct.weight)
        self.norm = nn.LayerNorm(SIZE, eps=EPSILON)
        self.before = nn.ModuleList(Gated(step) for step in BEFORE)
        self.look = Look()
        self.after = nn.ModuleList(Gated(step) for step in AFTER)
        self.out = nn.Linear(SIZE, len(LABELS))
        self.dropped = nn.Dropout(DROPPED)

    def forward(self, batch: Batch) -> Tensor:
        """(documents, longest, labels) scores."""
        shape = (*batch.kinds.shape, -1)
        there = (batch.kinds != NO_KIND).unsqueeze(-1)
        alone = self.meanings(batch.words.pieces)
        among = self.among(alone, batch.words.there)
        words = self.dropped(self.words(batch.words.mean(alone))).view(shape)
        context = self.dropped(self.context(batch.words.mean(among))).view(shape)
        signs = self.dropped(self.signs(batch.signs, batch.sign_starts)).view(shape)
        told = words * (batch.kinds == WORD).unsqueeze(-1) + context + signs
        x = self.norm(told + self.kinds(batch.kinds)) * there
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training):
            for layer in self.before:
                x = layer.norm(x + self.dropped(layer(x))) * there
            x = self.look.norm(x + self.dropped(self.look(x, batch.kinds == LINE))) * there
            for layer in self.after:
                x = layer.norm(x + self.dropped(layer(x))) * there
        direct: Tensor = self.direct(batch.signs, batch.sign_starts).view(shape)
        learned: Tensor = self.out(self.dropped(x.float()))
        return learned + direct


class Gated(nn.Module):
    """A gated convolution, and the normalisation after it."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step
        self.taps = nn.Conv1d(SIZE, 2 * SIZE, 3, padding=step, dilation=step)
        self.norm = nn.LayerNorm(SIZE, eps=EPSILON)

    def forward(self, x: Tensor) -> Tensor:
        values, gates = self.taps(x.transpose(1, 2)).transpose(1, 2).chunk(2, -1)
        found: Tensor = values * torch.sigmoid(gates)
        return found


class Look(nn.Module):
    """What the starts of a document's lines say to each of its items, and the normalisation after it."""

    def __init__(self) -> None:
        super().__init__()
        self.queries = nn.Linear(SIZE, SIZE, bias=False)
        self.both = nn.Linear(SIZE, 2 * SIZE, bias=False)
        self.out = nn.Linear(SIZE, SIZE)
        self.norm = nn.LayerNorm(SIZE, eps=EPSILON)

    def forward(self, x: Tensor, starts: Tensor) -> Tensor:
        order = starts.int().argsort(dim=1, descending=True, stable=True)[:, : int(starts.sum(1).max())]
        lines = x.gather(1, order.unsqueeze(-1).expand(-1, -1, SIZE))
        keys, values = self.both(lines).chunk(2, -1)
        heads = (t.unflatten(-1, (HEADS, -1)).transpose(1, 2) for t in (self.queries(x), keys, values))
        there = starts.gather(1, order)[:, None, None, :]
        found = functional.scaled_dot_product_attention(*heads, attn_mask=there)
        told: Tensor = self.out(found.transpose(1, 2).flatten(2))
        return told


def fitted(
    some: Sequence[Example], vocabulary: Vocabulary, *, seed: int = SEED, epochs: int = EPOCHS
) -> Weights:
    """The weights, as the running mean of those on the way (Polyak, Juditsky: Acceleration of Stochastic Approximation by Averaging,
    1992). Raises ValueError when the package's network would not answer the same."""
    torch.set_num_threads(1)  # the same sums everywhere
    torch.manual_seed(seed)
    net = Network(vocabulary, len(names := _signs(some)))
    about = {"documents": str(len(some)), "pieces": str(sum(len(e.labels) for e in some))}
    special = Special(vocabulary.pieces.index("[UNK]"), vocabulary.pieces.index("[CLS]"))
    known = Weights(vocabulary.pieces, tuple(names), _learned(net, special), about)
    read = [Learnt.of(e.document, e.said, e.labels, known) for e in some]
    batches = Batches(
        read, seed, size=BATCH, special=special, hidden=UNREAD_WORDS, unsaid=UNREAD_RULES, swapped=OTHER_NAMES, cut=SOME_LINES
    )  # fmt: skip
    steps = math.ceil(len(some) / BATCH)
    _learn(net, batches, steps, epochs)
    known = replace(known, network=_learned(net, special))
    _check(net, known, some[0], read[0], special)
    return known


def _learn(net: Network, batches: Batches, steps: int, epochs: int) -> None:
    own = [p for p in net.parameters() if p.requires_grad]
    encoder = {id(p) for p in net.among.parameters()}
    parts = [
        {"params": [p for p in own if id(p) in encoder], "lr": ENCODER_RATE},
        {"params": [p for p in own if id(p) not in encoder], "lr": RATE},
    ]
    optimiser = torch.optim.AdamW(parts, weight_decay=DECAY)
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda n: min((n + 1) / (WARM_UP * steps * epochs), max(LAST_RATE, 1 - n / (steps * epochs))),
    )
    mean = [p.detach().clone() for p in own]
    taken = 0
    for epoch in range(epochs):
        lost = 0.0
        for batch in batches:
            lost += _step(net, optimiser, batch)
            rates.step()
            taken += 1
            keep = min(KEPT_MEAN, taken / (taken + 10))
            for kept, now in zip(mean, own, strict=True):
                kept.mul_(keep).add_(now.detach(), alpha=1 - keep)
        print(f"  round {epoch + 1} of {epochs}: {lost / steps:.4f} lost", flush=True)
    for kept, now in zip(mean, own, strict=True):
        now.data.copy_(kept)


def _step(net: Network, optimiser: torch.optim.Optimizer, batch: Batch) -> float:
    net.train()
    scores = net(batch)
    loss = functional.cross_entropy(
        scores.reshape(-1, len(LABELS)), batch.labels.reshape(-1), ignore_index=NO_LABEL
    )
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(net.parameters(), STEEPEST)
    optimiser.step()
    return float(loss.item())


def _signs(some: Sequence[Example]) -> list[str]:
    seen: Counter[str] = Counter()
    for one in some:
        d = one.document
        seen.update({s for part in (*d.about_line, *d.about_run, *d.own) for s in part})
        seen.update({f"r:{label}" for label in one.said})
    return sorted(sign for sign, documents in seen.items() if documents >= FEWEST)


def _learned(net: Network, special: Special) -> Learned:
    return Learned(
        packed_encoder(net.meanings, net.among, special.opening), _of(net.words.weight.T), _of(net.context.weight.T),
        _of(net.context.bias), _of(net.signs.weight), _of(net.direct.weight), _of(net.kinds.weight[:NO_KIND]), _of(net.norm.weight),
        _of(net.norm.bias), _layers(net.before), _look(net.look), _layers(net.after), _of(net.out.weight.T), _of(net.out.bias),
    )  # fmt: skip


def _of(tensor: Tensor) -> NDArray[np.float32]:
    """As it comes back from the file."""
    return tensor.detach().numpy().astype(np.float16).astype(np.float32)


def _layers(some: nn.ModuleList) -> tuple[Layer, ...]:
    return tuple(
        Layer(one.step, _of(one.taps.weight.permute(2, 1, 0)), _of(one.taps.bias), _of(one.norm.weight), _of(one.norm.bias))
        for one in some
    )  # fmt: skip


def _look(one: Look) -> Attention:
    keys, values = one.both.weight.chunk(2)
    return Attention(
        HEADS, _of(one.queries.weight.T), _of(keys.T), _of(values.T), _of(one.out.weight.T), _of(one.out.bias),
        _of(one.norm.weight), _of(one.norm.bias),
    )  # fmt: skip


def _check(net: Network, known: Weights, one: Example, read: Learnt, special: Special) -> None:
    net.eval()
    with torch.no_grad():
        wanted = net(Batch.of([read], special))[0].numpy()
    found = scores(items_of(one.document, one.said, known), known.network)
    apart = float(np.abs(found - wanted).max())
    if apart > CLOSE * float(np.abs(wanted).max()):
        raise ValueError(f"the packed weights answer otherwise than the learned ones: {apart:.3f} apart")
