import { expect, it } from 'vitest'
import { describeCliError, failure, withKept } from '../src/errors.js'

it('an error is one line, whatever the path that it names holds', () => {
  const message = 'in\n\u0007put\u2028.wav: no such file\n'
  expect(describeCliError(failure(message))).toBe('in put .wav: no such file')
  const stopped = withKept('a\r\nb.wav is there')({ _tag: 'Interrupted', by: 'SIGINT' })
  expect(describeCliError(stopped)).toBe('stopped by SIGINT; a b.wav is there')
})
