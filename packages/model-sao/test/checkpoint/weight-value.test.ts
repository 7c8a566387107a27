import { join } from 'node:path'
import { describeOnnxError, encodeModel, openSession } from '@sigmastream/onnx'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { expect, it } from 'vitest'
import { openCheckpoint } from '../../src/checkpoint/open.js'
import { weightValue } from '../../src/graph/weight.js'
import { diffusers, onCopy, rewrite, right, toBfloat16, toFloat16, valuesOf } from './support.js'

it.each([
  ['one part', 'model.model.transformer.layers.1.cross_attn.to_q.weight', [128, 128], ['float32']],
  [
    'three parts of three types',
    'model.model.transformer.layers.1.self_attn.to_qkv.weight',
    [384, 128],
    ['float32', 'bfloat16', 'float16'],
  ],
])('weightValue is the float32 tensor of a weight in %s', async (_, name, shape, types) => {
  await onCopy(diffusers, async (folder) => {
    await rewrite(join(folder, 'transformer/diffusion_pytorch_model.safetensors'), (raw, from) =>
      from.includes('to_k') ? toBfloat16(raw) : from.includes('to_v') ? toFloat16(raw) : raw,
    )
    const { weights, folders } = right(await openCheckpoint(folder)())
    const weight = right(weights.get(name, shape))
    const answer = await pipe(
      TE.fromEither(encodeModel({ w: weightValue(weight) })),
      TE.flatMap((model) => openSession(model, { threads: 1, externalFolder: folders.denoiser })),
      TE.flatMap((session) =>
        TE.bracket(
          TE.right(session),
          ({ run }) => run({}),
          ({ close }) => TE.fromTask(close),
        ),
      ),
      TE.getOrElse((error) => () => Promise.reject(new Error(describeOnnxError(error)))),
    )()
    expect(weight.parts.map(({ type }) => type)).toEqual(types)
    expect(answer).toEqual({ w: { type: 'float32', dims: shape, data: (await valuesOf([weight])).get(name) } })
  })
})
