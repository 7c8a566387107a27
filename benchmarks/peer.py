"""The same runs in PyTorch, with k-diffusion's own samplers. Prints JSON; exits 1 where torch or k-diffusion is missing.

Install: pip install torch==2.13.0 scipy tqdm && pip install --no-deps k-diffusion
usage: peer.py STEPS WARM_UPS RUNS SHAPES
"""
import importlib.util, json, os, statistics, sys, time, types

import torch


def load_sampling():
    """k_diffusion.sampling alone: importing the whole package asks for torchvision, CLIP and more, which no sampler needs."""
    folder = os.path.dirname(importlib.util.find_spec("k_diffusion").origin)
    package = types.ModuleType("k_diffusion")
    package.__path__ = [folder]
    utils = types.ModuleType("k_diffusion.utils")
    utils.append_dims = lambda x, ndim: x[(...,) + (None,) * (ndim - x.ndim)]
    package.utils = utils
    sys.modules.update({"k_diffusion": package, "k_diffusion.utils": utils})
    for name, attribute in (("torchdiffeq", "odeint"), ("torchsde", "BrownianTree")):
        if importlib.util.find_spec(name) is None:
            sys.modules[name] = types.ModuleType(name)
            setattr(sys.modules[name], attribute, None)
    import k_diffusion.sampling as sampling

    return sampling


sampling = load_sampling()
steps, warm_ups, runs, shapes = (json.loads(argument) for argument in sys.argv[1:5])
sigmas = sampling.get_sigmas_polyexponential(steps, 0.3, 500, rho=1.0)


def timed(work):
    times = []
    for i in range(warm_ups + runs):
        start = time.perf_counter()
        work()
        if i >= warm_ups:
            times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


@torch.no_grad()
def inpaint(model, x, reference, mask, noise):
    """The exercises' inpainting loop."""
    s_in = x.new_ones([x.shape[0]])
    for i in range(len(sigmas) - 1):
        denoised = model(x, sigmas[i] * s_in)
        d = sampling.to_d(x, sigmas[i], denoised)
        x = x + d * (sigmas[i + 1] - sigmas[i])
        x = mask * x + (1 - mask) * (reference + sigmas[i + 1] * noise[i])
    return x


medians = {}
for shape in shapes:
    x, denoised, reference = (torch.randn(shape) for _ in range(3))
    noise = [torch.randn(shape) for _ in range(steps)]
    mask = (torch.arange(shape[2]) < shape[2] / 2).float().expand(shape).contiguous()
    model = lambda x, sigma: denoised
    name = "x".join(map(str, shape))

    def recorded(*_):
        recorded.i += 1
        return noise[recorded.i % steps]

    recorded.i = 0
    drawn, torch.randn_like = torch.randn_like, recorded
    medians[f"euler {name}"] = timed(lambda: sampling.sample_euler(model, x, sigmas, disable=True))
    torch.randn_like = drawn
    medians[f"dpmpp-2m {name}"] = timed(lambda: sampling.sample_dpmpp_2m(model, x, sigmas, disable=True))
    medians[f"dpmpp-3m-sde {name}"] = timed(lambda: sampling.sample_dpmpp_3m_sde(model, x, sigmas, disable=True, noise_sampler=recorded))
    medians[f"inpaint (euler) {name}"] = timed(lambda: inpaint(model, x, reference, mask, noise))
    medians[f"noise, 50 draws {name}"] = timed(lambda: [torch.randn(shape) for _ in range(steps)])

about = f"torch {torch.__version__}, {torch.get_num_threads()} threads"
print(json.dumps({"about": about, "medians": medians}))
