import { type MulmodKernel, mulmodKernel } from "./kernel/mulmodKernel.ts";

/**
 * What computes a * b mod m of leaves as the EVM's MULMOD does: the product has 512 bits, and a modulus of zero gives zero.
 * One for the process: it is synchronous and never nested, so it can be shared.
 */
export const mulmodOfLeaves: MulmodKernel = mulmodKernel();
