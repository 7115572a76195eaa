import { expect, test } from 'vitest'
import { fieldsOf } from '../../src/publish/draft/fields.ts'
import { emptyForm } from '../../src/publish/draft/form.ts'
import { fillIn } from '../../src/screens/publish/fill-in.ts'

const lengthOf = (seconds: number) => {
  const form = emptyForm()
  form.kind = 'song'
  fillIn(form, 'hymn.flac', { seconds })
  return form.fields['duration']
}
const read = (text: string | undefined) =>
  fieldsOf('song')
    .find(({ key }) => key === 'duration')!
    .read(text ?? '')

test('a length found in a file stands in its field as people write it, and is read back as what it is', () => {
  expect(lengthOf(95)).toBe('1:35')
  expect(read(lengthOf(95))).toBe('PT1M35S')
  expect(read(lengthOf(3_723.4))).toBe('PT1H2M3S')
})

test('a sound of less than a second has a length', () => {
  expect(read(lengthOf(0.2))).toBe('PT0M1S')
})

test('what was typed is not replaced', () => {
  const form = emptyForm()
  form.kind = 'song'
  form.title = 'Hymn'
  form.fields['duration'] = '2:00'
  fillIn(form, 'other.flac', { seconds: 95, title: 'Other' })
  expect([form.title, form.fields['duration']]).toEqual(['Hymn', '2:00'])
})
