import { parentPort } from 'node:worker_threads'
import { messageOf } from '@sigmastream/core'
import type { RenderError } from '@sigmastream/pipeline'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { fault } from '../wire/fault.js'
import type { Errands } from './errands.js'
import { fromRenderError } from './from-render-error.js'
import { modelKeeper } from './model-keeper.js'
import type { Errand, Order, Report } from './protocol.js'
import { helm } from './steer.js'

/** The thread that computes: however long it does, the main thread is free to answer. One errand at a time. */

if (parentPort === null) throw new Error('this module is started as a thread')
const port = parentPort

const tell = (report: Report): void => port.postMessage(report)

const models = modelKeeper({ tell: (bytes) => tell({ _tag: 'Held', bytes }) })

const state: { abort: AbortController; helm: Errands['helm'] } = {
  abort: new AbortController(),
  helm: helm(() => performance.now()),
}

/** What an errand needs is loaded when it is first done. */
const runErrand = async (errand: Errand, errands: Errands): Promise<E.Either<RenderError, unknown>> => {
  switch (errand._tag) {
    case 'Render':
      return (await import('./render.js')).renderErrand(errand, errands)()
    case 'Explain':
      return (await import('./explain.js')).explainErrand(errand, errands)()
    case 'Check':
      return (await import('./check.js')).checkErrand(errand, errands)()
    case 'Draw':
      return (await import('./draw.js')).drawErrand(errand, errands)()
    case 'Inspect':
      return (await import('./inspect.js')).inspectErrand(errand.file)()
    case 'Convert': {
      const { convertResult } = await import('@sigmastream/pipeline')
      return pipe(
        await convertResult(errand.from, errand.to)(),
        E.map(() => null),
      )
    }
    case 'Survey':
      return (await import('./survey.js')).surveyErrand(errand.folder)()
    case 'Release':
      await models.release()
      return E.right(null)
  }
}

const begin = async (errand: Errand): Promise<void> => {
  state.abort = new AbortController()
  state.helm = helm(() => performance.now())
  try {
    const result = await runErrand(errand, {
      tell: (news) => tell({ _tag: 'News', news }),
      helm: state.helm,
      signal: state.abort.signal,
      models,
      now: () => performance.now(),
    })
    tell(
      E.isLeft(result)
        ? { _tag: 'Failed', fault: fromRenderError(result.left) }
        : { _tag: 'Answered', answer: result.right },
    )
  } catch (cause) {
    tell({ _tag: 'Failed', fault: fault('unexpected', messageOf(cause), 'run it again') })
  }
}

port.on('message', (order: Order) => {
  switch (order._tag) {
    case 'Begin':
      return void begin(order.errand)
    case 'Steer':
      return state.helm.turn(order.steering)
    case 'Stop':
      return state.abort.abort()
  }
})

// what most errands need is loaded meanwhile: the first of them does not wait for it
void import('./inspect.js').then(() => import('./render.js')).catch(() => undefined)
