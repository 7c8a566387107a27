import { lookUp, type Placing, type Renaming, whole } from './placement.js'

const CONDITIONERS: Renaming = { start_number_conditioner: 'seconds_start', end_number_conditioner: 'seconds_total' }

/**
 * Tensors of `projection_model/`. Source: the module names of diffusers' StableAudioProjectionModel and of
 * stable-audio-tools' NumberConditioner and T5Conditioner.
 */
export const placeProjection: Placing = (name) => {
  const [, text] = /^text_projection\.(weight|bias)$/.exec(name) ?? []
  if (text !== undefined) return whole(`conditioner.conditioners.prompt.proj_out.${text}`)
  const [, owner = '', rest = ''] =
    /^(\w+)\.time_positional_embedding\.(0\.weights|1\.weight|1\.bias)$/.exec(name) ?? []
  const id = lookUp(CONDITIONERS, owner)
  return id === undefined ? undefined : whole(`conditioner.conditioners.${id}.embedder.embedding.${rest}`)
}
