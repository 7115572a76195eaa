/** Written by contracts/tools/abi.ts from the contracts; do not edit. */
export const deployment = {"proxy":"0x4e59b44847b379578588920cA78FbF26c0B4956C","salt":"0x7472696275746172790000000000000000000000000000000000000000000000","tributary":{"address":"0x190f330af35a644314826A956E2e08BF30057219","codeHash":"0x690ea2f40d6085426ce92c8be007a3cd3db30718e023bfb22ca6597bc927514c"}} as const
