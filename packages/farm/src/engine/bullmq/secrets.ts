/** A URL as it may be shown, and what takes its secrets out of a text. */
export interface Secrets {
  /** The URL without who asks, with what password, and how. */
  readonly name: string
  readonly withoutSecrets: (text: string) => string
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** See `Secrets`. */
export const secretsOf = (url: URL): Secrets => {
  const shown = new URL(url)
  const asked = [...url.searchParams].flatMap(([key, value]) => (/pass|secret|token/i.test(key) ? [value] : []))
  const secrets = [url.password, decode(url.password), ...asked].filter((secret) => secret !== '')
  shown.username = ''
  shown.password = ''
  shown.search = ''
  shown.hash = ''
  return {
    name: shown.href,
    withoutSecrets: (text) => secrets.reduce((left, secret) => left.replaceAll(secret, '***'), text),
  }
}
