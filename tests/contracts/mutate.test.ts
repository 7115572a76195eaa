/** The mutator finds what a weak test does not look at, and nothing more where a test looks at everything. */
import { expect, test } from 'vitest'
import { parse } from '../../contracts/tools/mutate/ast.ts'
import { compilable, describe, mutantsOf } from '../../contracts/tools/mutate/batch.ts'
import type { Mutant } from '../../contracts/tools/mutate/schema.ts'
import { Trial, warmUp } from '../../contracts/tools/mutate/trial.ts'
import { fill } from '../../contracts/tools/mutate/workspace.ts'

const HEAD = '// SPDX-License-Identifier: MIT\npragma solidity 0.8.37;\n'

const TILL = `${HEAD}
type Coins is uint256;
using {worth} for Coins global;
function worth(Coins coins) pure returns (uint256) {
    return Coins.unwrap(coins) * 5;
}

library Till {
    error TooLittle();
    uint256 internal constant LEAST = 10;

    function change(Coins coins, uint256 price) internal pure returns (uint256 back) {
        uint256 given = coins.worth();
        if (given < LEAST) revert TooLittle();
        back = given - price;
    }
}

interface Buyer {
    function thank() external;
}

contract Shop {
    uint256 public sold;
    uint256 private busy;

    modifier alone() {
        require(busy == 0);
        busy = 1;
        _;
        busy = 0;
    }

    function sell(uint256 amount) external alone {
        sold += amount;
        Buyer(msg.sender).thank();
    }
}
`

/** Sells, and looks at what a stranger who calls back can do only if it is told to. */
const tests = (edges: string, guard: string) => `${HEAD}
import {Coins, Shop, Till} from "contracts/src/Till.sol";

contract TillTest {
    Shop private shop = new Shop();
    bool private again;

    function change(uint256 coins, uint256 price) external pure returns (uint256) {
        return Till.change(Coins.wrap(coins), price);
    }

    function test_Change() public view {
        assert(this.change(4, 7) == 13);
        ${edges}
    }

    function test_Sell() public {
        shop.sell(3);
        shop.sell(4);
        assert(shop.sold() == 7);
        ${guard}
    }

    function thank() external {
        if (!again) return;
        again = false;
        try shop.sell(1) { assert(false); } catch {}
    }
}
`
const FUZZ = `${HEAD}\ncontract NothingTest { function testFuzz_Nothing(uint8) public pure {} }\n`

async function survivors(name: string, test: string): Promise<string[]> {
  const sources = parse(new Map([['contracts/src/Till.sol', TILL]]))
  const { files, mutants } = compilable(sources, mutantsOf(sources))
  const tree = fill(
    name,
    new Map([...files, ['contracts/test/concrete/Till.t.sol', test], ['contracts/test/fuzz/Nothing.t.sol', FUZZ]]),
  )
  const absent = await warmUp(tree, 'quick')
  expect(absent).toEqual({ tests: [], suites: ['GasTest'] })
  const alive: Mutant[] = []
  await new Trial().run([tree], mutants, 'quick', absent, {
    enough: () => false,
    tell: (mutant, { killed }) => !killed && alive.push(mutant),
  })
  expect(mutants.length).toBeGreaterThan(15)
  return alive.map((mutant) => describe(sources[0]!, mutant)).map(({ line, change }) => `${line}: ${change}`)
}

test('a weak test lets the boundary, the constant beside it and the lock live', { timeout: 300_000 }, async () => {
  const alive = await survivors('weak', tests('', ''))
  expect(alive).toContain('16: < → <=')
  expect(alive).toContain('12: 10 → 11')
  expect(alive).toContain('16: given < LEAST → false')
  expect(alive).toContain('36: alone → nothing')
  expect(alive).not.toContain('17: - → +')
})

test('a test that looks at every edge lets only live what nobody can tell apart', { timeout: 300_000 }, async () => {
  const edges = `
        assert(this.change(2, 1) == 9);
        try this.change(1, 1) { assert(false); } catch {}`
  const guard = `
        again = true;
        shop.sell(5);
        assert(!again && shop.sold() == 12);`
  // Worth is a multiple of five, and any number but zero locks.
  expect(await survivors('strong', tests(edges, guard))).toEqual(['12: 10 → 9', '31: 1 → 2'])
})
