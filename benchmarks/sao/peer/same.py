"""SAME, the autoencoder of Stable Audio 3, in PyTorch, from a checkpoint's own names: SAME-S in chunks, SAME-L in a sliding window.

Layers as the official code has them (stable_audio_3/models/autoencoders.py), without the noise that it adds at inference. The window's
attention runs in blocks of queries, each with the keys that it can see: diffusers masks the whole square instead, which grows with the
square of the length. check.py compares both with recordings of the official code.
"""
import torch
from torch import nn
from torch.nn import functional as F

from sa3 import Gated, turned

# Latents whose queries make one block of the window's attention: more work masked away, but larger products.
TOGETHER = 4


class DynamicTanh(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.alpha, self.gamma, self.beta = nn.Parameter(torch.ones(1)), nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width))

    def forward(self, x):
        return self.gamma * torch.tanh(self.alpha * x) + self.beta


class Whole:
    """Every position sees every other of its chunk, which is an item of the batch."""

    def attention(self, q, k, v):
        return F.scaled_dot_product_attention(q, k, v)


class Window:
    """A position sees those at most `reach` away. Blocks of queries see their own keys and `reach` to each side."""

    def __init__(self, length, reach, dtype):
        self.reach, self.block = reach, TOGETHER * reach
        self.blocks = -(-length // self.block)
        query = torch.arange(self.blocks * self.block).view(self.blocks, 1, self.block, 1)
        key = (torch.arange(self.block + 2 * reach) - reach).view(1, 1, 1, -1) + query[:, :, :1]
        seen = ((query - key).abs() <= reach) & (key >= 0) & (key < length)
        # A query behind the end sees something too, or its softmax would have no sum; it is cut off.
        self.mask = torch.where(seen | (query >= length), 0.0, float("-inf")).to(dtype)

    def attention(self, q, k, v):
        batch, heads, length, head = q.shape
        behind = self.blocks * self.block - length

        def queries(x):
            return F.pad(x, (0, 0, 0, behind)).view(batch, heads, self.blocks, self.block, head)

        def sides(x):
            padded = F.pad(x, (0, 0, self.reach, behind + self.reach))
            return padded.unfold(2, self.block + 2 * self.reach, self.block).transpose(-1, -2)

        def flat(x):
            return x.permute(0, 2, 1, 3, 4).flatten(0, 1)

        seen = F.scaled_dot_product_attention(flat(queries(q)), flat(sides(k)), flat(sides(v)), attn_mask=self.mask)
        return seen.unflatten(0, (batch, self.blocks)).transpose(1, 2).flatten(2, 3)[:, :, :length]


class Attention(nn.Module):
    def __init__(self, width, head):
        super().__init__()
        self.head = head
        self.to_qkv, self.to_out = nn.Linear(width, 5 * width, bias=False), nn.Linear(width, width, bias=False)
        self.q_norm, self.k_norm = DynamicTanh(head), DynamicTanh(head)

    def forward(self, x, place, turns):
        q, k, v, q2, k2 = (y.unflatten(-1, (-1, self.head)).transpose(1, 2) for y in self.to_qkv(x).chunk(5, dim=-1))
        q, k, q2, k2 = (turned(norm(y), turns) for norm, y in ((self.q_norm, q), (self.k_norm, k), (self.q_norm, q2), (self.k_norm, k2)))
        return self.to_out((place.attention(q, k, v) - place.attention(q2, k2, v)).transpose(1, 2).flatten(2))


class SineGated(Gated):
    def forward(self, x):
        values, gate = self.proj(x).chunk(2, dim=-1)
        return values * torch.sin(torch.pi * gate)


class FeedForward(nn.Module):
    def __init__(self, width, sine):
        super().__init__()
        self.ff = nn.Sequential((SineGated if sine else Gated)(width, 3 * width), nn.Identity(), nn.Linear(3 * width, width))

    def forward(self, x):
        return self.ff(x)


class Block(nn.Module):
    def __init__(self, width, head, sine):
        super().__init__()
        self.pre_norm, self.ff_norm = DynamicTanh(width), DynamicTanh(width)
        self.self_attn, self.ff = Attention(width, head), FeedForward(width, sine)

    def forward(self, x, place, turns):
        x = x + self.self_attn(self.pre_norm(x), place, turns)
        return x + self.ff(self.ff_norm(x))


def turns(length, rotated, dtype):
    angles = (torch.arange(length)[:, None] * 10000 ** (-torch.arange(0, rotated, 2) / rotated)).repeat(1, 2)
    return angles.cos().to(dtype), angles.sin().to(dtype)


class Resampling(nn.Module):
    """Groups of `stride` patches and one latent, with the new tokens in place of what is to be made."""

    def __init__(self, config, inputs, outputs, width, kernel, new):
        super().__init__()
        (stride,), (depth,) = config["strides"], config["transformer_depths"]
        (sines,) = config.get("sinusoidal_blocks", [0])
        self.stride, self.new, self.rotated = stride, new, max(config["dim_heads"] // 2, 32 if config["dim_heads"] >= 32 else 0)
        self.chunk, self.window = config.get("chunk_size"), config.get("sliding_window")
        self.mapping = nn.utils.weight_norm(nn.Conv1d(inputs, outputs, kernel, padding=kernel // 2))
        self.new_tokens = nn.Parameter(torch.zeros(1, 1, width))
        self.transformers = nn.ModuleList(Block(width, config["dim_heads"], depth - i < sines) for i in range(depth))

    def through(self, x, blocks, place, turns):
        for block in blocks:
            x = block(x, place, turns)
        return x

    def inChunks(self, x):
        """The second half of the blocks sees chunks that begin in the middle of those of the first."""
        batch, length, width = x.shape
        size = self.chunk + self.chunk // self.stride
        shift, half = size // 2, len(self.transformers) // 2
        table = turns(size, self.rotated, x.dtype)
        x = self.through(x.reshape(-1, size, width), self.transformers[:half], Whole(), table).reshape(batch, length, width)
        wide = torch.cat([x[:, :shift], x, x[:, -shift:]], dim=1)
        wide = self.through(wide.reshape(-1, size, width), self.transformers[half:], Whole(), table)
        return wide.reshape(batch, length + 2 * shift, width)[:, shift : shift + length]

    def transformed(self, x):
        """Of groups [batch, groups, stride + 1, width]."""
        flat = x.flatten(1, 2)
        if self.chunk:
            y = self.inChunks(flat)
        else:
            place = Window(flat.shape[1], self.window[0] * (self.stride + 1), flat.dtype)
            y = self.through(flat, self.transformers, place, turns(flat.shape[1], self.rotated, flat.dtype))
        return y.view(x.shape)


class Downwards(Resampling):
    """Patches [batch, channels, length] to [batch, width, latents]."""

    def forward(self, x):
        x = F.pad(x, (0, -x.shape[-1] % (self.chunk or self.stride)))
        x = self.mapping(x).transpose(1, 2)
        groups = x.unflatten(1, (-1, self.stride))
        new = self.new_tokens.expand(groups.shape[0], groups.shape[1], 1, -1)
        return self.transformed(torch.cat([groups, new], dim=2))[:, :, -1].transpose(1, 2)


class Upwards(Resampling):
    """[batch, width, latents] to patches [batch, channels, 16 for each latent]."""

    def forward(self, x):
        x = F.pad(x, (0, -x.shape[-1] % (self.chunk // self.stride if self.chunk else 1)))
        groups = x.transpose(1, 2)[:, :, None]
        new = self.new_tokens.expand(groups.shape[0], groups.shape[1], self.stride, -1)
        return self.mapping(self.transformed(torch.cat([groups, new], dim=2))[:, :, 1:].flatten(1, 2).transpose(1, 2))


class Turned(nn.Linear):
    """A linear layer along channels."""

    def forward(self, x):
        return super().forward(x.transpose(1, 2)).transpose(1, 2)


class Bottleneck(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.scaling_factor, self.bias = nn.Parameter(torch.ones(1, channels, 1)), nn.Parameter(torch.zeros(1, channels, 1))
        self.running_std = nn.Parameter(torch.ones(1))


class Decoder(nn.Module):
    """Sound [batch, 2, samples] of latents [batch, channels, frames]."""

    def __init__(self, config):
        super().__init__()
        own, channels = config["decoder"]["config"], config["latent_dim"]
        width = own["channels"] * own["c_mults"][0]
        self.bottleneck = Bottleneck(channels)
        self.decoder = nn.Module()
        up = Upwards(own, width, own["out_channels"], width, 3 if own.get("conv_mapping") else 1, own["strides"][0])
        self.decoder.layers = nn.ModuleList([nn.Identity(), Turned(channels, width), nn.Identity(), up])
        self.sides = config["io_channels"]

    def forward(self, z):
        x = z * self.bottleneck.running_std
        for layer in self.decoder.layers:
            x = layer(x)
        return x.unflatten(1, (self.sides, -1)).transpose(2, 3).flatten(2)


class Encoder(nn.Module):
    """Latents of sound [batch, 2, samples]; what is missing of the last patch is silence."""

    def __init__(self, config):
        super().__init__()
        own, channels = config["encoder"]["config"], config["latent_dim"]
        width = own["channels"] * own["c_mults"][0]
        self.bottleneck = Bottleneck(channels)
        self.encoder = nn.Module()
        down = Downwards(own, own["in_channels"], width, width, 1, 1)
        self.encoder.layers = nn.ModuleList([down, nn.Identity(), Turned(width, channels)])
        self.patch = config["pretransform"]["config"]["patch_size"]

    def forward(self, audio):
        x = F.pad(audio, (0, -audio.shape[-1] % self.patch)).unflatten(2, (-1, self.patch)).transpose(2, 3).flatten(1, 2)
        for layer in self.encoder.layers:
            x = layer(x)
        return (x * self.bottleneck.scaling_factor + self.bottleneck.bias) / self.bottleneck.running_std
