/** Fields of a recipe that are typed under another name than their own. */
const otherNames: Readonly<Record<string, string>> = {
  clip: 'IN',
  regions: '--from and --to',
  exemplars: '--from-audio',
  otherPrompt: 'a second --prompt',
}

/** A field as it is typed: `paintStart` is `--paint-start`; an argument in capitals is itself. */
export const optionName = (field: string): string =>
  otherNames[field] ??
  (/^[A-Z]+$/.test(field) ? field : `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
