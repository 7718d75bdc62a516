#pragma once

#include <QString>

namespace vitrine::catalog {

/// Who changes something and why, for the history. Both may be empty: nobody said.
struct ChangeNote
{
    QString author;
    QString reason;
    bool isEmpty() const { return author.isEmpty() && reason.isEmpty(); }
    bool operator==(const ChangeNote &) const = default;
};

} // namespace vitrine::catalog
