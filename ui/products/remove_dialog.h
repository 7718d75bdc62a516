#pragma once

#include "ui/bridge/latest.h"
#include "ui/bridge/session.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace vitrine::ui {

/// Asks before products are removed: names them as they are now, and says what goes with them and what stays. Accepted
/// when the person goes ahead. Owned by the page; the session outlives it. GUI thread.
class RemoveDialog : public QDialog
{
    Q_OBJECT
public:
    RemoveDialog(ProductsSession &products, const catalog::ResultSet &set, QWidget *parent);

    /// When the products that it names were read; milliseconds since 1970, UTC.
    qint64 seenAtMs() const { return m_seenAtMs; }

private:
    void layOut();
    void show(const QVector<catalog::Row> &rows);
    void show(const catalog::Product &product);
    void refuse(const QString &text);
    void showArmed();

    ProductsSession &m_products;
    catalog::ResultSet m_set;
    qint64 m_seenAtMs;
    bool m_isRead = false;
    Latest<QVector<catalog::Row>> m_rows;
    Latest<catalog::Product> m_product;
    QLabel *m_title = nullptr, *m_names = nullptr, *m_effect = nullptr, *m_armLabel = nullptr;
    QLineEdit *m_arm = nullptr;
    QPushButton *m_remove = nullptr;
};

} // namespace vitrine::ui
