"""The parts of a checkpoint of Stable Audio 3 as PyTorch modules. The weights stay in their file until they are used."""
import json, os

import torch
from safetensors import safe_open
from transformers import T5GemmaEncoderModel

import sa3, same


def configOf(folder):
    with open(os.path.join(folder, "model_config.json")) as file:
        return json.load(file)


def weights(folder, prefix, wanted):
    with safe_open(os.path.join(folder, "model.safetensors"), "pt") as file:
        names = {name[len(prefix) :]: name for name in file.keys() if name.startswith(prefix)}
        return {short: file.get_tensor(names[short]) for short in wanted if short in names}


def filled(folder, prefix, make, dtype):
    """Only what the module has is read, and everything that it has."""
    with torch.device("meta"):
        module = make()
    own = weights(folder, prefix, module.state_dict())
    module.load_state_dict({name: tensor.to(dtype) for name, tensor in own.items()}, assign=True)
    for one in module.modules():
        if hasattr(one, "weight_g"):
            torch.nn.utils.remove_weight_norm(one)
    return module.eval()


def transformer(folder, dtype=torch.float32):
    diffusion = configOf(folder)["model"]["diffusion"]
    return filled(folder, "model.model.", lambda: sa3.Transformer(diffusion["config"]), dtype)


def decoder(folder, dtype=torch.float32):
    config = configOf(folder)["model"]["pretransform"]["config"]
    return filled(folder, "pretransform.model.", lambda: same.Decoder(config), dtype)


def encoder(folder, dtype=torch.float32):
    config = configOf(folder)["model"]["pretransform"]["config"]
    return filled(folder, "pretransform.model.", lambda: same.Encoder(config), dtype)


def subfolder(folder):
    prompt = next(one for one in configOf(folder)["model"]["conditioning"]["configs"] if one["id"] == "prompt")
    return os.path.join(folder, prompt["config"]["subfolder"])


def text(folder, dtype=torch.float32):
    return T5GemmaEncoderModel.from_pretrained(subfolder(folder), is_encoder_decoder=False, dtype=dtype).eval()


def padding(folder):
    """The vector that stands where a prompt has no token."""
    return weights(folder, "conditioner.conditioners.prompt.", ["padding_embedding"])["padding_embedding"]


def seconds(folder, values):
    """Seconds as the model is told them, [batch, conditioning]."""
    conditioner = next(one for one in configOf(folder)["model"]["conditioning"]["configs"] if one["id"] == "seconds_total")
    least, most = conditioner["config"]["min_val"], conditioner["config"]["max_val"]
    layer = weights(folder, "conditioner.conditioners.seconds_total.embedder.embedding.", ["1.weight", "1.bias"])
    return torch.nn.functional.linear(sa3.features(values.clamp(least, most).sub(least) / (most - least)), layer["1.weight"], layer["1.bias"])
