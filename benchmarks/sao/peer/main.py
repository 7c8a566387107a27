"""A model of the Stable Audio family in another engine, one part for each process. Prints JSON.

Install: pip install torch==2.13.0 diffusers==0.42.1 transformers==5.24.0 accelerate==1.15.0
Install for OpenVINO: pip install openvino==2026.4.1 nncf==3.4.0
usage: main.py PART FOLDER JOB      (versions: what is installed; prepare: writes random weights of the real size to FOLDER, once, and what
OpenVINO reads; the rest measure)
"""
import json, os, sys, time

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_VERBOSITY"] = "error"


def installed(line):
    return next(told for told in __doc__.splitlines() if told.startswith(line)).split(": ", 1)[1]


try:
    import torch, diffusers, transformers, accelerate  # accelerate: without it diffusers fills its models with random numbers first
    from transformers.utils.logging import disable_progress_bar

    import engines, kinds
except ImportError as error:
    sys.exit(f"{error}; {installed('Install: ')}")

PART, FOLDER, JOB = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
KIND = kinds.KINDS[JOB["kind"]](FOLDER)
disable_progress_bar()
torch.set_num_threads(JOB["threads"])
torch.set_grad_enabled(False)
torch.manual_seed(456)


def versions():
    told = {"torch": torch.__version__, "diffusers": diffusers.__version__, "transformers": transformers.__version__}
    try:
        import openvino, nncf

        return {**told, "openvino": openvino.__version__, "nncf": nncf.__version__}
    except ImportError:
        return {**told, "absent": {"openvino": installed("Install for OpenVINO: ")}}


def prepare():
    KIND.prepare()
    if JOB["engine"] == "openvino":
        for part, frames in JOB["networks"]:
            engines.convert(KIND, part, engines.precision_of(KIND, part, JOB["precision"]), frames, JOB["converted"])
    return {}


def opened(part, frames, batch=1):
    precision = engines.precision_of(KIND, part, JOB["precision"])
    run = engines.ENGINES[JOB["engine"]](KIND, part, precision, frames, batch, JOB["threads"], JOB["converted"])
    return run, KIND.inputs(part, frames, batch)


def timed(part, frames, batch=1):
    start = time.perf_counter()
    run, inputs = opened(part, frames, batch)
    loaded = time.perf_counter() - start
    samples = []
    for i in range(JOB["runs"] + 1):
        start = time.perf_counter()
        run(*inputs)
        if i > 0:
            samples.append((time.perf_counter() - start) / batch)
    return {"load": loaded, "samples": samples}


def clip():
    """Text, every call, sound; its samples leave the loading out."""
    text, prompt = opened("text", 0)
    transformer, _ = opened("transformer", JOB["frames"])
    decoder, _ = opened("decoder", JOB["frames"])
    start = time.perf_counter()
    text(*prompt)
    decoder(KIND.clip(transformer, JOB["frames"], JOB["steps"]))
    return {"samples": [time.perf_counter() - start]}


def first():
    text, prompt = opened("text", 0)
    transformer, inputs = opened("transformer", JOB["frames"])
    text(*prompt)
    transformer(*inputs)
    return {"samples": [time.time() - JOB["spawned"] / 1000]}


def peak():
    """Bytes: the high-water mark of Linux, which starts with the program, or else what getrusage says."""
    if sys.platform == "linux":
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


parts = {
    "versions": versions,
    "prepare": prepare,
    "dit": lambda: timed("transformer", JOB["frames"]),
    "batch": lambda: timed("transformer", JOB["frames"], JOB["batch"]),
    "text": lambda: timed("text", 0),
    "decode": lambda: timed("decoder", JOB["frames"]),
    "encode": lambda: timed("encoder", JOB["frames"]),
    "clip": clip,
    "start": first,
}
told = parts[PART]()
print(json.dumps({**told, "peak": peak()} if "samples" in told else told))
