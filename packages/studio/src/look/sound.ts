/** What is looked at and compared: samples of full scale 1, in channels of equal length. */
export interface Sound {
  readonly channels: readonly Float32Array[]
  readonly sampleRate: number
}
