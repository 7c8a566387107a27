"""The models that are measured: their parts as modules of tensors alone, and how a call of one is made from a latent and a noise level."""
import os

import torch
from diffusers import AutoencoderOobleck, StableAudioDiTModel
from diffusers.models.embeddings import get_1d_rotary_pos_embed
from torch import nn
from transformers import T5Config, T5EncoderModel

import sa3, sa3_checkpoint, small

SCALE = 7.0


class Of(nn.Module):
    """A module of another library, as a function of tensors."""

    def __init__(self, model, work):
        super().__init__()
        self.model, self.work = model, work

    def forward(self, *tensors):
        return self.work(self.model, *tensors)


def base():
    return T5EncoderModel(T5Config(d_model=768, d_kv=64, d_ff=3072, num_heads=12, num_layers=12, vocab_size=32128))


def guided(model, rows, time, tokens, seconds, cos, sin):
    return model(
        rows, time, encoder_hidden_states=tokens, global_hidden_states=seconds, rotary_embedding=(cos, sin), return_dict=False
    )[0]


class StableAudioOpen:
    """1.0. The defaults of diffusers are its own, and T5 is t5-base; the weights are random and are made once."""

    channels, samples, prompt, convolutions = 64, 2048, 128, True
    networks = {
        "transformer": (StableAudioDiTModel, lambda: StableAudioDiTModel()),
        "vae": (AutoencoderOobleck, lambda: AutoencoderOobleck()),
        "text_encoder": (T5EncoderModel, base),
    }

    def __init__(self, folder):
        self.folder = folder

    def prepare(self):
        """A folder is written under another name first, so that one that is there is whole."""
        for name, (_, make) in self.networks.items():
            path = os.path.join(self.folder, name)
            if not os.path.exists(path):
                make().save_pretrained(path + ".part")
                os.rename(path + ".part", path)

    def loaded(self, name, dtype):
        return self.networks[name][0].from_pretrained(os.path.join(self.folder, name), torch_dtype=dtype).eval()

    def module(self, part, dtype):
        if part == "text":
            return Of(self.loaded("text_encoder", dtype), lambda model, ids: model(input_ids=ids).last_hidden_state)
        if part == "decoder":
            return Of(self.loaded("vae", dtype), lambda model, z: model.decode(z).sample)
        if part == "encoder":
            return Of(self.loaded("vae", dtype), lambda model, audio: model.encode(audio).latent_dist.mode())
        return self.transformer(dtype)

    def transformer(self, dtype):
        return Of(self.loaded("transformer", dtype), guided)

    def inputs(self, part, frames, batch=1):
        if part == "text":
            return (torch.randint(1, 32000, (1, self.prompt)),)
        if part == "decoder":
            return (torch.randn(1, self.channels, frames),)
        if part == "encoder":
            return (torch.randn(1, 2, self.samples * frames) / 10,)
        return self.told(torch.randn(batch, self.channels, frames), 0.5)

    def told(self, x, t):
        """Both branches in one batch, as StableAudioPipeline makes it."""
        batch, _, frames = x.shape
        tokens = torch.cat([torch.zeros(batch, 130, 768), torch.randn(batch, 130, 768)])
        rotary = get_1d_rotary_pos_embed(32, frames + 1, use_real=True, repeat_interleave_real=False)
        return torch.cat([x, x]), torch.full((2 * batch,), t), tokens, torch.randn(2 * batch, 1, 1536), *rotary

    def velocity(self, run, x, t):
        without, with_prompt = run(*self.told(x, t)).chunk(2)
        return without + SCALE * (with_prompt - without)

    def clip(self, run, frames, steps):
        """Euler from sigma 500 to 0.3 and 0."""
        last = max(1, steps - 1)
        sigmas = [500 * (0.3 / 500) ** (i / last) for i in range(steps)] + [0.0]
        x = torch.randn(1, self.channels, frames) * sigmas[0]
        for sigma, following in zip(sigmas, sigmas[1:]):
            root = (sigma**2 + 1) ** 0.5
            v = self.velocity(run, x / root, torch.atan(torch.tensor(sigma)).item() * 2 / torch.pi)
            denoised = x / root**2 - v * sigma / root
            x = x + (x - denoised) / sigma * (following - sigma)
        return x


class Small(StableAudioOpen):
    """stable-audio-open-small, without guidance; its T5 and its autoencoder are 1.0's."""

    prompt = 64
    networks = {**StableAudioOpen.networks, "transformer": (small.SmallTransformer,) * 2}

    def transformer(self, dtype):
        return self.networks["transformer"][0].from_pretrained(os.path.join(self.folder, "transformer")).to(dtype).eval()

    def told(self, x, t):
        batch = x.shape[0]
        return x, torch.full((batch,), t), torch.randn(batch, 65, 768), torch.randn(batch, 768)

    def velocity(self, run, x, t):
        return run(*self.told(x, t))

    def times(self, steps):
        """The list of stable-audio-tools' sample_rf from pure noise."""
        t = torch.sigmoid(-torch.linspace(-6, 2, steps + 1))
        t[0], t[-1] = 1, 0
        return t.tolist()

    def clip(self, run, frames, steps):
        """Ping-pong: an estimate, and as much new noise as the next level has."""
        x, levels = torch.randn(1, self.channels, frames), self.times(steps)
        for t, following in zip(levels, levels[1:]):
            estimate = x - t * self.velocity(run, x, t)
            x = (1 - following) * estimate + following * torch.randn_like(x)
        return x


class StableAudio3(Small):
    """Small and medium, from the very files that ours are read from."""

    channels, samples, prompt, convolutions = 256, 4096, 256, False

    def prepare(self):
        return None

    def module(self, part, dtype):
        if part == "text":
            return Of(
                sa3_checkpoint.text(self.folder, dtype),
                lambda model, ids, mask: model(input_ids=ids, attention_mask=mask).last_hidden_state,
            )
        return getattr(sa3_checkpoint, part)(self.folder, dtype)

    def inputs(self, part, frames, batch=1):
        if part == "text":
            return torch.randint(300, 700, (1, self.prompt)), (torch.arange(self.prompt) < 17).long()[None]
        return super().inputs(part, frames, batch)

    def told(self, x, t):
        batch, _, frames = x.shape
        tokens, seconds = torch.randn(batch, self.prompt + 1, 768), torch.randn(batch, 768)
        return x, sa3.features(torch.full((batch,), t)), tokens, seconds, torch.zeros(batch, self.channels + 1, frames)

    def times(self, steps):
        """The official schedule: log-SNR from 1 to 0, whose ends are exact."""
        t = torch.sigmoid(8.2 * torch.linspace(1, 0, steps + 1) - 2)
        t[0], t[-1] = 1, 0
        return t.tolist()


KINDS = {"1.0": StableAudioOpen, "small": Small, "sa3-small": StableAudio3, "sa3-medium": StableAudio3}
