/** Says on standard output, a line of JSON each, which test ended and how: what `trial.mjs` listens to. */
const say = (line) => process.stdout.write(`\u0001${JSON.stringify(line)}\n`)

export default class Lines {
  onTestCaseResult(test) {
    const { state } = test.result()
    say({ failed: state === 'failed', by: `${test.module.relativeModuleId}: ${test.fullName}` })
  }

  onTestModuleEnd(module) {
    const [error] = module.errors()
    say({
      file: true,
      failed: error !== undefined,
      by: `${module.relativeModuleId} does not load: ${error?.message ?? ''}`,
    })
  }

  onTestRunEnd(_, errors) {
    const [error] = errors
    if (error !== undefined) say({ failed: true, by: `an error outside tests: ${error.message}` })
  }
}
