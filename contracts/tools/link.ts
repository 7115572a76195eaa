/** From forge's artifacts to code that can be deployed: libraries linked at the addresses the proxy will give them. */
import { readFileSync } from 'node:fs'
import { getContractAddress, keccak256, pad, stringToHex, type Abi, type Hex } from 'viem'
import { ROOT } from './forge.ts'

/** Present on almost every chain; the same code sent with the same salt gets the same address everywhere. */
export const PROXY = '0x4e59b44847b379578588920cA78FbF26c0B4956C'
export const SALT = stringToHex('tributary', { size: 32 })

/** In deploy order: Tributary calls the others. */
const PIECES = ['Publishing', 'Authoring', 'Flows', 'Keys', 'Market', 'Bids', 'Inbox', 'Moving', 'Reading', 'Tributary']

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
  readonly initCode: Hex
}

/** What forge compiled. `file` is the base name of the Solidity file. */
export function artifact(name: string, file = name): Artifact {
  return JSON.parse(readFileSync(`${ROOT}/contracts/out/${file}.sol/${name}.json`, 'utf8')) as Artifact
}

/** All contracts of a deployment, linked. */
export function pieces(): Piece[] {
  const addresses = new Map<string, Hex>()
  return PIECES.map((name) => {
    const { bytecode, deployedBytecode } = artifact(name)
    const initCode = link(bytecode, addresses)
    const address = getContractAddress({ opcode: 'CREATE2', from: PROXY, salt: SALT, bytecode: initCode })
    addresses.set(name, address)
    return {
      name,
      address,
      codeHash: keccak256(atAddress(deployedBytecode, link(deployedBytecode, addresses), address)),
      initCode,
    }
  })
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

/** A library's code contains its own address, so that it refuses calls that are not delegated. */
function atAddress(code: Code, linked: Hex, address: Hex): Hex {
  let placed: string = linked
  for (const [name, places] of Object.entries(code.immutableReferences ?? {})) {
    if (name !== 'library_deploy_address') throw new Error('An immutable would make the code depend on the chain.')
    for (const { start } of places) placed = write(placed, start, pad(address))
  }
  return placed as Hex
}

/** Replaces bytes from `start` on. */
function write(code: string, start: number, bytes: Hex): string {
  const at = 2 + start * 2
  const text = bytes.slice(2).toLowerCase()
  return code.slice(0, at) + text + code.slice(at + text.length)
}
