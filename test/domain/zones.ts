import fc from 'fast-check'

/** Zones east and west, with and without other clocks in summer, and with hours that are not whole. */
export const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
] as const

export const anyZone = fc.constantFrom(...zones)

/** After Samoa left out a day, so that every later day is a later instant. */
export const anyInstant = fc.date({
  min: new Date('2012-01-01T00:00:00.000Z'),
  max: new Date('2300-01-01T00:00:00.000Z'),
  noInvalidDate: true,
})

/** `2027-12-31` */
export const anyDate = anyInstant.map((at) => at.toISOString().slice(0, 10))

/** What calendar and clock show, by another way than that of the code. */
export function shown(at: Date, timeZone: string) {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).formatToParts(at)
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? ''
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}:${part('second')}`,
  }
}
