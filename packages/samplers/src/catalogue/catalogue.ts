import { ddim } from '../solvers/ddim.js'
import { dpm2, dpm2Ancestral } from '../solvers/dpm2.js'
import { dpmpp2m } from '../solvers/dpmpp-2m.js'
import { dpmpp2mSde } from '../solvers/dpmpp-2m-sde.js'
import { dpmpp2sAncestral } from '../solvers/dpmpp-2s-ancestral.js'
import { dpmpp3mSde } from '../solvers/dpmpp-3m-sde.js'
import { dpmppSde } from '../solvers/dpmpp-sde.js'
import { fusedEuler } from '../solvers/euler.js'
import { eulerAncestral } from '../solvers/euler-ancestral.js'
import { heun } from '../solvers/heun.js'
import { lms } from '../solvers/lms.js'
import { type Entry, stepped } from './entry.js'
import { dpmAdaptiveEntry, dpmFastEntry } from './own-intervals.js'

/** Every sampler by name, as the docs and the command line list them. */
export const catalogue: readonly Entry[] = [
  stepped(
    { name: 'euler', family: 'Euler', order: 1, reference: 'Karras et al. 2022, alg. 1; k-diffusion sample_euler' },
    fusedEuler,
  ),
  stepped(
    { name: 'euler-ancestral', family: 'Euler', order: 1, reference: 'k-diffusion sample_euler_ancestral' },
    eulerAncestral(),
  ),
  stepped(
    { name: 'heun', family: 'Heun', order: 2, reference: 'Karras et al. 2022, alg. 1; k-diffusion sample_heun' },
    heun,
  ),
  stepped(
    {
      name: 'dpm-2',
      family: 'DPM-Solver',
      order: 2,
      reference: 'Lu et al. 2022 (DPM-Solver); k-diffusion sample_dpm_2',
    },
    dpm2,
  ),
  stepped(
    { name: 'dpm-2-ancestral', family: 'DPM-Solver', order: 2, reference: 'k-diffusion sample_dpm_2_ancestral' },
    dpm2Ancestral(),
  ),
  stepped({ name: 'lms', family: 'multistep', order: 4, reference: 'k-diffusion sample_lms' }, lms()),
  stepped(
    {
      name: 'dpmpp-2s-ancestral',
      family: 'DPM-Solver++',
      order: 2,
      reference: 'Lu et al. 2022 (DPM-Solver++), alg. 1; k-diffusion sample_dpmpp_2s_ancestral',
    },
    dpmpp2sAncestral(),
  ),
  stepped(
    { name: 'dpmpp-sde', family: 'DPM-Solver++', order: 2, reference: 'k-diffusion sample_dpmpp_sde' },
    dpmppSde(),
  ),
  stepped(
    {
      name: 'dpmpp-2m',
      family: 'DPM-Solver++',
      order: 2,
      reference: 'Lu et al. 2022 (DPM-Solver++), alg. 2; k-diffusion sample_dpmpp_2m',
    },
    dpmpp2m,
  ),
  stepped(
    {
      name: 'dpmpp-2m-sde',
      family: 'DPM-Solver++',
      order: 2,
      reference: 'Lu et al. 2022 (DPM-Solver++), section 5; k-diffusion sample_dpmpp_2m_sde',
    },
    dpmpp2mSde(),
  ),
  stepped(
    {
      name: 'dpmpp-2m-sde-heun',
      family: 'DPM-Solver++',
      order: 2,
      reference: 'k-diffusion sample_dpmpp_2m_sde, solver_type heun',
    },
    dpmpp2mSde({ solver: 'heun' }),
  ),
  stepped(
    { name: 'dpmpp-3m-sde', family: 'DPM-Solver++', order: 3, reference: 'k-diffusion sample_dpmpp_3m_sde' },
    dpmpp3mSde(),
  ),
  dpmFastEntry,
  dpmAdaptiveEntry,
  stepped({ name: 'ddim', family: 'DDIM', order: 1, reference: 'Song et al. 2020, eq. 12 and 16' }, ddim()),
]
