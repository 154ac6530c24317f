/* The numbers of docs/ledger.md, each once. */

/** Levels of the accounts tree and of a batch's messages tree; both have arity 4. */
export const ACCOUNTS_DEPTH = 10;
export const MESSAGES_DEPTH = 6;
export const MAX_ACCOUNTS = 4 ** ACCOUNTS_DEPTH;

/** Bytes of a body before its first record, of a record, and of one of its three words. */
export const PREFIX_BYTES = 26;
export const RECORD_BYTES = 78;
export const WORD_BYTES = 26;
/** Records of a batch; what a body holds beyond them is no record. */
export const MAX_RECORDS = 4096;

/** What `from` says of a record that is no transaction. */
export const FROM_KEY = 0xffff_ffff;
export const FROM_DEPOSIT = 0xffff_fffe;
/** What `to` says beside the index of an account. */
export const TO_EXIT = 0xffff_ffff;
export const TO_CREATE = 0xffff_fffe;

/** Kinds of batch in the Inbox's header: the sequencer's, and that of the L1 queue's items. */
export const KIND_POSTED = 1n;
export const KIND_QUEUE = 2n;

/** Balances are below this, in wei. */
export const BALANCE_LIMIT = 1n << 128n;
/** The nonce with which an account has signed its last transaction. */
export const LAST_NONCE = 2 ** 40 - 1;

/** `from` of the message that gives back a deposit. */
export const RETURNED = FROM_DEPOSIT;

/** "assize ledger 1" as a big-endian number of ASCII: what is signed here is signed for nothing else. */
export const TAG = 0x617373697a65206c65646765722031n;
