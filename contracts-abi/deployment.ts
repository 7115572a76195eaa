/** Written by contracts/tools/abi.ts from the contracts; do not edit. */
export const deployment = {"proxy":"0x4e59b44847b379578588920cA78FbF26c0B4956C","salt":"0x7472696275746172790000000000000000000000000000000000000000000000","tributary":{"address":"0x16468eF30fd0c3Da6836c44C39B0497Fe3856735","codeHash":"0x094ffc1c5554b86023250e8f039e4c66cee811a3ba8f1456a59c77dff42a61f0"}} as const
