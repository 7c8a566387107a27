import type { EngineError, EngineUnknown } from './error.js'

/** One line: what is wrong with an engine, and what would be right. */
export const describeEngineError = (error: EngineError | EngineUnknown): string => {
  switch (error._tag) {
    case 'EngineUnreachable':
      return `${error.engine} cannot be reached (${error.message}); see that it is there and runs, then try again`
    case 'EngineForeign':
      return `${error.engine} holds what this version has not written (${error.what}); take another database of it, or the version that wrote it`
    case 'EngineUnknown':
      return `${error.given} is no engine: give ${error.right}`
    case 'LeaseLost':
      return `job ${error.job} was taken for lost, and another worker may have it`
  }
}
