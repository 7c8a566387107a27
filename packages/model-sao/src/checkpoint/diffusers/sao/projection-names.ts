import { lookUp, type NameTable, type PlacementOf, wholeWeight } from '../placement.js'

const CONDITIONERS: NameTable = { start_number_conditioner: 'seconds_start', end_number_conditioner: 'seconds_total' }

/**
 * Tensors of `projection_model/`. Source: the module names of diffusers' StableAudioProjectionModel and of
 * stable-audio-tools' NumberConditioner and T5Conditioner.
 */
export const placeProjection: PlacementOf = (name) => {
  const [, text] = /^text_projection\.(weight|bias)$/.exec(name) ?? []
  if (text !== undefined) return wholeWeight(`conditioner.conditioners.prompt.proj_out.${text}`)
  const [, owner = '', rest = ''] =
    /^(\w+)\.time_positional_embedding\.(0\.weights|1\.weight|1\.bias)$/.exec(name) ?? []
  const id = lookUp(CONDITIONERS, owner)
  return id === undefined ? undefined : wholeWeight(`conditioner.conditioners.${id}.embedder.embedding.${rest}`)
}
