/** The one function that we use of a package without types: the slow, plain Poseidon, for expected values. */
declare module "circomlibjs" {
  type Element = { readonly __element: never };
  type PoseidonReference = {
    (inputs: readonly bigint[]): Element;
    readonly F: { toObject(element: Element): bigint };
  };
  export function buildPoseidonReference(): Promise<PoseidonReference>;
}
