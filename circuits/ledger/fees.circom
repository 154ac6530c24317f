pragma circom 2.2.0;

include "account.circom";
include "tree.circom";

// Credits the fees after a batch's last record, where its fee account exists and has room.
//
// | signal    | width | |
// |-----------|-------|---|
// | credits   | bit   | |
// | feeSum    | 129   | wei |
// | subtrees, index, siblings, out | | as in UpdateAccounts |
// | account, leaf | | the fee account, zeros unless `credits`; what is at its index |
template CreditFees() {
    signal input credits;
    signal input feeSum;
    signal input subtrees[16];
    signal input index[20];
    input Account account;
    signal input leaf;
    signal input siblings[8][3];
    signal output out[16];

    OpenAccount(0, 0)(credits, leaf, account);
    signal hasRoom <== HasRoom()(account.balance, feeSum);
    Account credited;
    credited.x <== account.x;
    credited.y <== account.y;
    credited.balance <== account.balance + feeSum;
    credited.nonce <== account.nonce;
    credited.info <== account.info;
    signal creditedLeaf <== AccountLeaf()(credited);
    signal changes <== credits * hasRoom;
    out <== UpdateAccounts()(subtrees, index, siblings, leaf, leaf + changes * (creditedLeaf - leaf));
}
