"""Stable Audio Open in PyTorch (diffusers, transformers; the small transformer is small.py), fp32, one part for each process. Prints JSON.

Install: pip install torch==2.13.0 diffusers==0.42.1 transformers==5.24.0 accelerate==1.15.0
usage: peer.py PART FOLDER JOB      (PART prepare writes random weights of the real size to FOLDER, once, and prints the versions)
"""
import json, os, sys, time

os.environ["HF_HUB_OFFLINE"] = "1"
try:
    import torch, diffusers, transformers, accelerate  # accelerate: without it diffusers fills its models with random numbers first
    from diffusers import AutoencoderOobleck, StableAudioDiTModel
    from diffusers.models.embeddings import get_1d_rotary_pos_embed
    from transformers import T5Config, T5EncoderModel
    import small
except ImportError as error:
    install = next(line for line in __doc__.splitlines() if line.startswith("Install: "))
    sys.exit(f"{error}; {install}")

PART, FOLDER, JOB = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
SMALL = JOB["kind"] == "small"
TOKENS, SCALE, SIGMA, PROMPT = 130, 7.0, 10.0, 64 if SMALL else 128
torch.set_num_threads(JOB["threads"])
torch.set_grad_enabled(False)
torch.manual_seed(456)

# The defaults of diffusers are Stable Audio Open's; T5 is t5-base. diffusers has no transformer of the small model.
NETWORKS = {
    "transformer": (small.SmallTransformer,) * 2 if SMALL else (StableAudioDiTModel, lambda: StableAudioDiTModel()),
    "vae": (AutoencoderOobleck, lambda: AutoencoderOobleck()),
    "text_encoder": (
        T5EncoderModel,
        lambda: T5EncoderModel(T5Config(d_model=768, d_kv=64, d_ff=3072, num_heads=12, num_layers=12, vocab_size=32128)),
    ),
}


def prepare():
    """A folder is written under another name first, so that one that is there is whole."""
    for name, (_, make) in NETWORKS.items():
        path = os.path.join(FOLDER, name)
        if not os.path.exists(path):
            print(f"{path}: random weights", file=sys.stderr)
            make().save_pretrained(path + ".part")
            os.rename(path + ".part", path)
    return {"torch": torch.__version__, "diffusers": diffusers.__version__, "transformers": transformers.__version__}


def load(name):
    return NETWORKS[name][0].from_pretrained(os.path.join(FOLDER, name)).eval()


def calling(transformer, frames, batch=1):
    """A call of the model as it is sampled: the small one without guidance."""
    return small.answers(transformer, batch) if SMALL else guided(transformer, frames, batch)


def guided(transformer, frames, batch):
    """A guided call: both branches in one batch, as StableAudioPipeline makes it, and the estimate that v stands for."""
    tokens = torch.cat([torch.zeros(batch, TOKENS, 768), torch.randn(batch, TOKENS, 768)])
    seconds = torch.randn(2 * batch, 1, 1536)
    rotary = get_1d_rotary_pos_embed(32, frames + 1, use_real=True, repeat_interleave_real=False)

    def denoised(x, sigma):
        root = (sigma**2 + 1) ** 0.5
        time = torch.full((2 * batch,), torch.atan(torch.tensor(sigma)).item() * 2 / torch.pi)
        rows = torch.cat([x, x]) / root
        answer = transformer(
            rows, time, encoder_hidden_states=tokens, global_hidden_states=seconds, rotary_embedding=rotary, return_dict=False
        )[0]
        without, with_prompt = answer.chunk(2)
        v = without + SCALE * (with_prompt - without)
        return x / root**2 - v * sigma / root

    return denoised


def ids():
    return torch.randint(1, 32000, (1, PROMPT))


def timed(work):
    samples = []
    for i in range(JOB["runs"] + 1):
        start = time.perf_counter()
        work()
        if i > 0:
            samples.append(time.perf_counter() - start)
    return samples


def dit():
    frames, batch = JOB["frames"], JOB["batch"]
    start = time.perf_counter()
    denoised = calling(load("transformer"), frames, batch)
    loaded = time.perf_counter() - start
    x = torch.randn(batch, 64, frames)
    return {"load": loaded, "samples": [seconds / batch for seconds in timed(lambda: denoised(x, SIGMA))]}


def t5():
    start = time.perf_counter()
    encoder = load("text_encoder")
    loaded = time.perf_counter() - start
    prompt = ids()
    return {"load": loaded, "samples": timed(lambda: encoder(prompt))}


def autoencoder(work):
    start = time.perf_counter()
    vae = load("vae")
    loaded = time.perf_counter() - start
    return {"load": loaded, "samples": timed(lambda: work(vae))}


def decode():
    latent = torch.randn(1, 64, JOB["frames"])
    return autoencoder(lambda vae: vae.decode(latent))


def encode():
    audio = torch.randn(1, 2, 2048 * JOB["frames"]) / 10
    return autoencoder(lambda vae: vae.encode(audio).latent_dist.mode())


def clip():
    """Text, Euler from sigma 500 to 0.3 and 0 (the small model: ping-pong from noise), sound; its samples leave the loading out."""
    encoder, transformer, vae = load("text_encoder"), load("transformer"), load("vae")
    start = time.perf_counter()
    encoder(ids())
    if SMALL:
        vae.decode(small.ping_pong(transformer, JOB["frames"], JOB["steps"]))
        return {"samples": [time.perf_counter() - start]}
    denoised = calling(transformer, JOB["frames"])
    last = max(1, JOB["steps"] - 1)
    sigmas = [500 * (0.3 / 500) ** (i / last) for i in range(JOB["steps"])] + [0.0]
    x = torch.randn(1, 64, JOB["frames"]) * sigmas[0]
    for sigma, following in zip(sigmas, sigmas[1:]):
        x = x + (x - denoised(x, sigma)) / sigma * (following - sigma)
    vae.decode(x)
    return {"samples": [time.perf_counter() - start]}


def first():
    encoder, transformer = load("text_encoder"), load("transformer")
    encoder(ids())
    calling(transformer, JOB["frames"])(torch.randn(1, 64, JOB["frames"]), SIGMA)
    return {"samples": [time.time() - JOB["spawned"] / 1000]}


def peak():
    """Bytes: the high-water mark of Linux, which starts with the program, or else what getrusage says."""
    if sys.platform == "linux":
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


parts = {"prepare": prepare, "dit": dit, "batch": dit, "t5": t5, "decode": decode, "encode": encode, "clip": clip, "start": first}
told = parts[PART]()
print(json.dumps({**told, "peak": peak()}))
