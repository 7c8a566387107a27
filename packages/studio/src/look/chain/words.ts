/** What a step does, in the words of a musician. By the name that the algebra gives it. */
const words: Readonly<Record<string, string>> = {
  denoise: 'the model says what it hears in the noise',
  score: 'from that follows the direction to go',
  addNoise: 'a little fresh noise, so that it does not settle too early',
  noiseReference: 'your recording, with as much noise as is left here',
  maskProject: 'outside the gap your recording is put back',
  restore: 'outside the gap your recording is put back',
  choose: 'one of two ways, by how much noise is left',
  when: 'only in the steps that you chose',
  reuse: 'an answer of the model is used again where it hardly changes',
  inFlowTime: 'counted in the time of a flow model',
  judge: 'looks whether the step was small enough',
  toDenoised: 'what the model says is taken as it is',
}

/** What a step that is not in the list does: every sampler has its own way to go on. */
const aStep = 'one step toward that, in the way of this sampler'

/** What a step does, for one who does not know its name. */
export const wordsOf = (name: string): string => words[name] ?? aStep
