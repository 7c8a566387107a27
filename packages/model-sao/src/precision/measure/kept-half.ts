import type { Shape } from '@sigmastream/core'
import { keyedBySigma } from '@sigmastream/core/noise'
import type { Conditioning } from '../../dit/conditioning.js'
import type { DitConfig } from '../../dit/config.js'

/**
 * What the frames of a run are told, where a network is told something of frames and the run does not say it: the first
 * half is kept, of a sound that is as loud as noise. The zeros that it would be told otherwise show nothing of the
 * matrices that take them.
 */
export const keptHalf = (
  { localDim }: DitConfig,
  { local, crossAttention }: Conditioning,
  [, , frames]: Shape,
  seed: number,
): Pick<Conditioning, 'local'> => {
  if (localDim === 0) return {}
  if (local !== undefined) return { local }
  const [items = 1] = crossAttention.dims
  const { data } = keyedBySigma(seed)(1, [items, localDim, frames])
  const kept = Float32Array.from(data, (value, i) => {
    const isMask = Math.floor(i / frames) % localDim === 0
    return i % frames < frames / 2 ? (isMask ? 1 : value) : 0
  })
  return { local: { dims: [items, localDim, frames], data: kept } }
}
