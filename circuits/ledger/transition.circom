pragma circom 2.2.0;

include "../lib/bits.circom";
include "../lib/curve.circom";
include "../lib/poseidon.circom";
include "account.circom";
include "constants.circom";
include "signature.circom";
include "tree.circom";
include "tx.circom";

// What a record is, whose account pays and whose is paid, before anything is looked up. == src/ledger/transition.ts
//
// | signal     | width | |
// |------------|-------|---|
// | active     | bit   | whether there is a record |
// | from, to   | 32    | its first two fields |
// | accounts   | at most 2^20 | |
// | isQueue    | bit   | |
// | isKey      | bit   | it is a key record |
// | isDeposit  | bit   | it is a deposit that counts |
// | hasSender  | bit   | it is a transaction from an account |
// | toAccount, isExit, isCreate | bit | what `to` says; at most one is 1 |
template Classify() {
    signal input active;
    signal input from;
    signal input to;
    signal input accounts;
    signal input isQueue;
    signal output isKey;
    signal output isDeposit;
    signal output hasSender;
    signal output toAccount;
    signal output isExit;
    signal output isCreate;

    isKey <== IsEqual()(from, fromKey());
    signal saysDeposit <== IsEqual()(from, fromDeposit());
    signal queued <== active * isQueue;
    isDeposit <== queued * saysDeposit;
    signal isSender <== IsLess(32)(from, accounts);
    hasSender <== active * isSender;
    toAccount <== IsLess(32)(to, accounts);
    isExit <== IsEqual()(to, toExit());
    isCreate <== IsEqual()(to, toCreate());
}

// The field element that the sender signs. == src/ledger/signature.ts, signedMessage
template SignedMessage() {
    signal input domain;
    signal input order;
    signal input nonce;
    signal input isCreate;
    signal input keyY;
    signal input keySign;
    signal input keyExitAddress;
    signal output message;

    signal y <== isCreate * keyY;
    signal owner <== isCreate * (keyExitAddress + keySign * (1 << 160));
    message <== Poseidon(5)([domain, order + nonce * (1 << 112), y, owner, signatureTag()]);
}

// Whether the recipient can take what a record brings.
//
// | signal      | width | |
// |-------------|-------|---|
// | hasRoom     | bit   | an account is to be paid, and can be |
// | canCreate   | bit   | a new account is to be made, and can be |
template Recipient() {
    signal input isPaid;
    signal input isSelf;
    signal input isCreate;
    signal input keyGood;
    signal input accounts;
    signal input balance;
    signal input amount;
    signal output hasRoom;
    signal output canCreate;

    // Who pays itself has room for what it had before. Said apart, because `balance` is the one after the payment: it must
    // not depend on what follows from it.
    signal room <== HasRoom()(balance, amount);
    signal free <== room + isSelf - room * isSelf;
    hasRoom <== isPaid * free;
    signal isFull <== IsEqual()(accounts, accountLimit());
    signal wanted <== isCreate * keyGood;
    canCreate <== wanted * (1 - isFull);
}

