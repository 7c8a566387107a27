/** Wakes who waits for something to change. A ring while nobody waits is kept for the next who does. */
export interface Bell {
  readonly ring: () => void
  readonly rung: () => Promise<void>
}

/** See `Bell`. */
export const bell = (): Bell => {
  const state: { isRung: boolean; wake: () => void } = { isRung: false, wake: () => undefined }
  return {
    ring: () => {
      state.isRung = true
      state.wake()
    },
    rung: async () => {
      if (!state.isRung)
        await new Promise<void>((resolve) => {
          state.wake = resolve
        })
      state.isRung = false
    },
  }
}
