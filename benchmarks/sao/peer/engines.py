"""Who computes a module: PyTorch in float32, bfloat16 and with 8-bit linear layers, or OpenVINO in its three."""
import os, warnings

import torch
from torch import nn

# What both libraries say of their own future is not about the figures.
warnings.filterwarnings("ignore")


def cast(tensor, dtype):
    return tensor.to(dtype) if tensor.is_floating_point() else tensor


def of_torch(kind, part, precision, _frames, _batch, _threads, _folder):
    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    module = kind.module(part, dtype)
    if precision == "int8":
        module = torch.ao.quantization.quantize_dynamic(module, {nn.Linear}, inplace=True)
    return lambda *tensors: module(*(cast(tensor, dtype) for tensor in tensors)).float()


def model_path(folder, part, frames, precision):
    """A transformer and a text encoder take any length; an autoencoder is converted for one."""
    length = f"-{frames}" if part in ("decoder", "encoder") else ""
    return os.path.join(folder, f"{part}{length}-{'int8' if precision == 'int8' else 'fp32'}.xml")


def convert(kind, part, precision, frames, folder):
    """Writes what OpenVINO reads, once: through PyTorch's own tracing, and for 8 bits through nncf's compression of the weights."""
    path = model_path(folder, part, frames, precision)
    if os.path.exists(path):
        return
    import openvino

    with torch.no_grad():
        model = openvino.convert_model(kind.module(part, torch.float32), example_input=kind.inputs(part, frames))
    if precision == "int8":
        import nncf

        model = nncf.compress_weights(model)
    os.makedirs(folder, exist_ok=True)
    # The weights come first, so that a model that is there is whole.
    openvino.save_model(model, path + ".part.xml", compress_to_fp16=False)
    os.rename(path + ".part.bin", path[: -len("xml")] + "bin")
    os.rename(path + ".part.xml", path)


def of_openvino(kind, part, precision, frames, batch, threads, folder):
    import openvino

    core = openvino.Core()
    model = core.read_model(model_path(folder, part, frames, precision))
    examples = kind.inputs(part, frames, batch)
    model.reshape({port: list(example.shape) for port, example in zip(model.inputs, examples)})
    hints = {"INFERENCE_PRECISION_HINT": "bf16" if precision == "bf16" else "f32", "INFERENCE_NUM_THREADS": threads}
    request = core.compile_model(model, "CPU", {**hints, "PERFORMANCE_HINT": "LATENCY"}).create_infer_request()
    return lambda *tensors: torch.from_numpy(request.infer([tensor.contiguous().numpy() for tensor in tensors])[0])


ENGINES = {"torch": of_torch, "openvino": of_openvino}


def precision_of(kind, part, precision):
    """Convolutions are not quantised by either: an autoencoder of them stays in float32."""
    return "fp32" if precision == "int8" and kind.convolutions and part in ("decoder", "encoder") else precision
