/** From forge's artifacts to code that can be deployed: libraries linked at the addresses the proxy will give them. */
import { readFileSync } from 'node:fs'
import { getContractAddress, keccak256, pad, stringToHex, type Abi, type Hex } from 'viem'
import { ROOT } from './forge.ts'

/** Present on almost every chain; the same code sent with the same salt gets the same address everywhere. */
export const PROXY = '0x4e59b44847b379578588920cA78FbF26c0B4956C'
export const SALT = stringToHex('tributary', { size: 32 })

/** In deploy order: Tributary calls the others. The share token is born with it. */
const PIECES = ['Publishing', 'Authoring', 'Flows', 'Keys', 'Market', 'Bids', 'Inbox', 'Moving', 'Reading', 'Tributary']

/** In a library's code: it refuses calls that are not delegated. */
const OWN_ADDRESS = 'library_deploy_address'

type Places = Record<string, readonly { start: number; length: number }[]>
interface Code {
  object: Hex
  linkReferences: Record<string, Places>
  immutableReferences?: Places
}
interface Artifact {
  abi: Abi
  bytecode: Code
  deployedBytecode: Code
}
export interface Piece {
  readonly name: string
  readonly address: Hex
  /** Of the code on chain after deployment. */
  readonly codeHash: Hex
  /** `undefined`: born with Tributary. */
  readonly initCode: Hex | undefined
}

/** What forge compiled. `file` is the base name of the Solidity file. */
export function artifact(name: string, file = name): Artifact {
  return JSON.parse(readFileSync(`${ROOT}/contracts/out/${file}.sol/${name}.json`, 'utf8')) as Artifact
}

/** All contracts of a deployment, linked. */
export function pieces(): Piece[] {
  const addresses = new Map<string, Hex>()
  const sent = PIECES.map((name): Piece => {
    const { bytecode, deployedBytecode } = artifact(name)
    const initCode = link(bytecode, addresses)
    const address = getContractAddress({ opcode: 'CREATE2', from: PROXY, salt: SALT, bytecode: initCode })
    addresses.set(name, address)
    const code = placed(deployedBytecode, link(deployedBytecode, addresses), OWN_ADDRESS, address)
    return { name, address, codeHash: keccak256(code), initCode }
  })
  // Tributary stays the last one.
  return [shareToken(addresses.get('Tributary')!), ...sent]
}

/** The first contract that Tributary creates. Its code contains Tributary's address. */
function shareToken(tributary: Hex): Piece {
  const { deployedBytecode } = artifact('ShareToken')
  // The compiler names immutables by number; this code has one.
  const [immutable] = Object.keys(deployedBytecode.immutableReferences ?? {})
  const code = placed(deployedBytecode, deployedBytecode.object, immutable!, tributary)
  const address = getContractAddress({ opcode: 'CREATE', from: tributary, nonce: 1n })
  return { name: 'ShareToken', address, codeHash: keccak256(code), initCode: undefined }
}

function link(code: Code, addresses: ReadonlyMap<string, Hex>): Hex {
  let linked: string = code.object
  for (const [library, places] of Object.values(code.linkReferences).flatMap((file) => Object.entries(file))) {
    const address = addresses.get(library)
    if (!address)
      throw new Error(`${library} is used before it is deployed: correct the order in contracts/tools/link.ts`)
    for (const { start } of places) linked = write(linked, start, address)
  }
  return linked as Hex
}

/** With the immutable `name`, an address that follows from code. Any other would make the code depend on the chain. */
function placed(code: Code, linked: Hex, name: string, address: Hex): Hex {
  let whole: string = linked
  for (const [found, places] of Object.entries(code.immutableReferences ?? {})) {
    if (found !== name) throw new Error('An immutable would make the code depend on the chain.')
    for (const { start } of places) whole = write(whole, start, pad(address))
  }
  return whole as Hex
}

/** Replaces bytes from `start` on. */
function write(code: string, start: number, bytes: Hex): string {
  const at = 2 + start * 2
  const text = bytes.slice(2).toLowerCase()
  return code.slice(0, at) + text + code.slice(at + text.length)
}
