/** What is wrong with a file of JSON, beyond its form: the key, what it is, what it must be. */
export type Fault = readonly [key: string, wrong: string, right: string]
