#pragma once

#include <QListView>

class QStandardItemModel;

namespace vitrine::ui {

/// The list of pages at the left edge: icon, name and a live badge; only icons when collapsed. GUI thread.
class NavRail : public QListView
{
    Q_OBJECT

public:
    enum Role { NameRole = Qt::UserRole, IconNameRole, BadgeRole, TitleRole };

    explicit NavRail(QWidget *parent = nullptr);

    void addPage(const QString &name, const QString &title, const QString &iconName, const QString &shortcut);
    void setBadge(const QString &name, const QString &badge);
    void setCurrent(const QString &name);
    QString badge(const QString &name) const;

    void setCollapsed(bool collapsed);
    bool isCollapsed() const { return m_collapsed; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {sizeHint().width(), 120}; }

signals:
    void pageChosen(const QString &name);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QModelIndex find(const QString &name) const;

    QStandardItemModel *m_items;
    bool m_collapsed = false;
};

} // namespace vitrine::ui
