"""The transformer of Stable Audio 3 in PyTorch, from a checkpoint's own names: small, and medium with its differential attention.

Layers as the official code has them (stable_audio_3/models/dit.py, models/transformer.py), attention by scaled_dot_product_attention, rotary
tables computed once. check.py compares it with recordings of the official code.
"""
import math

import torch
from torch import nn
from torch.nn import functional as F

# The angles of the features reach 62 832 radians, where float32 has four thousandths: each product is rounded as the reference rounds it.
FREQUENCIES = torch.exp(torch.linspace(0, 1, 128) * math.log(10000 / 0.5) + math.log(0.5))


def features(x):
    """[cos, sin] of numbers [batch]: the timestep's and the seconds'."""
    angles = x.float()[:, None] * FREQUENCIES * 2 * torch.pi
    return torch.cat([angles.cos(), angles.sin()], dim=-1)


def perceptron(inputs, width, outputs, bias):
    return nn.Sequential(nn.Linear(inputs, width, bias=bias), nn.SiLU(), nn.Linear(width, outputs, bias=bias))


def turned(x, turns):
    """The first dimensions of every head are rotated, in halves; the others stay."""
    cos, sin = turns
    moving, still = x[..., : cos.shape[-1]], x[..., cos.shape[-1] :]
    a, b = moving.chunk(2, dim=-1)
    return torch.cat([moving * cos + torch.cat([-b, a], dim=-1) * sin, still], dim=-1)


class Norm(nn.Module):
    def __init__(self, width, eps):
        super().__init__()
        self.gamma, self.eps = nn.Parameter(torch.ones(width)), eps

    def forward(self, x):
        return F.rms_norm(x, x.shape[-1:], self.gamma, self.eps)


class Attention(nn.Module):
    """With two pairs of queries and keys for one list of values, what the second pair sees is taken from what the first sees."""

    def __init__(self, width, head, pairs, crossing):
        super().__init__()
        self.head, self.pairs, self.crossing = head, pairs, crossing
        if crossing:
            self.to_q = nn.Linear(width, pairs * width, bias=False)
            self.to_kv = nn.Linear(width, (pairs + 1) * width, bias=False)
        else:
            self.to_qkv = nn.Linear(width, (2 * pairs + 1) * width, bias=False)
        self.to_out = nn.Linear(width, width, bias=False)
        self.q_norm, self.k_norm = Norm(head, 1e-6), Norm(head, 1e-6)

    def projected(self, x, context):
        if self.crossing:
            *keys, values = self.to_kv(context).chunk(self.pairs + 1, dim=-1)
            return self.to_q(x).chunk(self.pairs, dim=-1), keys, values
        queries, keys, values, *second = self.to_qkv(x).chunk(2 * self.pairs + 1, dim=-1)
        return [queries, *second[:1]], [keys, *second[1:]], values

    def forward(self, x, context, turns):
        def heads(y):
            return y.unflatten(-1, (-1, self.head)).transpose(1, 2)

        queries, keys, values = self.projected(x, context)
        seen = []
        for q, k in zip(queries, keys):
            q, k = self.q_norm(heads(q)), self.k_norm(heads(k))
            if not self.crossing:
                q, k = turned(q, turns), turned(k, turns)
            seen.append(F.scaled_dot_product_attention(q, k, heads(values)))
        answer = seen[0] if self.pairs == 1 else seen[0] - seen[1]
        return self.to_out(answer.transpose(1, 2).flatten(2))


class Gated(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.proj = nn.Linear(inputs, 2 * outputs)

    def forward(self, x):
        values, gate = self.proj(x).chunk(2, dim=-1)
        return values * F.silu(gate)


class FeedForward(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.ff = nn.Sequential(Gated(width, 4 * width), nn.Identity(), nn.Linear(4 * width, width))

    def forward(self, x):
        return self.ff(x)


class Block(nn.Module):
    def __init__(self, width, head, pairs, local):
        super().__init__()
        self.to_scale_shift_gate = nn.Parameter(torch.zeros(6 * width))
        self.pre_norm, self.cross_attend_norm, self.ff_norm = (Norm(width, 1e-5) for _ in range(3))
        self.self_attn, self.cross_attn = (Attention(width, head, pairs, crossing) for crossing in (False, True))
        self.ff = FeedForward(width)
        self.to_local_embed = perceptron(local, width, width, True)

    def forward(self, x, context, told, local, memory, turns):
        scale, shift, gate, ff_scale, ff_shift, ff_gate = (self.to_scale_shift_gate + told)[:, None].chunk(6, dim=-1)
        x = x + torch.sigmoid(1 - gate) * self.self_attn(self.pre_norm(x) * (1 + scale) + shift, context, turns)
        x = x + self.cross_attn(self.cross_attend_norm(x), context, turns)
        x = torch.cat([x[:, :memory], x[:, memory:] + self.to_local_embed(local)], dim=1)
        return x + torch.sigmoid(1 - ff_gate) * self.ff(self.ff_norm(x) * (1 + ff_scale) + ff_shift)


class Blocks(nn.Module):
    def __init__(self, channels, width, depth, head, pairs, local, memory):
        super().__init__()
        self.memory_tokens = nn.Parameter(torch.zeros(memory, width))
        self.project_in, self.project_out = nn.Linear(channels, width, bias=False), nn.Linear(width, channels, bias=False)
        self.global_cond_embedder = perceptron(width, width, 6 * width, True)
        self.layers = nn.ModuleList(Block(width, head, pairs, local) for _ in range(depth))
        self.rotated = max(head // 2, 32)

    def forward(self, x, context, told, local):
        memory = self.memory_tokens.shape[0]
        y = torch.cat([self.memory_tokens.expand(x.shape[0], -1, -1), self.project_in(x)], dim=1)
        told = self.global_cond_embedder(told)
        steps = 10000 ** (-torch.arange(0, self.rotated, 2) / self.rotated)
        angles = (torch.arange(y.shape[1])[:, None] * steps).repeat(1, 2)
        turns = angles.cos().to(y.dtype), angles.sin().to(y.dtype)
        for layer in self.layers:
            y = layer(y, context, told, local, memory, turns)
        return self.project_out(y[:, memory:])


class Transformer(nn.Module):
    """v of x [batch, channels, frames] at features of t, tokens, seconds [batch, conditioning], and what is given of the sound."""

    def __init__(self, config):
        super().__init__()
        channels, width, told = config["io_channels"], config["embed_dim"], config["cond_token_dim"]
        pairs = 2 if config["attn_kwargs"].get("differential") else 1
        head = width // config["num_heads"]
        self.to_timestep_embed = perceptron(256, width, width, True)
        self.to_cond_embed = perceptron(told, width, width, False)
        self.to_global_embed = perceptron(config["global_cond_dim"], width, width, False)
        self.preprocess_conv, self.postprocess_conv = (nn.Conv1d(channels, channels, 1, bias=False) for _ in range(2))
        self.transformer = Blocks(
            channels, width, config["depth"], head, pairs, config["local_add_cond_dim"], config["num_memory_tokens"]
        )

    def forward(self, x, time, tokens, seconds, local):
        told = self.to_global_embed(seconds) + self.to_timestep_embed(time)
        y = (self.preprocess_conv(x) + x).transpose(1, 2)
        answer = self.transformer(y, self.to_cond_embed(tokens), told, local.transpose(1, 2)).transpose(1, 2)
        return self.postprocess_conv(answer) + answer
