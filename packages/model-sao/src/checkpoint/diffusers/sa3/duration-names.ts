import { type PlacementOf, wholeWeight } from '../placement.js'

/**
 * Tensors of `duration_embedder/`; its frequencies are fixed and computed. Source: the module names of diffusers'
 * StableAudio3DurationEmbedder and of stable-audio-3's NumberConditioner.
 */
export const placeDuration: PlacementOf = (name) => {
  const [, leaf] = /^linear\.(weight|bias)$/.exec(name) ?? []
  return leaf === undefined
    ? undefined
    : wholeWeight(`conditioner.conditioners.seconds_total.embedder.embedding.1.${leaf}`)
}
