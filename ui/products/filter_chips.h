#pragma once

#include <QWidget>

#include <functional>

class QLabel;

namespace vitrine::ui {

class FlowLayout;

/// One active filter: what it says and how to take it back.
struct FilterChip
{
    QString text;
    std::function<void()> remove;
};

/// How many products there are, and the active filters as buttons that remove them. Owned by ProductsPage.
class FilterChips : public QWidget
{
    Q_OBJECT
public:
    explicit FilterChips(QWidget *parent = nullptr);

    void setSummary(const QString &text);
    QString summary() const;
    void setChips(const QVector<FilterChip> &chips);

signals:
    void clearRequested();

private:
    QLabel *m_summary;
    FlowLayout *m_flow;
    QVector<QWidget *> m_chips;
};

} // namespace vitrine::ui
