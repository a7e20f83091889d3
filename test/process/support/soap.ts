export { envelope } from '../../support/soap-client.ts'

/** The text of the first element of this name in an answer; enough for elements that hold text only. */
export function textOf(answer: string, element: string): string | undefined {
  return new RegExp(`<(?:\\w+:)?${element}>([^<]*)<`).exec(answer)?.[1]
}
