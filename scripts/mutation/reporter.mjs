/** Says on standard output, a line of JSON each, which test ended and how: what `trial.mjs` listens to. */
const say = (line) => process.stdout.write(`\u0001${JSON.stringify(line)}\n`)

export default class Lines {
  onTestCaseResult(test) {
    const { state } = test.result()
    const file = test.module.relativeModuleId
    say({ failed: state === 'failed', test: file, by: `${file}: ${test.fullName}` })
  }

  onTestModuleEnd(module) {
    const [error] = module.errors()
    const file = module.relativeModuleId
    say({ ended: true, failed: error !== undefined, test: file, by: `${file} does not load: ${error?.message ?? ''}` })
  }

  onTestRunEnd(_, errors) {
    const [error] = errors
    if (error !== undefined) say({ failed: true, by: `an error outside tests: ${error.message}` })
  }
}
