pragma circom 2.2.0;

include "../lib/bits.circom";
include "../lib/poseidon.circom";
include "account.circom";
include "binding.circom";
include "constants.circom";
include "fees.circom";
include "messages.circom";
include "segment.circom";
include "state.circom";
include "transition.circom";
include "tx.circom";

// A segment of a batch: up to n records between two anchors, outputs or progress values (docs/ledger.md, Segments;
// docs/circuits.md). == src/ledger/execution.ts, src/validity/witness.ts
//
// | signal | width | |
// |--------|-------|---|
// | in, out, z, c, y | field | public; c = y = 0 unless the segment is the batch's last |
// | isFirst  | bit | whether `in` is an anchor |
// | parentMessages | field | the anchor's messages root; zero otherwise |
// | header…, unused | | as in Context, as in BindHeader |
// | hasFees  | bit | |
// | done, messages, feeSum, cBefore, yBefore, wordsBefore[3] | | of the progress; zero for a first segment |
// | subtrees[16], accounts, sequence | | the state |
// | messageSiblings[6][3] | field | as in Append |
// | words[n][3] | 208 | the records, zero beyond the last |
// | senders…, recipients…, exitAddresses[n] | | as in Transition, accounts as in AccountOf |
// | feeAccountFields, feeLeaf, feeSiblings | | as in CreditFees |
template Batch(n) {
    signal input in;
    signal input out;
    signal input z;
    signal input c;
    signal input y;
    signal input isFirst;
    signal input parentMessages;
    signal input kind;
    signal input chainId;
    signal input rollup;
    signal input length;
    signal input headerRest[4];
    signal input feeAccount;
    signal input unused;
    signal input hasFees;
    signal input done;
    signal input messages;
    signal input feeSum;
    signal input cBefore;
    signal input yBefore;
    signal input wordsBefore[3];
    signal input subtrees[16];
    signal input accounts;
    signal input sequence;
    signal input messageSiblings[6][3];
    signal input words[n][3];
    signal input senders[n][5];
    signal input senderLeaves[n];
    signal input senderSiblings[n][8][3];
    signal input recipients[n][5];
    signal input recipientLeaves[n];
    signal input recipientSiblings[n][8][3];
    signal input exitAddresses[n];
    signal input feeAccountFields[5];
    signal input feeLeaf;
    signal input feeSiblings[8][3];

    // What it begins from.
    Context context;
    context.kind <== kind;
    context.chainId <== chainId;
    context.rollup <== rollup;
    context.length <== length;
    context.feeAccount <== feeAccount;
    context.hasFees <== hasFees;
    signal domain;
    signal isQueue;
    signal feeIndex[20];
    (domain, isQueue, feeIndex) <== CheckContext()(context);
    signal stateRoot <== OpenState()(subtrees, accounts, sequence);
    component append = Append(n);
    append.length <== messages;
    append.siblings <== messageSiblings;

    signal recordCount <== RecordCount()(length);
    component records = ActiveRecords(n);
    records.count <== recordCount;
    records.done <== done;

    // The record before the first one, if there is one, may name an owner.
    component before = Tx();
    before.words <== wordsBefore;
    signal keyBefore <== IsEqual()(before.from, fromKey());

    // The records.
    component bound[n];
    component steps[n];
    component compact = Compact(n);
    var sent = 0;
    var fees = feeSum;
    signal (c0, y0) <== BindHeader()(isFirst, context, headerRest, unused, z, cBefore, yBefore);
    for (var i = 0; i < n; i++) {
        for (var j = 0; j < 3; j++) (1 - records.active[i]) * words[i][j] === 0;
        bound[i] = Bind();
        bound[i].active <== records.active[i];
        bound[i].z <== z;
        bound[i].c <== i == 0 ? c0 : bound[i - 1].cOut;
        bound[i].y <== i == 0 ? y0 : bound[i - 1].yOut;
        bound[i].words <== words[i];

        steps[i] = Transition();
        if (i == 0) {
            steps[i].subtrees <== subtrees;
            steps[i].accounts <== accounts;
            steps[i].previous <== Key()(before.key, before.exitAddress);
            steps[i].hasKey <== keyBefore;
        } else {
            steps[i].subtrees <== steps[i - 1].out;
            steps[i].accounts <== steps[i - 1].accountsOut;
            steps[i].previous <== steps[i - 1].owner;
            steps[i].hasKey <== steps[i - 1].isKey;
        }
        steps[i].sequence <== sequence + sent;
        steps[i].domain <== domain;
        steps[i].isQueue <== isQueue;
        steps[i].hasFees <== hasFees;
        steps[i].active <== records.active[i];
        steps[i].words <== words[i];
        steps[i].sender <== AccountOf()(senders[i]);
        steps[i].senderLeaf <== senderLeaves[i];
        steps[i].senderSiblings <== senderSiblings[i];
        steps[i].recipient <== AccountOf()(recipients[i]);
        steps[i].recipientLeaf <== recipientLeaves[i];
        steps[i].recipientSiblings <== recipientSiblings[i];
        steps[i].exitAddress <== exitAddresses[i];
        compact.leaves[i] <== steps[i].message;
        compact.sent[i] <== steps[i].sent;
        sent += steps[i].sent;
        fees += steps[i].fee;
    }
    append.leaves <== compact.out;

    // What `in` says of all this.
    component begin = Begin();
    begin.in <== in;
    begin.isFirst <== isFirst;
    begin.parentMessages <== parentMessages;
    begin.accounts <== accounts;
    begin.done <== done;
    begin.messages <== messages;
    begin.feeSum <== feeSum;
    begin.context <== context;
    begin.domain <== domain;
    begin.stateRoot <== stateRoot;
    begin.messagesRoot <== append.rootBefore;
    begin.c <== cBefore;
    begin.y <== yBefore;
    begin.words <== wordsBefore;

    // Where it ends.
    component credit = CreditFees();
    credit.credits <== records.isLast * hasFees;
    credit.feeSum <== fees;
    credit.subtrees <== steps[n - 1].out;
    credit.index <== feeIndex;
    credit.account <== AccountOf()(feeAccountFields);
    credit.leaf <== feeLeaf;
    credit.siblings <== feeSiblings;
    signal stateRootOut <== StateRoot()(credit.out, steps[n - 1].accountsOut, sequence + sent);
    signal result <== Poseidon(2)([stateRootOut, append.rootAfter]);
    signal progressOut <== Progress()(done + n, messages + sent, fees, context, domain, stateRootOut, append.rootAfter, bound[n - 1].cOut, bound[n - 1].yOut, words[n - 1]);
    out === progressOut + records.isLast * (result - progressOut);
    c === records.isLast * bound[n - 1].cOut;
    y === records.isLast * bound[n - 1].yOut;
}
