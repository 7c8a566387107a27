import { turnPlaces } from './protocol.js'

/** Of every thread that lives: what it shares with this one. */
const turns = new Set<Int32Array>()

/**
 * A process that is torn down while onnxruntime computes aborts (`Napi::Error`, exit code 134), whatever exit code was
 * asked for. So its end waits for the native calls that are under way; no other is begun.
 */
const waitForCalls = (): void => {
  for (const turn of turns) Atomics.store(turn, turnPlaces.ending, 1)
  for (const turn of turns) Atomics.wait(turn, turnPlaces.asked, 1)
}

/** From now on the end of the process waits for the call that `turn` tells of. */
export const watchTurn = (turn: Int32Array): void => {
  if (turns.size === 0) process.on('exit', waitForCalls)
  turns.add(turn)
}

/** Its thread has ended. */
export const forgetTurn = (turn: Int32Array): void => {
  turns.delete(turn)
  if (turns.size === 0) process.off('exit', waitForCalls)
}
