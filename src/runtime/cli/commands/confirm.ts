import { confirm } from '../../confirm.ts'
import { firmIn, readContainer } from '../../container-folder.ts'
import { receiptErrand } from '../../errand.ts'
import { proofOf } from '../../proof.ts'
import { whomOf, withWay, writeErrand, type WayOptions, type WhomOptions } from '../carry.ts'
import { firmNumber, type Action, type Describe, type Outcome } from '../command.ts'

type ConfirmOptions = WayOptions & WhomOptions

export const describeConfirm: Describe = (program, act) => {
  const both = [
    ['confirm', 'send the receipt for imported updates', false],
    ['proof', 'show the Depot the updates that it has signed, if it asks for proof (NEED_PROOF)', true],
  ] as const
  for (const [name, description, withProof] of both) {
    withWay(program.command(name).description(description))
      .option('--firm <code>', 'firm code, if the containers here serve several', firmNumber)
      .option('--serial <serial>', 'container, if several serve the firm code')
      .action(act(receipt(withProof)))
  }
}

function receipt(withProof: boolean): Action<ConfirmOptions> {
  return async (workplace, options) => {
    const { runtime, progress, connect } = workplace
    const whom = await whomOf(workplace, options)
    const proof = withProof ? proofOf(firmIn(await readContainer(runtime, whom.serial), whom.firmCode)) : []
    if (options.out !== undefined) return writeErrand(workplace, options.out, receiptErrand(whom, proof))
    const confirmed = await confirm({ runtime, depot: await connect(options.depot), progress }, whom, proof)
    return outcomeOf(whom.serial, confirmed)
  }
}

function outcomeOf(serial: string, confirmed: Awaited<ReturnType<typeof confirm>>): Outcome {
  const open = confirmed.openTransfers.length
  const still = open === 0 ? 'Nothing is open.' : `${open} update${open === 1 ? ' is' : 's are'} still to be imported.`
  const lines = [`Receipt sent: ${confirmed.confirmedLicenses.length} licenses newly confirmed. ${still}`]
  return { lines, json: { containerSerial: serial, ...confirmed } }
}
