import * as t from 'io-ts'

const Order = t.union([t.literal(1), t.literal(2), t.literal(3), t.literal(4)])

/** A restart: how many steps it takes, how often it is gone down again, and the sigma to go back to. */
const Restart = t.tuple([t.number, t.number, t.number])

/**
 * One run of `samplers.json`: the function that was recorded, its options under that function's names, and the
 * tolerances of its output and of the x that it reports. A run in `flow` goes down times from 1, t = sigma / (1 + sigma).
 */
export const ReferenceRun = t.intersection([
  t.type({
    reference: t.string,
    parameterisation: t.union([t.literal('sigma'), t.literal('flow')]),
    guidance_scale: t.union([t.number, t.null]),
    noise_draws: t.number,
    model_calls: t.number,
    tolerance: t.number,
    tolerance_x_at_callback: t.number,
  }),
  t.partial({
    order: Order,
    variant: t.union([t.literal('bh1'), t.literal('bh2')]),
    max_order: Order,
    predictor_order: Order,
    corrector_order: Order,
    simple_order_2: t.boolean,
    tau: t.number,
    tau_start_sigma: t.number,
    tau_end_sigma: t.number,
    eta: t.number,
    s_noise: t.number,
    r: t.number,
    max_stage: t.union([t.literal(1), t.literal(2), t.literal(3)]),
    ge_gamma: t.number,
    solver_type: t.union([t.literal('midpoint'), t.literal('heun')]),
    restart_list: t.record(t.string, Restart),
    first_t_used: t.number,
  }),
])

/** See the codec of the same name. */
export type ReferenceRun = t.TypeOf<typeof ReferenceRun>

/** The whole of `samplers.json`. */
export const ReferenceRuns = t.type({ runs: t.record(t.string, ReferenceRun) })

/** The name of the recorded function, without its file: `sample_lcm` of `ComfyUI comfy.k_diffusion.sampling:sample_lcm`. */
export const functionOf = ({ reference }: ReferenceRun): string => /:([\w.]+)/.exec(reference)?.[1] ?? reference
