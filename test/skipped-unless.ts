declare module 'vitest' {
  interface TaskMeta {
    /** Why the test was skipped, in the words that follow "3 skipped: ". */
    readonly skipped?: string
  }
}

/** Options that skip, and say why in the report. */
export interface SkippedUnless {
  readonly skip?: true
  readonly meta?: { readonly skipped: string }
}

/**
 * The options of a test, or of a `describe`, that needs what is not everywhere: files outside the repository, a device,
 * a program, a build. Where it is not there the tests are skipped, and the reason is in the report of each, from which
 * `npm test` counts it at its end. The only way to skip: `test/skips.test.ts` finds any other.
 */
export const skippedUnless = (present: boolean, reason: string): SkippedUnless => {
  if (present) return {}
  console.info(`skipped: ${reason}`)
  return { skip: true, meta: { skipped: reason } }
}
