#pragma once

#include <QWidget>

class QLineEdit;

namespace vitrine::ui {

/// The least and the most of a range, as two fields side by side. Owned by the filter that reads them.
class RangeFields : public QWidget
{
    Q_OBJECT
public:
    /// What they are to tests and to screen readers.
    struct Names
    {
        QString from, to;
    };
    RangeFields(const Names &objectNames, const Names &accessibleNames, QWidget *parent);

    QLineEdit *from() const { return m_from; }
    QLineEdit *to() const { return m_to; }

signals:
    void edited();

private:
    QLineEdit *m_from, *m_to;
};

} // namespace vitrine::ui
