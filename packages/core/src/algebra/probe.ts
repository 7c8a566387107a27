import { type Env, type Stage, stage } from './stage.js'

/**
 * Looks at what flows, between any two stages, and changes nothing. A probe that throws ends the run with
 * `StageFailed`.
 */
export const probe = <A>(name: string, look: (a: A, env: Env) => void): Stage<A, A> =>
  stage(`probe(${name})`, (a, env) => {
    look(a, env)
    return a
  })
