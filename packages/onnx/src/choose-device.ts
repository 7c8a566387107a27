import { either as E, task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Device, devices, notBuiltIn } from './device.js'
import type { LoadFailed } from './errors.js'
import { type DeviceState, type Probe, probeDevice } from './probing.js'

/** A device, and what was found out about it. */
export interface FoundDevice {
  readonly device: Device
  readonly state: DeviceState
}

/** Where to compute. `remark` is one line for people, where there is something to say. */
export interface ChosenDevice {
  readonly device: Device
  readonly remark: string | null
}

const probeState =
  (probe: Probe) =>
  (device: Device): T.Task<FoundDevice> =>
    pipe(
      probe(device),
      T.map((state) => ({ device, state })),
    )

/** Every device and whether it works here, one after the other. */
export const listDevices = (probe: Probe = probeDevice): T.Task<readonly FoundDevice[]> =>
  pipe(devices, T.traverseSeqArray(probeState(probe)))

/**
 * What `auto` tries before the cpu, in this order: an engine for one maker's devices before the one for all of them.
 */
export const preferredDevices = (platform: NodeJS.Platform): readonly Device[] => [
  'cuda',
  ...(platform === 'darwin' ? (['coreml'] as const) : platform === 'win32' ? (['directml'] as const) : []),
  'webgpu',
]

/** Why nothing can be computed on it, after its name; `null` where it can. */
export const reasonUnusable = ({ state }: FoundDevice): string | null => {
  switch (state._tag) {
    case 'Works':
      return null
    case 'Absent':
      return notBuiltIn
    case 'Fails':
      return `does not work: ${state.why}`
  }
}

/** `tried` are those that do not work. */
const choiceOf = (device: Device, tried: readonly FoundDevice[]): ChosenDevice => {
  const reasons = tried.map((one) => `${one.device} ${reasonUnusable(one)}`).join('; ')
  return { device, remark: `device: ${device}${reasons === '' ? '' : `, since ${reasons}`}` }
}

const firstWorking = (
  probe: Probe,
  [next, ...rest]: readonly Device[],
  tried: readonly FoundDevice[] = [],
): T.Task<ChosenDevice> =>
  next === undefined
    ? T.of(choiceOf('cpu', tried))
    : pipe(
        probeState(probe)(next),
        T.flatMap((one) =>
          one.state._tag === 'Works' ? T.of(choiceOf(next, tried)) : firstWorking(probe, rest, [...tried, one]),
        ),
      )

/**
 * The device to open sessions on. One that is named is probed, and must work; `auto` is the first of `preferredDevices`
 * that works, or the cpu, and always has a remark. Errors: `LoadFailed`, which names the device.
 */
export const chooseDevice = (
  asked: Device | 'auto',
  probe: Probe = probeDevice,
  platform: NodeJS.Platform = process.platform,
): TE.TaskEither<LoadFailed, ChosenDevice> => {
  if (asked === 'cpu') return TE.right({ device: asked, remark: null })
  if (asked === 'auto') return TE.fromTask(firstWorking(probe, preferredDevices(platform)))
  return pipe(
    probeState(probe)(asked),
    T.map((one) => {
      const why = reasonUnusable(one)
      return why === null
        ? E.right({ device: asked, remark: null })
        : E.left<LoadFailed>({ _tag: 'LoadFailed', device: asked, message: `it ${why}` })
    }),
  )
}
