import { verifyLicense } from '../../verify-license.ts'
import {
  firmNumber,
  instant,
  readText,
  rootFrom,
  wholeNumber,
  type Describe,
  type Outcome,
  type Workplace,
} from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { describeTerms } from '../output.ts'

interface VerifyOptions {
  firm: number
  product: number
  root?: string
  released?: Date
  features?: number
  blockList?: string
}

export const describeVerify: Describe = (program, act) => {
  program
    .command('verify')
    .description('tell whether a license is valid: exit code 0 valid, 6 not, 7 cannot be told now')
    .requiredOption('--firm <code>', 'firm code', firmNumber)
    .requiredOption('--product <code>', 'product code', wholeNumber)
    .option('--root <file>', 'root key of the firm as the program knows it')
    .option('--released <date>', 'release date of the program, for licenses with maintenance', instant)
    .option('--features <mask>', 'bits of the feature map that the program needs', wholeNumber)
    .option('--block-list <file>', 'block list that the program brings along (.odb)')
    .action(act(verify))
}

async function verify({ runtime }: Workplace, options: VerifyOptions): Promise<Outcome> {
  const { firm: firmCode, product: productCode, released: releasedAt, features } = options
  const root = options.root === undefined ? undefined : await rootFrom(options.root)
  const blockList = options.blockList === undefined ? undefined : await readText(options.blockList)
  const verdict = await verifyLicense(runtime, { firmCode, productCode, root, releasedAt, features, blockList })
  if (verdict.verdict !== 'valid') {
    const lines = [`${verdict.verdict}: ${verdict.reason}. ${verdict.text}`]
    return { lines, json: verdict, exitCode: exitCodes[verdict.verdict] }
  }
  const { license, serial } = verdict
  const note =
    root === undefined ? ['Judged by the root that the container trusts; a program gives its own (--root).'] : []
  return {
    lines: [`valid: ${license.name}, ${describeTerms(license)}, in container ${serial}.`, ...note],
    json: verdict,
  }
}
