import { describeRenderError, type RenderError, textOf } from '@sigmastream/pipeline'
import type { Fault } from './api/fault.js'

/** A fault as a value. */
export const fault = (code: string, message: string, right: string): Fault => ({ code, message, right })

/** What ended a rendering without its result, as it is told of over the wire. */
export const fromRenderError = (error: RenderError): Fault => {
  switch (error._tag) {
    case 'BadRecipe':
      return fault('bad-recipe', textOf(error.wrong), textOf(error.right))
    case 'RenderFailed':
      return fault('render-failed', describeRenderError(error), 'run it again, or change the recipe')
    case 'RenderStopped':
      return fault('cancelled', 'it was cancelled', 'run it again')
  }
}
