/** A moment as people read it, `2026-11-22 09:35 UTC`; what is no moment stays as it is. */
export function whenText(moment: string): string {
  const time = new Date(moment)
  return Number.isNaN(time.getTime()) ? moment : `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
