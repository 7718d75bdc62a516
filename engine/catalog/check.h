#pragma once

#include "base/cancel.h"
#include "base/error.h"

#include <QStringList>
#include <QVector>

#include <functional>

namespace vitrine::catalog {

/// Something that does not agree with the truth it was made from, or truth that cannot be right.
struct CheckFinding
{
    Error error; ///< what, where, and what to do about it
    bool repaired = false;
};

struct CheckReport
{
    static constexpr qsizetype Named = 1'000; ///< how many findings are kept; all are counted

    qint64 products = 0;
    qint64 originals = 0;
    qint64 twins = 0; ///< baseline files made of progressive originals
    qint64 found = 0;
    qint64 repaired = 0;
    QVector<CheckFinding> findings;
    QStringList unchecked; ///< what this check could not look at, and why

    void add(const Error &error, bool isRepaired)
    {
        ++found;
        repaired += isRepaired;
        if (findings.size() < Named)
            findings.append({error, isRepaired});
    }
};

struct CheckOptions
{
    bool repair = false;
    /// Whether the original of this picture is there; null: not asked.
    std::function<bool(const QString &image)> hasOriginal;
    std::function<void(qint64 done, qint64 all)> progress = [](qint64, qint64) {};
    CancelToken cancel;
};

} // namespace vitrine::catalog
