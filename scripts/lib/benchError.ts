import { AssizeError } from "../../src/types/error.ts";

/** A bench that does not exist, or that did not come to its end. */
export class BenchError extends AssizeError<"BENCH_UNKNOWN" | "BENCH_FAILED"> {}
