import * as t from 'io-ts'

/** One result of `guidance.json`: the function that was recorded, its options, and the tolerance of its output. */
export const RecordedGuidance = t.intersection([
  t.type({ reference: t.string, tolerance: t.number }),
  t.partial({
    scale: t.number,
    phi: t.number,
    apg_scale: t.number,
    cfg_norm_threshold: t.number,
    scale_phi: t.number,
    padding_mask: t.boolean,
    eta: t.number,
    momentum: t.union([t.number, t.null]),
    norm_threshold: t.number,
    use_original_formulation: t.boolean,
    neg_scale: t.number,
  }),
])

/** See the codec of the same name. */
export type RecordedGuidance = t.TypeOf<typeof RecordedGuidance>

/** The whole of `guidance.json`. */
export const RecordedGuidances = t.record(t.string, RecordedGuidance)
