#pragma once

#include "catalog/history.h"

#include <roaring/roaring.hh>

namespace vitrine::catalog {

// How sets of changes and the entries of a history are stored, in whatever store; pure.

/// "edit", "import" and so on, back. Corrupt.
Result<ChangeKind> changeKindNamed(const QString &name);

/// One JSON value as the history keeps it, and back; null for undefined.
QByteArray storedJson(const QJsonValue &value);
QJsonValue jsonFromStored(const QByteArray &json);

/// The changes of a bulk edit as the set keeps them, and back. InvalidArgument.
QString storedSpec(const QVector<BulkChange> &changes);
Result<QVector<BulkChange>> changesFromSpec(const QString &spec);
/// For people: the query and the changes.
QString whatBulkDoes(const BulkEdit &edit);

/// Products of a set as it keeps them, and back. Corrupt.
QByteArray storedSelection(const Roaring &products);
Result<Roaring> selectionFromStored(const QByteArray &bytes);
/// InvalidArgument when there are none.
Result<Roaring> chosenNumbers(const ResultSet &products);

} // namespace vitrine::catalog
