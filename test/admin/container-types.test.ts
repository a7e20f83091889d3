import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { useServer, type Credentials } from '../support/server.ts'
import { callAdmin, type Given } from './admin-client.ts'
import { item } from './items.ts'

describeEachDatabase(
  'PutContainerType',
  (databases) => {
    const server = useServer(async () => ({ database: await databases.newUrl() }))
    let admin: Credentials
    const call = (operation: string, input: Given) => callAdmin(server(), admin, operation, input)
    const put = (changes: Record<string, Given>, more: Record<string, Given> = {}) => {
      const type: Record<string, Given | undefined> = {
        containerTypeName: 'PLC',
        containerKind: 'dongle',
        bindingScheme: 'operator',
        licenseLimit: 20,
        ...changes,
      }
      // In the order of the contract.
      const { containerTypeName, containerKind, bindingScheme, licenseLimit, comment } = type
      const containerType = { containerTypeName, containerKind, bindingScheme, licenseLimit, comment }
      return call('PutContainerType', { ...more, containerType })
    }
    beforeAll(async () => {
      admin = await server().client('catalogue', ['admin'])
      await call('PutFirmCode', { firm: { firmCode: 6000010, name: 'Example' } })
      await call('PutFirmCode', { firm: { firmCode: 6000011, name: 'Example' } })
    })

    test('creates a type and changes its limit and binding, each with its event', async () => {
      const name = 'PC \u00fc '
      const pc = { containerTypeName: name, containerKind: 'software', bindingScheme: 'strict' }
      expect((await put(pc)).result).toEqual({ containerTypeName: 'PC \u00fc', outcome: 'created' })
      expect((await put(pc)).result).toMatchObject({ outcome: 'unchanged' })
      const changed = await put({ ...pc, bindingScheme: 'tolerant', licenseLimit: 0, comment: 'new series' })
      expect(changed.result).toMatchObject({ outcome: 'changed' })
      const events = await server().store.read((tx) => tx.findBy(LedgerEvent, { aggregateKind: 'type' }))
      expect(
        events.map(({ version, change, before, after, comment }) => ({ version, change, before, after, comment })),
      ).toEqual([
        {
          version: 1,
          change: 'ContainerTypeCreated',
          before: null,
          after: {
            containerTypeName: 'PC \u00fc',
            containerKind: 'software',
            bindingScheme: 'strict',
            licenseLimit: 20,
          },
          comment: null,
        },
        {
          version: 2,
          change: 'ContainerTypeChanged',
          before: { bindingScheme: 'strict', licenseLimit: 20 },
          after: { bindingScheme: 'tolerant', licenseLimit: 0 },
          comment: 'new series',
        },
      ])
    })

    test('a request that was done is not done again; runMode=check stores nothing', async () => {
      await put({ containerTypeName: 'T-1' }, { requestId: 'T-1' })
      expect((await put({ containerTypeName: 'T-1' }, { requestId: 'T-1' })).result).toMatchObject({
        outcome: 'replayed',
      })
      const other = await put({ containerTypeName: 'T-1', licenseLimit: 1 }, { requestId: 'T-1' })
      expect(other.fault).toMatchObject({ code: 'REQUEST_CONFLICT' })
      expect((await put({ containerTypeName: 'T-2' }, { runMode: 'check' })).result).toMatchObject({
        outcome: 'created',
      })
      expect((await put({ containerTypeName: 'T-2' })).result).toMatchObject({ outcome: 'created' })
    })

    test('two at once make one type', async () => {
      const answers = await Promise.all([put({ containerTypeName: 'TWICE' }), put({ containerTypeName: 'TWICE' })])
      const outcomes = answers.map(({ result }) => (result as { outcome: string }).outcome)
      expect(outcomes.toSorted()).toEqual(['created', 'unchanged'])
    })

    test('CONTAINER_KIND: it stays of its kind, and is bound as the kind can be', async () => {
      await put({ containerTypeName: 'T-3' })
      expect((await put({ containerTypeName: 'T-3', containerKind: 'cloud' })).fault).toMatchObject({
        code: 'CONTAINER_KIND',
        field: 'containerType/containerKind',
      })
      expect((await put({ containerTypeName: 'T-4', bindingScheme: 'strict' })).fault).toMatchObject({
        code: 'CONTAINER_KIND',
        field: 'containerType/bindingScheme',
      })
    })

    describe('PutItem', () => {
      const names = (...containerTypeName: string[]) => ({ containerTypeNames: { containerTypeName } })
      const bases = (kind: 'upgrade' | 'module', ...numbers: string[]) => {
        const base = numbers.map((itemNumber) => ({ itemNumber }))
        return kind === 'upgrade' ? { upgradeBases: { upgradeBase: base } } : { moduleBases: { moduleBase: base } }
      }

      test('takes what it names, and GetItem gives all of it back', async () => {
        await put({ containerTypeName: 'T-5' })
        await call('PutItem', { item: item({ itemNumber: 'BASE' }) })
        const special = {
          ...bases('upgrade', 'BASE '),
          ...names('T-5 '),
          subscription: { subscriptionModel: 'checkpoint', periodCount: 1, periodUnit: 'month', graceDays: 5 },
          trialRule: { trialCount: 2 },
        }
        const { itemParameters, ...plain } = item({ itemNumber: 'SPECIAL' })
        await call('PutItem', { item: { ...plain, ...special, itemParameters } })
        const { result } = await call('GetItem', { itemNumber: 'SPECIAL' })
        expect(result).toMatchObject({
          item: {
            upgradeBases: { upgradeBase: { itemNumber: 'BASE' } },
            moduleBases: '',
            containerTypeNames: { containerTypeName: 'T-5' },
            subscription: { subscriptionModel: 'checkpoint', periodCount: '1', periodUnit: 'month', graceDays: '5' },
            trialRule: { trialCount: '2' },
          },
        })
        const again = await call('PutItem', { item: (result as { item: Given }).item })
        expect(again.result).toMatchObject({ outcome: 'unchanged' })
      })

      test.each<[string, Record<string, Given>, string, RegExp]>([
        ['a base that is not there', bases('module', 'NONE'), 'moduleBases/moduleBase[1]', /no item/],
        ['a base of another firm code', bases('upgrade', 'OTHER'), 'upgradeBases/upgradeBase[1]', /firm code 6000011/],
        ['a package as base', bases('module', 'PACKED'), 'moduleBases/moduleBase[1]', /no item/],
        ['itself', bases('module', 'NAMING'), 'moduleBases/moduleBase[1]', /itself/],
        ['a type that is not there', names('NONE'), 'containerTypeNames/containerTypeName[1]', /no container type/],
        ['a type of another kind', names('CLOUD'), 'containerTypeNames/containerTypeName[1]', /cloud/],
        ['no times', { trialRule: { trialCount: 0 } }, 'trialRule/trialCount', /at least 1/],
        [
          'no period',
          { subscription: { subscriptionModel: 'erpRun', periodCount: 0, periodUnit: 'day', graceDays: 0 } },
          'subscription/periodCount',
          /at least 1/,
        ],
      ])('ITEM_INVALID: it names %s', async (_, changes, field, text) => {
        await call('PutItem', { item: item({ itemNumber: 'OTHER', firmCode: 6000011 }) })
        await call('PutItem', { item: item({ itemNumber: 'IN-IT' }) })
        const packageItems = { packageItem: [{ itemNumber: 'IN-IT', quantity: 1 }] }
        await call('PutItemPackage', { itemPackage: { itemNumber: 'PACKED', name: 'Packed', packageItems } })
        await put({ containerTypeName: 'CLOUD', containerKind: 'cloud' })
        const { itemParameters, ...plain } = item({ itemNumber: 'NAMING' })
        const { fault } = await call('PutItem', { item: { ...plain, ...changes, itemParameters } })
        expect(fault).toMatchObject({ code: 'ITEM_INVALID', field: `item/${field}` })
        expect(fault?.text).toMatch(text)
      })
    })
  },
  ['sqlite in memory', 'mariadb'],
)
