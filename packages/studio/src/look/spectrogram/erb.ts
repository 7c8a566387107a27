/**
 * Where a frequency lies on the ear's own scale, in ERB: about equal distances are heard as equally far.
 * Source: Glasberg and Moore 1990, "Derivation of auditory filter shapes from notched-noise data", equation 4.
 */
export const erbOf = (hertz: number): number => 21.4 * Math.log10(1 + 0.00437 * hertz)

/** The frequency at a place on that scale, in Hz. */
export const hertzOf = (erb: number): number => (10 ** (erb / 21.4) - 1) / 0.00437
