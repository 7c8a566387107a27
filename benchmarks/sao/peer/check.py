"""Compares the modules beside it with recordings of the official code, part by part, each within the recording's own tolerance.

usage: python benchmarks/sao/peer/check.py [FIXTURE ...]     (default: fixtures/tiny-sa3-small fixtures/tiny-sa3-medium)
"""
import json, os, sys

import torch
import transformers
from safetensors.torch import load_file

import sa3, sa3_checkpoint

torch.set_grad_enabled(False)
# Not that the decoder, which is in the file as well, is left out.
transformers.logging.set_verbosity_error()


def parts(folder, expected):
    """Names of what is recorded, and what the modules make of the recorded inputs."""
    transformer = sa3_checkpoint.transformer(folder)
    tokens, seconds = expected["cond.cross_attn"], expected["cond.global"]
    nothing = torch.zeros_like(expected["inpaint.local_add_cond"])

    def answer(x, t, local=None, rows=slice(None)):
        local = torch.zeros(*x.shape[:1], nothing.shape[1], x.shape[2]) if local is None else local
        return transformer(x, sa3.features(t), tokens[rows], seconds[rows], local)

    x, mixed = expected["dit.x"], expected["dit.t"]
    yield "expo.features", sa3.features(expected["expo.t"])
    yield "number.seconds_total", sa3_checkpoint.seconds(folder, torch.tensor(expected["json"]["seconds"]))
    for i, t in enumerate(expected["json"]["dit_t"]):
        yield f"dit.t{i}.out", answer(x, torch.full((2,), t))
    yield "dit.mixed.out", answer(x, mixed)
    yield "dit.inpaint.out", answer(x, mixed, expected["inpaint.local_add_cond"])
    for length in expected["json"]["lengths"]:
        yield f"dit.len{length}.out", answer(expected[f"dit.len{length}.x"], mixed[:1], rows=slice(0, 1))
    decoder, encoder = sa3_checkpoint.decoder(folder), sa3_checkpoint.encoder(folder)
    yield "ae.decoded", decoder(expected["ae.z"])
    yield "ae.odd_decoded", decoder(expected["ae.odd_z"])
    yield "ae.long_decoded_whole", decoder(expected["ae.long_z"])
    yield "ae.latent", encoder(expected["ae.audio"])
    yield "ae.odd_latent", encoder(expected["ae.odd_audio"])
    ids, mask = expected["t5gemma.input_ids"].long(), expected["t5gemma.attention_mask"]
    hidden = sa3_checkpoint.text(folder)(input_ids=ids, attention_mask=mask).last_hidden_state
    kept = mask[..., None].bool()
    yield "t5gemma.last_hidden_state", torch.where(kept, hidden, 0)
    yield "t5gemma.prompt_embedding", torch.where(kept, hidden, sa3_checkpoint.padding(folder))


def compared(fixture):
    recorded = load_file(os.path.join(fixture, "expected.safetensors"))
    with open(os.path.join(fixture, "expected.json")) as file:
        recorded["json"] = json.load(file)
    failed = 0
    for name, made in parts(os.path.join(fixture, "checkpoint"), recorded):
        expected, allowed = recorded[name], recorded["json"]["tolerance_of_largest"][name]
        apart = ((made - expected).abs().max() / expected.abs().max()).item() if made.shape == expected.shape else float("inf")
        failed += not apart <= allowed
        print(f"{'ok  ' if apart <= allowed else 'FAIL'} {name:28} {apart:.1e} of {allowed:.0e} allowed")
    return failed


fixtures = sys.argv[1:] or [os.path.join(os.path.dirname(__file__), "../../../fixtures", f"tiny-sa3-{size}") for size in ("small", "medium")]
failures = 0
for fixture in fixtures:
    print(os.path.normpath(fixture))
    failures += compared(fixture)
print(f"{failures} of the parts differ" if failures else "every part is within its tolerance")
sys.exit(min(failures, 1))
