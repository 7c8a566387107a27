import type { Frame } from '@sigmastream/core'
import { type ProgressOf, progressFrom, showNumber } from '@sigmastream/pipeline'
import { SingleBar } from 'cli-progress'
import type { Io } from '../io.js'
import { printableLine } from '../printable.js'

/** Shows how far a run is; `end` leaves the terminal as it was found. */
export interface Progress {
  readonly step: (frame: Frame) => void
  readonly end: () => void
}

/** Shows a fraction from 0 to 1 with a text; `end` leaves the terminal as it was found. */
export interface Display {
  readonly show: (fraction: number, text: string) => void
  readonly end: () => void
}

/** Plain lines are printed each time another of this many parts is done. */
const parts = 20

/** Plain lines, at most `parts` + 1 of them, on a terminal too: for what may fail where nobody would end a bar. */
export const linesOn = (stream: Io['stderr']): Display => {
  let printed = -1
  return {
    show: (fraction, text) => {
      const part = Math.floor(fraction * parts)
      if (part > printed) stream.write(`${printableLine(text)}\n`)
      printed = Math.max(printed, part)
    },
    end: () => undefined,
  }
}

const bar = (stream: Io['stderr']): Display => {
  const drawn = new SingleBar({
    stream,
    format: '[{bar}] {text}',
    barsize: 30,
    barCompleteChar: '=',
    barIncompleteChar: ' ',
    hideCursor: true,
    gracefulExit: false,
    fps: 10,
  })
  drawn.start(1, 0, { text: '' })
  return { show: (fraction, text) => drawn.update(fraction, { text: printableLine(text) }), end: () => drawn.stop() }
}

/** A bar on a terminal, at most `parts` + 1 plain lines elsewhere. */
export const displayOf = ({ stderr }: Pick<Io, 'stderr'>): Display =>
  stderr.isTTY === true ? bar(stderr) : linesOn(stderr)

/** `1:05` from a minute on, `12 s` below. */
export const duration = (ms: number): string => {
  const whole = Math.round(ms / 1000)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** Step, sigma and time left of a run, shown by `displayOf`; `done` steps of it were done before. */
export const progressOf = (io: Io, of: ProgressOf, done = 0): Progress => {
  const display = displayOf(io)
  const after = progressFrom(of, io.now, done)
  return {
    step: (frame) => {
      const { fraction, left, step, steps } = after(frame)
      const count = steps === null ? `${step}` : `${step}/${steps}`
      display.show(fraction, `step ${count}  sigma ${showNumber(frame.at.to)}  ${duration(left)} left`)
    },
    end: display.end,
  }
}
