"""The transformer of Stable Audio Open Small in PyTorch, at its real size: what diffusers does not have.

Layers, norms and attention (scaled_dot_product_attention) as stable-audio-tools has them (models/dit.py, models/transformer.py), with
rotary tables computed once and without what the model does not use. It is timed, not listened to: its weights are random.
"""
import os

import torch
from torch import nn
from torch.nn import functional as F

WIDTH, DEPTH, HEADS, CHANNELS, TOLD, FEATURES, ROTATED = 1024, 16, 8, 64, 768, 256, 64


def heads(x):
    return x.unflatten(-1, (HEADS, -1)).transpose(1, 2)


def rotated(x, cos, sin):
    turning, still = x[..., :ROTATED], x[..., ROTATED:]
    a, b = turning.chunk(2, dim=-1)
    return torch.cat([turning * cos + torch.cat([-b, a], dim=-1) * sin, still], dim=-1)


class Attention(nn.Module):
    def __init__(self, crossing):
        super().__init__()
        self.crossing = crossing
        self.query = nn.Linear(WIDTH, WIDTH, bias=False) if crossing else None
        self.rest = nn.Linear(WIDTH, (2 if crossing else 3) * WIDTH, bias=False)
        self.out = nn.Linear(WIDTH, WIDTH, bias=False)
        self.query_norm = nn.LayerNorm(WIDTH // HEADS, eps=1e-6)
        self.key_norm = nn.LayerNorm(WIDTH // HEADS, eps=1e-6)

    def forward(self, x, context, cos, sin):
        if self.crossing:
            q, (k, v) = self.query(x), self.rest(context).chunk(2, dim=-1)
        else:
            q, k, v = self.rest(x).chunk(3, dim=-1)
        q, k, v = self.query_norm(heads(q)), self.key_norm(heads(k)), heads(v)
        if not self.crossing:
            q, k = rotated(q, cos, sin), rotated(k, cos, sin)
        return self.out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in range(3))
        self.own, self.cross = Attention(False), Attention(True)
        self.up, self.down = nn.Linear(WIDTH, 8 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x, context, cos, sin):
        x = x + self.own(self.norms[0](x), context, cos, sin)
        x = x + self.cross(self.norms[1](x), context, cos, sin)
        values, gate = self.up(self.norms[2](x)).chunk(2, dim=-1)
        return x + self.down(values * F.silu(gate))


def embedding(told, bias=False):
    return nn.Sequential(nn.Linear(told, WIDTH, bias=bias), nn.SiLU(), nn.Linear(WIDTH, WIDTH, bias=bias))


class SmallTransformer(nn.Module):
    """v of x [batch, 64, frames] at t [batch], told tokens [batch, 65, 768] and seconds [batch, 768]."""

    def __init__(self):
        super().__init__()
        self.frequencies = nn.Parameter(torch.randn(FEATURES // 2))
        self.time, self.text, self.seconds = embedding(FEATURES, True), embedding(TOLD), embedding(TOLD)
        self.before, self.after = (nn.Conv1d(CHANNELS, CHANNELS, 1, bias=False) for _ in range(2))
        self.inward, self.outward = nn.Linear(CHANNELS, WIDTH, bias=False), nn.Linear(WIDTH, CHANNELS, bias=False)
        self.blocks = nn.ModuleList(Block() for _ in range(DEPTH))

    def forward(self, x, t, tokens, seconds):
        angles = 2 * torch.pi * t[:, None] * self.frequencies
        first = self.seconds(seconds) + self.time(torch.cat([angles.cos(), angles.sin()], dim=-1))
        y = self.inward((self.before(x) + x).transpose(1, 2))
        y = torch.cat([first[:, None], y], dim=1)
        turns = torch.outer(torch.arange(y.shape[1]), 10000 ** (-torch.arange(0, ROTATED, 2) / ROTATED)).repeat(1, 2)
        cos, sin = turns.cos().to(y.dtype), turns.sin().to(y.dtype)
        context = self.text(tokens)
        for block in self.blocks:
            y = block(y, context, cos, sin)
        answer = self.outward(y[:, 1:]).transpose(1, 2)
        return self.after(answer) + answer

    def save_pretrained(self, folder):
        os.makedirs(folder)
        torch.save(self.state_dict(), os.path.join(folder, "weights.pt"))

    @classmethod
    def from_pretrained(cls, folder):
        """The weights stay in their file until they are used, as diffusers has it."""
        with torch.device("meta"):
            model = cls()
        model.load_state_dict(torch.load(os.path.join(folder, "weights.pt"), mmap=True), assign=True)
        return model
