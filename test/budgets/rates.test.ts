import { Rates } from '../../src/budgets/rates.ts'
import { Fault } from '../../src/faults.ts'

const day = new Date('2026-03-01T12:00:00Z')

function ratesOf(settings: { rateClient?: number; rateAddress?: number; rateNetwork?: number }) {
  const refused: string[] = []
  let now = 0
  const rates = new Rates({
    rateClient: 0,
    rateAddress: 0,
    rateNetwork: 0,
    ...settings,
    clock: () => day,
    now: () => now,
    onRefused: (limit) => refused.push(limit),
  })
  return {
    rates,
    refused,
    pass: (milliseconds: number) => {
      now += milliseconds
    },
  }
}

/** The fault of the first of so many requests that is refused. */
function faultOf(ask: (n: number) => void, times: number): Fault | undefined {
  for (let n = 0; n < times; n++) {
    try {
      ask(n)
    } catch (error) {
      if (error instanceof Fault) return error
      throw error
    }
  }
  return undefined
}

test('RATE_LIMITED: a client, with the second in which it may come again', () => {
  const { rates, refused } = ratesOf({ rateClient: 2 })
  const fault = faultOf(() => {
    rates.client('erp')
  }, 21)
  expect(fault?.code).toBe('RATE_LIMITED')
  expect(fault?.message).toBe('This client asks more than 2 times a second. Come again in 1 s.')
  expect(fault?.facts).toEqual({ retryAfterSeconds: 1, waitUntil: new Date('2026-03-01T12:00:01Z') })
  expect(refused).toEqual(['rate_client'])
  rates.client('shop')
})

test('RATE_LIMITED: a stranger by his address, all of an IPv6 /64 as one', () => {
  const { rates, refused } = ratesOf({ rateAddress: 1 })
  const ask = (n: number) => {
    rates.stranger({ address: `2001:db8:0:1::${String(n + 1)}`, network: '2001:db8::/48' })
  }
  expect(faultOf(ask, 11)?.message).toBe('This address asks more than 1 times a second. Come again in 1 s.')
  expect(refused).toEqual(['rate_address'])
  rates.stranger({ address: '2001:db8:0:2::1', network: '2001:db8::/48' })
})

test('RATE_LIMITED: strangers of one network', () => {
  const { rates, refused } = ratesOf({ rateNetwork: 1 })
  const ask = (n: number) => {
    rates.stranger({ address: `192.0.2.${String(n)}`, network: '192.0.2.0/24' })
  }
  expect(faultOf(ask, 11)?.message).toBe('This network asks more than 1 times a second. Come again in 1 s.')
  expect(refused).toEqual(['rate_network'])
  rates.stranger({ address: '198.51.100.1', network: '198.51.100.0/24' })
})

test('who turns out to have an account was no stranger', () => {
  const { rates } = ratesOf({ rateAddress: 1, rateNetwork: 1 })
  const source = { address: '192.0.2.1', network: '192.0.2.0/24' }
  const ask = () => {
    rates.stranger(source)
    rates.noStranger(source)
  }
  expect(faultOf(ask, 100)).toBeUndefined()
})

test('0 is any number', () => {
  const { rates } = ratesOf({})
  const ask = () => {
    rates.client('erp')
    rates.stranger({ address: '192.0.2.1', network: '192.0.2.0/24' })
    rates.noStranger({ address: '192.0.2.1', network: '192.0.2.0/24' })
  }
  expect(faultOf(ask, 50_000)).toBeUndefined()
})
