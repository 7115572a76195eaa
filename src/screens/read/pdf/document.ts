/** A PDF opened by pdf.js: in a worker, without compiling text to code, and only the parts of the file that are looked at. */
import { getDocument, PasswordException, PDFDataRangeTransport, PDFWorker, type PDFDocumentProxy } from 'pdfjs-dist'
import workerUrl from './pdf.worker.ts?worker&url'
import type { Reading } from '../../../storage/library.ts'
import { ReadingProblem } from '../opened.ts'

export type { PDFDocumentProxy } from 'pdfjs-dist'
/** Where pdf.js's worker is: to be fetched by who wants to read without a network. */
export { workerUrl }

export interface Pdf {
  readonly document: PDFDocumentProxy
  close(): void
}

/** Bytes of one request: small enough to jump to a page, large enough not to ask a thousand times. */
const CHUNK = 256 * 1024
/** A picture inside with more pixels is left out. */
const MOST_PIXELS = 60_000_000
/** Where the build puts what pdf.js asks for by name: character maps, the standard fonts, decoders. */
const parts = (folder: string): string => new URL(`pdf/${folder}/`, document.baseURI).href

/** Rejects with a ReadingProblem, or with the library's problem where the bytes cannot be had. */
export async function openPdf(reading: Reading): Promise<Pdf> {
  let failed: (error: Error) => void
  const failure = new Promise<never>((_, reject) => (failed = reject))
  failure.catch(() => undefined)
  const port = new Worker(workerUrl, { type: 'module', name: 'pdf' })
  port.onerror = () => failed(new ReadingProblem('The reader for PDFs did not start. Load the page again.'))
  // Its types know no port; its documentation does.
  const worker = new PDFWorker({ port } as unknown as ConstructorParameters<typeof PDFWorker>[0])
  const range = new Ranges(reading, await reading.read(0, CHUNK), (error) => failed(error))
  const task = getDocument({
    range,
    worker,
    rangeChunkSize: CHUNK,
    disableAutoFetch: true,
    disableStream: true,
    maxImageSize: MOST_PIXELS,
    // The policy allows no WebAssembly; the decoders exist as JavaScript too.
    useWasm: false,
    wasmUrl: parts('decoders'),
    cMapUrl: parts('cmaps'),
    cMapPacked: true,
    standardFontDataUrl: parts('fonts'),
    verbosity: 0,
  })
  const close = () => {
    range.closed = true
    void task.destroy().finally(() => {
      worker.destroy()
      port.terminate()
    })
  }
  try {
    return { document: await Promise.race([task.promise, failure]), close }
  } catch (error) {
    close()
    throw problemOf(error)
  }
}

class Ranges extends PDFDataRangeTransport {
  readonly #reading: Reading
  readonly #failed: (error: Error) => void
  closed = false

  constructor(reading: Reading, first: Uint8Array, failed: (error: Error) => void) {
    super(reading.size, first)
    this.#reading = reading
    this.#failed = failed
  }

  override requestDataRange(begin: number, end: number): void {
    this.#reading.read(begin, end).then(
      (bytes) => {
        if (!this.closed) this.onDataRange(begin, bytes)
      },
      (error: unknown) => this.#failed(error instanceof Error ? error : new Error(String(error))),
    )
  }
}

function problemOf(error: unknown): Error {
  if (error instanceof PasswordException)
    return new ReadingProblem('This PDF is locked with a password of its own. Download it and open it with that.')
  if (error instanceof Error && ['InvalidPDFException', 'FormatError', 'UnknownErrorException'].includes(error.name))
    return new ReadingProblem(
      'This file calls itself a PDF, and cannot be read as one: it is damaged or something else.',
    )
  return error instanceof Error ? error : new Error(String(error))
}
