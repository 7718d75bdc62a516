#pragma once

#include "ui/bridge/latest.h"
#include "ui/bridge/session.h"

#include <QHash>
#include <QObject>

namespace vitrine::ui {

/// How many products each family has, and how many of them are complete in each place, asked for one after the other. GUI
/// thread.
class FamilyCounts : public QObject
{
    Q_OBJECT
public:
    explicit FamilyCounts(ProductsSession &session, QObject *parent = nullptr);
    ~FamilyCounts() override;

    /// Forgets what is on its way and asks again, first the products, then the places in this order. What is here stays
    /// until it is replaced.
    void ask(const QVector<catalog::Scope> &places);
    /// Nothing: not known yet.
    std::optional<qint64> products(const QString &family) const;
    std::optional<qint64> complete(const QString &family, const catalog::Scope &place) const;
    bool isReading() const { return m_reply.waiting(); }
    /// What a list of products is narrowed by: those of a family, in a place that has not all it needs (nothing: all).
    static catalog::Query queryOf(const QString &family, const std::optional<catalog::Scope> &incompleteIn);

signals:
    void changed();
    void failed(const vitrine::Error &error);

private:
    using Counts = QHash<QString, qint64>;
    void askNext();
    static QString key(const catalog::Scope &place);

    ProductsSession &m_session;
    QVector<catalog::Scope> m_pending;
    bool m_hasProducts = false;
    Counts m_products;
    QHash<QString, Counts> m_complete;
    CancelToken m_cancel;
    Latest<catalog::Facets> m_reply;
};

} // namespace vitrine::ui
