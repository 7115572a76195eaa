/**
 * What the first screen reads: the views of contracts-abi/tributary.ts, without the rest, which is five
 * times as large. A test compares them item by item.
 */
export const readingAbi = [
  {
    type: 'function',
    name: 'ancestorsOf',
    inputs: [{ name: 'work', type: 'uint256' }],
    outputs: [
      {
        name: '',
        type: 'tuple[]',
        components: [
          { name: 'work', type: 'uint48' },
          { name: 'royalty', type: 'uint16' },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    name: 'balanceOfBatch',
    inputs: [
      { name: 'accounts', type: 'address[]' },
      { name: 'works', type: 'uint256[]' },
    ],
    outputs: [{ name: 'balances', type: 'uint256[]' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    name: 'claimableOf',
    inputs: [
      { name: 'works', type: 'uint256[]' },
      { name: 'holder', type: 'address' },
    ],
    outputs: [{ name: 'amounts', type: 'uint256[]' }],
    stateMutability: 'view',
  },
  { type: 'function', name: 'count', inputs: [], outputs: [{ name: '', type: 'uint256' }], stateMutability: 'view' },
  {
    type: 'function',
    name: 'hasLicence',
    inputs: [
      { name: 'work', type: 'uint256' },
      { name: 'account', type: 'address' },
      { name: 'usage', type: 'uint8' },
    ],
    outputs: [{ name: '', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    name: 'isKeyHolder',
    inputs: [
      { name: 'work', type: 'uint256' },
      { name: 'account', type: 'address' },
    ],
    outputs: [{ name: '', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    name: 'listingOf',
    inputs: [
      { name: 'work', type: 'uint256' },
      { name: 'seller', type: 'address' },
    ],
    outputs: [
      {
        name: '',
        type: 'tuple',
        components: [
          { name: 'units', type: 'uint32' },
          { name: 'unitPrice', type: 'uint128' },
          { name: 'expiry', type: 'uint40' },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    name: 'parentsOf',
    inputs: [{ name: 'work', type: 'uint256' }],
    outputs: [{ name: '', type: 'uint256[]' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    name: 'worksOf',
    inputs: [
      { name: 'from', type: 'uint256' },
      { name: 'limit', type: 'uint256' },
    ],
    outputs: [
      {
        name: '',
        type: 'tuple[]',
        components: [
          { name: 'creator', type: 'address' },
          { name: 'pendingCreator', type: 'address' },
          { name: 'currency', type: 'address' },
          { name: 'manifest', type: 'bytes32' },
          { name: 'versions', type: 'uint32' },
          { name: 'ancestorRoyalty', type: 'uint16' },
          { name: 'resaleRoyalty', type: 'uint16' },
          { name: 'derivatives', type: 'uint8' },
          { name: 'onSale', type: 'bool' },
          { name: 'offersLocked', type: 'bool' },
          { name: 'offersFloored', type: 'bool' },
          { name: 'minimumTip', type: 'uint96' },
          { name: 'minimumFlowRate', type: 'uint96' },
          { name: 'deliveryFee', type: 'uint96' },
          { name: 'policy', type: 'address' },
          { name: 'shareToken', type: 'address' },
          { name: 'keyX', type: 'uint256' },
          { name: 'keyOdd', type: 'bool' },
          { name: 'mintBlock', type: 'uint32' },
          { name: 'audit', type: 'bytes32' },
          { name: 'income', type: 'uint128' },
          { name: 'prepaid', type: 'uint128' },
          { name: 'flowRate', type: 'uint128' },
          { name: 'sequence', type: 'uint32' },
          { name: 'lastBlock', type: 'uint40' },
          { name: 'anchorBlock', type: 'uint40' },
          { name: 'head', type: 'bytes32' },
          {
            name: 'offers',
            type: 'tuple[]',
            components: [
              { name: 'usage', type: 'uint8' },
              { name: 'bringsKey', type: 'bool' },
              { name: 'price', type: 'uint96' },
            ],
          },
        ],
      },
    ],
    stateMutability: 'view',
  },
] as const
