/** Finding where rows begin and end, byte by byte, without reading what is in them. Bytes come in pieces of any length. */

export type TableFormat =
  { readonly kind: 'separated'; readonly separator: number } | { readonly kind: 'lines' } | { readonly kind: 'array' }

/** Takes the next bytes; `row` is told of each row's bytes among them as [from, to), `more` when it goes on further. */
export interface Splitter {
  push(bytes: Uint8Array, row: (from: number, to: number, more: boolean) => void): void
}

const [QUOTE, NEWLINE, BACKSLASH, COMMA] = [0x22, 0x0a, 0x5c, 0x2c]

/** `inside`: the bytes begin after the first row, so an array is open already. */
export function splitterFor(format: TableFormat, inside = false): Splitter {
  if (format.kind === 'separated') return separatedSplitter(format.separator)
  return format.kind === 'lines' ? lineSplitter() : arraySplitter(inside ? 1 : 0)
}

/** RFC 4180: a quote opens a field only at its beginning, and two of them inside are one. */
function separatedSplitter(separator: number): Splitter {
  let quoted = false
  let closed = false
  let fresh = true
  return {
    push(bytes, row) {
      let from = 0
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at]!
        if (quoted) {
          if (byte === QUOTE) [quoted, closed] = [false, true]
        } else if (byte === QUOTE && (fresh || closed)) [quoted, closed, fresh] = [true, false, false]
        else if (byte === NEWLINE) {
          row(from, at, false)
          from = at + 1
          ;[fresh, closed] = [true, false]
        } else [fresh, closed] = [byte === separator, false]
      }
      if (from < bytes.length) row(from, bytes.length, true)
    },
  }
}

function lineSplitter(): Splitter {
  return {
    push(bytes, row) {
      let from = 0
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
        row(from, at, false)
        from = at + 1
      }
      if (from < bytes.length) row(from, bytes.length, true)
    },
  }
}

/** The values of a JSON array, which may hold arrays and objects themselves. */
function arraySplitter(outer: number): Splitter {
  let depth = outer
  let text = false
  let escaped = false
  const step = (byte: number): 'end' | 'inside' | 'outside' => {
    const was = depth
    if (text) {
      if (escaped) escaped = false
      else if (byte === BACKSLASH) escaped = true
      else if (byte === QUOTE) text = false
      return 'inside'
    }
    if (byte === QUOTE) text = true
    else if (byte === 0x5b || byte === 0x7b) depth++
    else if (byte === 0x5d || byte === 0x7d) depth--
    if (was === 0 || (was === 1 && depth === 0)) return was === 0 ? 'outside' : 'end'
    return was === 1 && depth === 1 && byte === COMMA ? 'end' : 'inside'
  }
  return {
    push(bytes, row) {
      let from = -1
      for (let at = 0; at < bytes.length; at++) {
        const found = step(bytes[at]!)
        if (found === 'end') {
          row(from < 0 ? at : from, at, false)
          from = -1
        } else if (found === 'inside' && from < 0) from = at
      }
      if (from >= 0) row(from, bytes.length, true)
    },
  }
}
