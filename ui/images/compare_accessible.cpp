#include "ui/images/compare_accessible.h"

#include "ui/images/compare_view.h"

#include <QAccessibleWidget>

#include <cmath>

namespace vitrine::ui {

namespace {

class CompareAccessible final : public QAccessibleWidget, public QAccessibleValueInterface
{
public:
    explicit CompareAccessible(CompareView *view) : QAccessibleWidget(view, QAccessible::Slider), m_view(view)
    {
    }

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::ValueInterface)
            return static_cast<QAccessibleValueInterface *>(this);
        return QAccessibleWidget::interface_cast(type);
    }
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Value ? currentValue().toString() : QAccessibleWidget::text(kind);
    }
    QVariant currentValue() const override
    {
        return gains() ? m_view->gain() : int(std::lround(m_view->position() * 100));
    }
    void setCurrentValue(const QVariant &value) override
    {
        if (gains())
            m_view->setGain(value.toInt());
        else
            m_view->setPosition(value.toDouble() / 100);
    }
    QVariant minimumValue() const override { return gains() ? 1 : 0; }
    QVariant maximumValue() const override { return gains() ? 64 : 100; }
    QVariant minimumStepSize() const override { return gains() ? 1 : 2; }

private:
    bool gains() const { return m_view->mode() == CompareMode::Difference; }

    CompareView *m_view;
};

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    CompareView *view = qobject_cast<CompareView *>(object);
    return view ? new CompareAccessible(view) : nullptr;
}

} // namespace

void installCompareAccessibility()
{
    // Qt keeps the factory for the process and ignores one that it already has.
    QAccessible::installFactory(makeInterface);
}

} // namespace vitrine::ui
