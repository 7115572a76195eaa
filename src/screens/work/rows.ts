/** The first rows of a table in CSV (RFC 4180). Lenient: what cannot be understood is shown as it stands. */
export function rowsOf(text: string, most = 21): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length && rows.length < most; at++) {
    const sign = text[at]!
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (text[at + 1] === '"') cell += text[++at]!
      else quoted = false
    } else if (sign === '"' && cell === '') quoted = true
    else if (sign === ',') cell = push(row, cell)
    else if (sign === '\n') {
      push(row, cell.replace(/\r$/, ''))
      rows.push(row)
      row = []
      cell = ''
    } else cell += sign
  }
  if (rows.length < most && (cell !== '' || row.length > 0)) {
    push(row, cell)
    rows.push(row)
  }
  return rows
}

function push(row: string[], cell: string): string {
  row.push(cell)
  return ''
}
