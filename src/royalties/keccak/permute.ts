/**
 * Keccak-f[1600], one round written out: 25 lanes of 64 bits as halves in local variables, which a compiler keeps in registers and no
 * array access slows down. Nobody wrote this by hand: tests/royalties/keccak-rounds.ts writes it from the standard, and a test
 * compares.
 */

/** What ι adds in each round: low half, high half. */
// prettier-ignore
const ROUNDS = new Int32Array([
  0x1, 0x0, 0x8082, 0x0, 0x808a, 0x80000000, 0x80008000, 0x80000000,
  0x808b, 0x0, 0x80000001, 0x0, 0x80008081, 0x80000000, 0x8009, 0x80000000,
  0x8a, 0x0, 0x88, 0x0, 0x80008009, 0x0, 0x8000000a, 0x0,
  0x8000808b, 0x0, 0x8b, 0x80000000, 0x8089, 0x80000000, 0x8003, 0x80000000,
  0x8002, 0x80000000, 0x80, 0x80000000, 0x800a, 0x0, 0x8000000a, 0x80000000,
  0x80008081, 0x80000000, 0x8080, 0x80000000, 0x80000001, 0x0, 0x80008008, 0x80000000,
])

/** In place. `state`: lane by lane, the low half before the high one. */
export function permute(state: Int32Array): void {
  // prettier-ignore
  let l0 = state[0]!, h0 = state[1]!, l1 = state[2]!, h1 = state[3]!, l2 = state[4]!, h2 = state[5]!, l3 = state[6]!, h3 = state[7]!, l4 = state[8]!, h4 = state[9]!,
    l5 = state[10]!, h5 = state[11]!, l6 = state[12]!, h6 = state[13]!, l7 = state[14]!, h7 = state[15]!, l8 = state[16]!, h8 = state[17]!, l9 = state[18]!, h9 = state[19]!,
    l10 = state[20]!, h10 = state[21]!, l11 = state[22]!, h11 = state[23]!, l12 = state[24]!, h12 = state[25]!, l13 = state[26]!, h13 = state[27]!, l14 = state[28]!, h14 = state[29]!,
    l15 = state[30]!, h15 = state[31]!, l16 = state[32]!, h16 = state[33]!, l17 = state[34]!, h17 = state[35]!, l18 = state[36]!, h18 = state[37]!, l19 = state[38]!, h19 = state[39]!,
    l20 = state[40]!, h20 = state[41]!, l21 = state[42]!, h21 = state[43]!, l22 = state[44]!, h22 = state[45]!, l23 = state[46]!, h23 = state[47]!, l24 = state[48]!, h24 = state[49]!
  for (let round = 0; round < 48; round += 2) {
    const pl0 = l0 ^ l5 ^ l10 ^ l15 ^ l20
    const ph0 = h0 ^ h5 ^ h10 ^ h15 ^ h20
    const pl1 = l1 ^ l6 ^ l11 ^ l16 ^ l21
    const ph1 = h1 ^ h6 ^ h11 ^ h16 ^ h21
    const pl2 = l2 ^ l7 ^ l12 ^ l17 ^ l22
    const ph2 = h2 ^ h7 ^ h12 ^ h17 ^ h22
    const pl3 = l3 ^ l8 ^ l13 ^ l18 ^ l23
    const ph3 = h3 ^ h8 ^ h13 ^ h18 ^ h23
    const pl4 = l4 ^ l9 ^ l14 ^ l19 ^ l24
    const ph4 = h4 ^ h9 ^ h14 ^ h19 ^ h24
    const dl0 = pl4 ^ ((pl1 << 1) | (ph1 >>> 31))
    const dh0 = ph4 ^ ((ph1 << 1) | (pl1 >>> 31))
    const dl1 = pl0 ^ ((pl2 << 1) | (ph2 >>> 31))
    const dh1 = ph0 ^ ((ph2 << 1) | (pl2 >>> 31))
    const dl2 = pl1 ^ ((pl3 << 1) | (ph3 >>> 31))
    const dh2 = ph1 ^ ((ph3 << 1) | (pl3 >>> 31))
    const dl3 = pl2 ^ ((pl4 << 1) | (ph4 >>> 31))
    const dh3 = ph2 ^ ((ph4 << 1) | (pl4 >>> 31))
    const dl4 = pl3 ^ ((pl0 << 1) | (ph0 >>> 31))
    const dh4 = ph3 ^ ((ph0 << 1) | (pl0 >>> 31))
    l0 ^= dl0
    h0 ^= dh0
    const bl0 = l0
    const bh0 = h0
    l1 ^= dl1
    h1 ^= dh1
    const bl10 = (l1 << 1) | (h1 >>> 31)
    const bh10 = (h1 << 1) | (l1 >>> 31)
    l2 ^= dl2
    h2 ^= dh2
    const bl20 = (h2 << 30) | (l2 >>> 2)
    const bh20 = (l2 << 30) | (h2 >>> 2)
    l3 ^= dl3
    h3 ^= dh3
    const bl5 = (l3 << 28) | (h3 >>> 4)
    const bh5 = (h3 << 28) | (l3 >>> 4)
    l4 ^= dl4
    h4 ^= dh4
    const bl15 = (l4 << 27) | (h4 >>> 5)
    const bh15 = (h4 << 27) | (l4 >>> 5)
    l5 ^= dl0
    h5 ^= dh0
    const bl16 = (h5 << 4) | (l5 >>> 28)
    const bh16 = (l5 << 4) | (h5 >>> 28)
    l6 ^= dl1
    h6 ^= dh1
    const bl1 = (h6 << 12) | (l6 >>> 20)
    const bh1 = (l6 << 12) | (h6 >>> 20)
    l7 ^= dl2
    h7 ^= dh2
    const bl11 = (l7 << 6) | (h7 >>> 26)
    const bh11 = (h7 << 6) | (l7 >>> 26)
    l8 ^= dl3
    h8 ^= dh3
    const bl21 = (h8 << 23) | (l8 >>> 9)
    const bh21 = (l8 << 23) | (h8 >>> 9)
    l9 ^= dl4
    h9 ^= dh4
    const bl6 = (l9 << 20) | (h9 >>> 12)
    const bh6 = (h9 << 20) | (l9 >>> 12)
    l10 ^= dl0
    h10 ^= dh0
    const bl7 = (l10 << 3) | (h10 >>> 29)
    const bh7 = (h10 << 3) | (l10 >>> 29)
    l11 ^= dl1
    h11 ^= dh1
    const bl17 = (l11 << 10) | (h11 >>> 22)
    const bh17 = (h11 << 10) | (l11 >>> 22)
    l12 ^= dl2
    h12 ^= dh2
    const bl2 = (h12 << 11) | (l12 >>> 21)
    const bh2 = (l12 << 11) | (h12 >>> 21)
    l13 ^= dl3
    h13 ^= dh3
    const bl12 = (l13 << 25) | (h13 >>> 7)
    const bh12 = (h13 << 25) | (l13 >>> 7)
    l14 ^= dl4
    h14 ^= dh4
    const bl22 = (h14 << 7) | (l14 >>> 25)
    const bh22 = (l14 << 7) | (h14 >>> 25)
    l15 ^= dl0
    h15 ^= dh0
    const bl23 = (h15 << 9) | (l15 >>> 23)
    const bh23 = (l15 << 9) | (h15 >>> 23)
    l16 ^= dl1
    h16 ^= dh1
    const bl8 = (h16 << 13) | (l16 >>> 19)
    const bh8 = (l16 << 13) | (h16 >>> 19)
    l17 ^= dl2
    h17 ^= dh2
    const bl18 = (l17 << 15) | (h17 >>> 17)
    const bh18 = (h17 << 15) | (l17 >>> 17)
    l18 ^= dl3
    h18 ^= dh3
    const bl3 = (l18 << 21) | (h18 >>> 11)
    const bh3 = (h18 << 21) | (l18 >>> 11)
    l19 ^= dl4
    h19 ^= dh4
    const bl13 = (l19 << 8) | (h19 >>> 24)
    const bh13 = (h19 << 8) | (l19 >>> 24)
    l20 ^= dl0
    h20 ^= dh0
    const bl14 = (l20 << 18) | (h20 >>> 14)
    const bh14 = (h20 << 18) | (l20 >>> 14)
    l21 ^= dl1
    h21 ^= dh1
    const bl24 = (l21 << 2) | (h21 >>> 30)
    const bh24 = (h21 << 2) | (l21 >>> 30)
    l22 ^= dl2
    h22 ^= dh2
    const bl9 = (h22 << 29) | (l22 >>> 3)
    const bh9 = (l22 << 29) | (h22 >>> 3)
    l23 ^= dl3
    h23 ^= dh3
    const bl19 = (h23 << 24) | (l23 >>> 8)
    const bh19 = (l23 << 24) | (h23 >>> 8)
    l24 ^= dl4
    h24 ^= dh4
    const bl4 = (l24 << 14) | (h24 >>> 18)
    const bh4 = (h24 << 14) | (l24 >>> 18)
    l0 = bl0 ^ (~bl1 & bl2)
    h0 = bh0 ^ (~bh1 & bh2)
    l1 = bl1 ^ (~bl2 & bl3)
    h1 = bh1 ^ (~bh2 & bh3)
    l2 = bl2 ^ (~bl3 & bl4)
    h2 = bh2 ^ (~bh3 & bh4)
    l3 = bl3 ^ (~bl4 & bl0)
    h3 = bh3 ^ (~bh4 & bh0)
    l4 = bl4 ^ (~bl0 & bl1)
    h4 = bh4 ^ (~bh0 & bh1)
    l5 = bl5 ^ (~bl6 & bl7)
    h5 = bh5 ^ (~bh6 & bh7)
    l6 = bl6 ^ (~bl7 & bl8)
    h6 = bh6 ^ (~bh7 & bh8)
    l7 = bl7 ^ (~bl8 & bl9)
    h7 = bh7 ^ (~bh8 & bh9)
    l8 = bl8 ^ (~bl9 & bl5)
    h8 = bh8 ^ (~bh9 & bh5)
    l9 = bl9 ^ (~bl5 & bl6)
    h9 = bh9 ^ (~bh5 & bh6)
    l10 = bl10 ^ (~bl11 & bl12)
    h10 = bh10 ^ (~bh11 & bh12)
    l11 = bl11 ^ (~bl12 & bl13)
    h11 = bh11 ^ (~bh12 & bh13)
    l12 = bl12 ^ (~bl13 & bl14)
    h12 = bh12 ^ (~bh13 & bh14)
    l13 = bl13 ^ (~bl14 & bl10)
    h13 = bh13 ^ (~bh14 & bh10)
    l14 = bl14 ^ (~bl10 & bl11)
    h14 = bh14 ^ (~bh10 & bh11)
    l15 = bl15 ^ (~bl16 & bl17)
    h15 = bh15 ^ (~bh16 & bh17)
    l16 = bl16 ^ (~bl17 & bl18)
    h16 = bh16 ^ (~bh17 & bh18)
    l17 = bl17 ^ (~bl18 & bl19)
    h17 = bh17 ^ (~bh18 & bh19)
    l18 = bl18 ^ (~bl19 & bl15)
    h18 = bh18 ^ (~bh19 & bh15)
    l19 = bl19 ^ (~bl15 & bl16)
    h19 = bh19 ^ (~bh15 & bh16)
    l20 = bl20 ^ (~bl21 & bl22)
    h20 = bh20 ^ (~bh21 & bh22)
    l21 = bl21 ^ (~bl22 & bl23)
    h21 = bh21 ^ (~bh22 & bh23)
    l22 = bl22 ^ (~bl23 & bl24)
    h22 = bh22 ^ (~bh23 & bh24)
    l23 = bl23 ^ (~bl24 & bl20)
    h23 = bh23 ^ (~bh24 & bh20)
    l24 = bl24 ^ (~bl20 & bl21)
    h24 = bh24 ^ (~bh20 & bh21)
    l0 ^= ROUNDS[round]!
    h0 ^= ROUNDS[round + 1]!
  }
  // prettier-ignore
  {
    state[0] = l0; state[1] = h0; state[2] = l1; state[3] = h1; state[4] = l2; state[5] = h2; state[6] = l3; state[7] = h3; state[8] = l4; state[9] = h4;
    state[10] = l5; state[11] = h5; state[12] = l6; state[13] = h6; state[14] = l7; state[15] = h7; state[16] = l8; state[17] = h8; state[18] = l9; state[19] = h9;
    state[20] = l10; state[21] = h10; state[22] = l11; state[23] = h11; state[24] = l12; state[25] = h12; state[26] = l13; state[27] = h13; state[28] = l14; state[29] = h14;
    state[30] = l15; state[31] = h15; state[32] = l16; state[33] = h16; state[34] = l17; state[35] = h17; state[36] = l18; state[37] = h18; state[38] = l19; state[39] = h19;
    state[40] = l20; state[41] = h20; state[42] = l21; state[43] = h21; state[44] = l22; state[45] = h22; state[46] = l23; state[47] = h23; state[48] = l24; state[49] = h24
  }
}
