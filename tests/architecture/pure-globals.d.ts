/** All that the pure core may know of its surroundings: text codecs exist in every JavaScript runtime. */
declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(bytes?: ArrayBufferView | ArrayBuffer, options?: { stream?: boolean }): string
}
declare function structuredClone<T>(value: T): T
declare function btoa(text: string): string
declare function atob(text: string): string
declare class URL {
  constructor(url: string, base?: string)
  readonly protocol: string
  readonly host: string
  readonly hostname: string
  readonly href: string
  readonly pathname: string
  static canParse(url: string): boolean
}
