/** For whom a context is written. */
export interface ContextOf {
  readonly serial: string
  readonly firmCode: number
}
