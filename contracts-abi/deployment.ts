/** Written by contracts/tools/abi.ts from the contracts; do not edit. */
export const deployment = {"proxy":"0x4e59b44847b379578588920cA78FbF26c0B4956C","salt":"0x7472696275746172790000000000000000000000000000000000000000000000","tributary":{"address":"0xeB63f5200C001811b1F3A8A42563F787AF669829","codeHash":"0xaca28220987c0d427302000da4a6813aacfe2f59242504db29d04bea9fe1dee1"}} as const
