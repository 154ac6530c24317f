/* Who may move what: the signature of a transaction. */
#ifndef SIGNATURE_H
#define SIGNATURE_H

#include "account.h"
#include "body.h"

/* Whether a transaction is signed by `from` as it stands. `owner` is that of a create, with a good key, else null. */
bool isSigned(
    const Batch *batch, const Record *record, const Transaction *transaction, const Node *from, const Owner *owner
);

#endif
