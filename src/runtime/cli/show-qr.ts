import { UsageError, writeOut } from './command.ts'
import { mostInQr, qrLines, qrModules, qrPng, qrSvg } from './qr-code.ts'

/**
 * Shows a text as a QR code on a terminal of this width, or writes it as an image; gives the picture to show. Whoever scans it
 * has the text as it is.
 * @throws UsageError if it does not fit, with what to do instead
 */
export async function showQr(text: string, file: string | true, columns: number | undefined): Promise<string[]> {
  if (text.length > mostInQr) {
    throw new UsageError(
      `This context has ${text.length} characters, and a QR code holds ${mostInQr}: it names too many licenses. ` +
        'Write it to a file instead: --out FILE.',
    )
  }
  const modules = qrModules(text)
  if (file === true) {
    const width = modules.length
    if (columns !== undefined && columns >= width) return qrLines(modules)
    const why = columns === undefined ? 'this is no terminal' : `the terminal has only ${columns}`
    throw new UsageError(`The QR code is ${width} columns wide, and ${why}. Write it to an image: --qr FILE.png.`)
  }
  if (!/\.(png|svg)$/i.test(file)) throw new UsageError('Give the image a name that ends with .png or .svg.')
  await writeOut(file, /\.png$/i.test(file) ? qrPng(modules) : qrSvg(modules))
  return []
}
