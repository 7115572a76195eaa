/** pdf.js parses in a worker of its own; it starts itself. */
import 'pdfjs-dist/build/pdf.worker.min.mjs'