// Carries out one record, or nothing where there is none. Total: for every state and record there is one witness, apart
// from hints that nothing depends on. == src/ledger/transition.ts, applyRecord
//
// | signal | width | |
// |--------|-------|---|
// | subtrees[16], accounts | field, at most 2^20 | the state before |
// | sequence | 65  | the next message's |
// | domain   | 224 | chainId + rollup 2^64 |
// | isQueue, hasFees, active | bit | active: there is a record |
// | words[3] | 208 | the record |
// | previous | | the owner that the record before names |
// | hasKey   | bit | whether that is a key record |
// | sender   | | the account `from` of a transaction; else Base8's key and zeros |
// | senderLeaf, senderSiblings[8][3] | field | at the low 20 bits of `from` |
// | recipient | | the account `to` once the sender has paid, where one is to be paid; else zeros |
// | recipientLeaf, recipientSiblings[8][3] | field | at `to`, for a create at the next new index, else at 0 |
// | exitAddress | 160 | the sender's for an exit, else that of the owner named by deposit or key record |
// | out[16], accountsOut | | the state after |
// | fee      | 54  | what was paid |
// | sent     | bit | whether a message was sent |
// | message  | field | its leaf, of no meaning unless sent |
// | owner, isKey | | what the next record gets as previous and hasKey |
template Transition() {
    signal input subtrees[16];
    signal input accounts;
    signal input sequence;
    signal input domain;
    signal input isQueue;
    signal input hasFees;
    signal input active;
    signal input words[3];
    input Owner previous;
    signal input hasKey;
    input Account sender;
    signal input senderLeaf;
    signal input senderSiblings[8][3];
    input Account recipient;
    signal input recipientLeaf;
    signal input recipientSiblings[8][3];
    signal input exitAddress;
    signal output out[16];
    signal output accountsOut;
    signal output fee;
    signal output sent;
    signal output message;
    output Owner owner;
    signal output isKey;

    component tx = Tx();
    tx.words <== words;
    owner <== Key()(tx.key, tx.exitAddress);
    component is = Classify();
    is.active <== active;
    is.from <== tx.from;
    is.to <== tx.to;
    is.accounts <== accounts;
    is.isQueue <== isQueue;
    isKey <== is.isKey;

    // A deposit brings its own key, a transaction needs the record before.
    signal keyGood <== hasKey * previous.good;
    signal newGood <== keyGood + is.isDeposit * (owner.good - keyGood);
    signal newX <== previous.x + is.isDeposit * (owner.x - previous.x);
    signal newY <== previous.y + is.isDeposit * (owner.y - previous.y);
    signal ownerExit <== previous.exitAddress + is.isDeposit * (owner.exitAddress - previous.exitAddress);
    signal amount <== tx.amount + is.isDeposit * (tx.deposited - tx.amount);
    signal due <== hasFees * tx.fee;

    // Both sides are opened, whatever comes of the record.
    signal acts <== is.hasSender + is.isDeposit;
    signal isPaid <== acts * is.toAccount;
    OpenAccount(baseX(), baseY())(is.hasSender, senderLeaf, sender);
    OpenAccount(0, 0)(isPaid, recipientLeaf, recipient);
    signal exits <== is.hasSender * is.isExit;
    signal info <== Poseidon(2)([exitAddress, 0]);
    exits * (sender.info - info) === 0;
    (1 - exits) * (exitAddress - ownerExit) === 0;

    // Is it good?
    signal isSelf <== IsEqual()(tx.from, tx.to);
    signal (hasRoom, canCreate) <== Recipient()(isPaid, isSelf, is.isCreate, newGood, accounts, recipient.balance, amount);
    signal signedMessage <== SignedMessage()(domain, tx.order, sender.nonce, is.isCreate, previous.y, previous.sign, previous.exitAddress);
    signal isSigned <== Signature()(sender.x, sender.y, tx.h, tx.S, signedMessage);
    signal covers <== Covers()(sender.balance, amount + due);
    signal isLast <== IsEqual()(sender.nonce, lastNonce());
    signal applied <== And(5)([is.hasSender, isSigned, covers, 1 - isLast, hasRoom + canCreate + is.isExit]);

    // The sender pays.
    Account paid;
    paid.x <== sender.x;
    paid.y <== sender.y;
    paid.balance <== sender.balance - amount - due;
    paid.nonce <== sender.nonce + 1;
    paid.info <== sender.info;
    signal paidLeaf <== AccountLeaf()(paid);
    component pay = UpdateAccounts();
    pay.subtrees <== subtrees;
    pay.index <== tx.sender;
    pay.siblings <== senderSiblings;
    pay.before <== senderLeaf;
    pay.after <== senderLeaf + applied * (paidLeaf - senderLeaf);
    fee <== applied * due;

    // The recipient receives: an account, a new one, or L1.
    signal counts <== applied + is.isDeposit;
    signal credits <== counts * hasRoom;
    signal creates <== counts * canCreate;
    Account credited;
    credited.x <== recipient.x + creates * newX;
    credited.y <== recipient.y + creates * newY;
    credited.balance <== recipient.balance + amount;
    credited.nonce <== recipient.nonce;
    credited.info <== recipient.info + creates * info;
    signal creditedLeaf <== AccountLeaf()(credited);
    creates * recipientLeaf === 0;
    signal paidIndex <== isPaid * tx.to;
    signal index <== paidIndex + creates * accounts;
    component receive = UpdateAccounts();
    receive.subtrees <== pay.out;
    receive.index <== Bits(20)(index);
    receive.siblings <== recipientSiblings;
    receive.before <== recipientLeaf;
    receive.after <== recipientLeaf + (credits + creates) * (creditedLeaf - recipientLeaf);
    out <== receive.out;
    accountsOut <== accounts + creates;

    signal returned <== is.isDeposit * (1 - hasRoom - canCreate);
    sent <== returned + applied * is.isExit;
    message <== Poseidon(4)([sequence, exitAddress, amount, tx.from]);
}
