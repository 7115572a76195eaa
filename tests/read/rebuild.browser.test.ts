/** What a chapter becomes in the page: only what is known, and nothing that acts. */
import { expect, test } from 'vitest'
import { elementsOf, readMarkup } from '../../src/screens/read/book/markup.ts'
import { rebuild, type Rebuilt } from '../../src/screens/read/book/rebuild.ts'
import { xhtml } from './files.ts'

const built = (body: string): Rebuilt =>
  rebuild(elementsOf(readMarkup(xhtml(body)).root, 'body')[0]!, 'OEBPS/text/one.xhtml')

/** As the page would write it. */
function written({ content }: Rebuilt): string {
  const place = document.createElement('div')
  place.append(content)
  return place.innerHTML.replace(/^<div>|<\/div>$/g, '')
}

test('text keeps its structure, its language and its direction', () => {
  expect(
    written(
      built(
        '<section class="x"><h2 id="top">One</h2><p xml:lang="ar" dir="rtl">a<em>b</em></p><ol start="3" type="a"><li value="5">c</li></ol><table><tr><td colspan="2">d</td></tr></table></section>',
      ),
    ),
  ).toBe(
    '<div><h2>One</h2><p dir="rtl" lang="ar">a<em>b</em></p><ol start="3" type="a"><li value="5">c</li></ol><table><tr><td colspan="2">d</td></tr></table></div>',
  )
})

test('nothing that acts, loads or is styled survives, under whatever name', () => {
  const html = written(
    built(
      `<p style="color:red" onclick="x()" class="a" id="b">kept</p><constructor>words</constructor><__proto__/>
       <iframe src="https://evil.example">x</iframe><form><input/>y</form><svg onload="x()"><circle/></svg>
       <math><mi>z</mi></math><a href="javascript:x()">no link</a><a href="data:text/html,x">none</a>
       <img src="https://evil.example/a.png" alt="far"/><video src="v.mp4"></video>`,
    ),
  )
  expect(html).toContain('<p>kept</p>words')
  expect(html).toContain('<span>no link</span><span>none</span>')
  expect(html).toContain('<img alt="far">')
  expect(html).not.toMatch(/style|onclick|onload|class=|id=|src=|iframe|form|input|javascript|circle|video|<svg/)
})

test('links inside the book, notes and links of the web are told apart', () => {
  const { links, named, content } = built(
    '<a href="two.xhtml#x">in</a><a epub:type="noteref" href="#n1">1</a><a href="https://example.org/">out</a><aside id="n1">note</aside>',
  )
  const [inside, note, web] = [...content.querySelectorAll('a')]
  expect(links.get(inside!)).toEqual({ target: { path: 'OEBPS/text/two.xhtml', fragment: 'x' }, note: false })
  expect(links.get(note!)).toEqual({ target: { path: 'OEBPS/text/one.xhtml', fragment: 'n1' }, note: true })
  expect(links.has(web!)).toBe(false)
  expect([web!.href, web!.target, web!.rel]).toEqual(['https://example.org/', '_blank', 'noopener noreferrer'])
  expect(named.get('n1')?.textContent).toBe('note')
})

test('pictures are named by their place in the archive, also those in a drawing, and none is fetched by the page', () => {
  const { pictures } = built(
    '<img src="../images/a%20b.png" alt="A"/><svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="../cover.jpg"/></svg>',
  )
  expect(pictures.map(({ path }) => path)).toEqual(['OEBPS/images/a b.png', 'OEBPS/cover.jpg'])
  expect(pictures.every(({ element }) => !element.hasAttribute('src'))).toBe(true)
})
