#pragma once

#include "catalog/query.h"

#include <QString>
#include <QVector>

#include <optional>

namespace vitrine::ui {

/// A list of products that somebody comes back to: what it shows, in which order, with which columns.
struct SavedView
{
    QString name;
    catalog::Query query;
    QStringList columns; ///< by name, those that are shown; empty: as they are
    bool operator==(const SavedView &) const = default;
};

/// The views that this person has saved of one catalog, in the settings of the application, sorted by name. GUI thread.
class SavedViews
{
public:
    /// Which catalog: views of another one are not listed.
    explicit SavedViews(const QString &catalog);

    const QVector<SavedView> &list() const { return m_views; }
    std::optional<SavedView> find(const QString &name) const;
    /// Replaces one of the same name.
    void save(const SavedView &view);
    void remove(const QString &name);

private:
    void write() const;

    QString m_setting;
    QVector<SavedView> m_views;
};

} // namespace vitrine::ui
