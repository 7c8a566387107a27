/** The engine cannot be reached, or broke off: `message` says what it said, without its password. */
export interface EngineUnreachable {
  readonly _tag: 'EngineUnreachable'
  readonly engine: string
  readonly message: string
}

/** What was given for an engine is none: `right` says what would be one. */
export interface EngineUnknown {
  readonly _tag: 'EngineUnknown'
  /** Without what may be a password. */
  readonly given: string
  readonly right: string
}

/** What the engine holds is not what this version writes: of another version, or of another program. */
export interface EngineForeign {
  readonly _tag: 'EngineForeign'
  readonly engine: string
  readonly what: string
}

/** The lease is over: the job was taken for lost, and another worker may have it. */
export interface LeaseLost {
  readonly _tag: 'LeaseLost'
  readonly job: string
}

/** Every way in which an engine can fail that was opened. */
export type EngineError = EngineUnreachable | EngineForeign | LeaseLost
