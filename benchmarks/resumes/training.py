"""Learns the weights of parsers/tagger.py from labelled resumes of yours and from invented ones.

python -m benchmarks.resumes.training --meanings FOLDER [--russian FILE.tar] [--chinese FOLDER] [--labelled FOLDER]... [--made FOLDER]...
    [--hold-out N] [--out FILE.npz]

--meanings: a folder with the vocab.txt and model.safetensors of a language model built like BERT; its word pieces are taken over and its
first layers learned on. --russian: word vectors of navec. --chinese: a folder of LAC with word.dic and model_baseline/word_emb.
--labelled: a folder of documents and *.jsonl files with one object per line, {"file", "name", "jobs": [{"title", "employer", "start", "end"}],
"education": [{"institution", "degree", "start", "end"}]}; dates are "YYYY-MM", "YYYY" or "present", a value may give alternatives
joined with "|". --made: a folder that `python -m benchmarks.resumes --keep` wrote, or one of documents with NAME.truth.json.
--hold-out: learns without every N-th labelled document and prints how those are read, by the rules alone and with the network.
--out: learns from all of them and writes the weights. Needs `pip install torch safetensors onnx`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.resumes.fitting import example, fitted
from benchmarks.resumes.packing import packed
from benchmarks.resumes.samples import held_out, labelled_files, made_files, samples, scored
from benchmarks.resumes.vocabulary import Vocabulary


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.resumes.training")
    parser.add_argument("--meanings", type=Path, required=True)
    parser.add_argument("--russian", type=Path)
    parser.add_argument("--chinese", type=Path)
    parser.add_argument("--labelled", type=Path, action="append", default=[])
    parser.add_argument("--made", type=Path, action="append", default=[])
    parser.add_argument("--hold-out", type=int, default=0)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    real = [one for folder in options.labelled for one in samples(labelled_files(folder))]
    made = [one for folder in options.made for one in samples(made_files(folder))]
    vocabulary = Vocabulary.of(options.meanings, options.russian, options.chinese)
    print(f"{len(real)} labelled documents, {len(made)} invented ones", flush=True)
    if options.hold_out:
        known, left_out = held_out(real, options.hold_out)
        weights = fitted([example(one) for one in (*known, *made)], vocabulary)
        print(*scored(left_out, weights), sep="\n", flush=True)
    if options.out:
        options.out.write_bytes(packed(fitted([example(one) for one in (*real, *made)], vocabulary)))


if __name__ == "__main__":
    main()
