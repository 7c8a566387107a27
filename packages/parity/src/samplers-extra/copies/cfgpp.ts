import {
  askedIn,
  chain,
  choose,
  combine,
  denoise,
  denoiseAt,
  eulerStep,
  eulerTo,
  type Interval,
  type Levels,
  line,
  multistepUpdate,
  type Step,
  score,
  toZero,
  update,
} from '@sigmastream/core'
import { type Ancestral, ancestral, withCfgpp } from '@sigmastream/samplers'

const logStep = ({ from, to }: Levels): number => Math.log(from / to)

/**
 * DPM-Solver++(2M) under CFG++ as its authors and ComfyUI write it (`sample_dpmpp_2m_cfg_pp`): the change of the estimate
 * is told from the guided one to the unconditional one of the step before, so it is not 0 where nothing changes.
 */
export const copiedDpmpp2mCfgpp = (): Step =>
  withCfgpp(
    chain(
      denoise,
      multistepUpdate('copiedDpmpp2mCfgpp', 2, ({ at, x, past: [newest, previous] }) => {
        if (previous?.unconditional === undefined || at.to === 0) return combine(...line(newest, at))
        const keep = at.to / at.from
        const lead = ((1 - keep) * logStep(at)) / (2 * logStep({ from: previous.sigma, to: at.from }))
        return combine([keep, x], [1 - keep + lead, newest.denoised], [-lead, previous.unconditional])
      }),
    ),
  )

const middle = ({ from, to }: Interval): number => Math.sqrt(from * to)

/**
 * DPM-Solver++(2S) under CFG++ as ComfyUI writes it (`sample_dpmpp_2s_ancestral_cfg_pp`): by the end of the step the
 * unconditional estimate that it leads away from is the one in the middle, whereas it goes on from the start.
 */
export const copiedDpmpp2sCfgpp = (options: Ancestral): Step =>
  ancestral(
    options,
    withCfgpp(
      choose(
        toZero,
        chain(denoise, score, eulerStep),
        chain(
          chain(denoise, score, eulerTo(middle)),
          denoiseAt(middle),
          update('copiedDpmpp2sCfgpp', 2, ({ at, past: [second, first] }) => {
            const keep = at.to / at.from
            const away = second.unconditional ?? second.denoised
            return combine([keep, askedIn(first)], [keep, first.denoised], [-keep, away], [1 - keep, second.denoised])
          }),
        ),
      ),
    ),
  )

/** Where an ancestral step aims. k-diffusion `get_ancestral_step`. */
const aimOf = ({ from, to }: Levels, eta: number): number => {
  const up = Math.min(to, eta * Math.sqrt((to ** 2 * (from ** 2 - to ** 2)) / from ** 2))
  return Math.sqrt(to ** 2 - up ** 2)
}

/**
 * RES under CFG++ as ComfyUI writes it (`sample_res_multistep_cfg_pp` and its ancestral form): between the first step and
 * the last it goes on with unconditional estimates alone, so the move toward the guided one shrinks by to / from.
 */
export const copiedResCfgpp = (eta: number): Step =>
  ancestral(
    { eta },
    withCfgpp(
      chain(
        denoise,
        multistepUpdate('copiedResCfgpp', 2, ({ at, x, past: [newest, previous] }) => {
          const { unconditional } = newest
          if (unconditional === undefined || previous?.unconditional === undefined || at.to === 0)
            return combine(...line(newest, at))
          const h = logStep(at)
          const gain = -Math.expm1(-h)
          const aimed = aimOf({ from: previous.sigma, to: at.from }, eta)
          const lead = (h - gain) / logStep({ from: previous.sigma, to: aimed })
          return combine([1 - gain, x], [gain + lead, unconditional], [-lead, previous.unconditional])
        }),
      ),
    ),
  )
