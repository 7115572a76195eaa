/** Written by contracts/tools/abi.ts from the contracts; do not edit. */
export const deployment = {"proxy":"0x4e59b44847b379578588920cA78FbF26c0B4956C","salt":"0x7472696275746172790000000000000000000000000000000000000000000000","tributary":{"address":"0x00C84454a6aF7Fce5Baa0951501A72E1F753bF0f","codeHash":"0xfe48154a106beddc3db2e14d2c691110e6f048914921d30ec4cc3a8cbcec71cf"}} as const
