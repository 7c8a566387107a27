import * as t from 'io-ts'

/** One run of `samplers.json`: the sampler, its options under k-diffusion's names, and the tolerance of its output. */
export const RecordedRun = t.intersection([
  t.type({ sampler: t.string, noise_draws: t.number, tolerance: t.number }),
  t.partial({
    s_churn: t.number,
    s_tmin: t.number,
    s_tmax: t.number,
    s_noise: t.number,
    eta: t.number,
    r: t.number,
    order: t.union([t.literal(1), t.literal(2), t.literal(3), t.literal(4)]),
    solver_type: t.union([t.literal('midpoint'), t.literal('heun')]),
    sigma_min: t.number,
    sigma_max: t.number,
    n: t.number,
    rtol: t.number,
    atol: t.number,
    h_init: t.number,
    pcoeff: t.number,
    icoeff: t.number,
    dcoeff: t.number,
    accept_safety: t.number,
    info: t.type({ steps: t.number, nfe: t.number, n_accept: t.number, n_reject: t.number }),
  }),
])

/** See the codec of the same name. */
export type RecordedRun = t.TypeOf<typeof RecordedRun>

/** The whole of `samplers.json`. */
export const RecordedRuns = t.type({ runs: t.record(t.string, RecordedRun) })

/** See the codec of the same name. */
export type RecordedRuns = t.TypeOf<typeof RecordedRuns>
